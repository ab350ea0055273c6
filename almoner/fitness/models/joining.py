"""What a person decided about two concerns that could be about the same."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from almoner.fitness.models.concerns import Concern


class Unlike(models.Model):
    """That two concerns are not about the same, and why. The two are kept in the order of their ids."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["concern", "other"], name="unlike_said_once_of_two"),
            models.CheckConstraint(condition=Q(concern__lt=F("other")), name="unlike_in_order"),
            models.CheckConstraint(condition=~Q(why=""), name="unlike_says_why"),
        ]

    def __str__(self) -> str:
        return "not the same"
