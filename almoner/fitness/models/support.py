"""What somebody who takes part in a case needs to take part, apart from the case itself."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from almoner.fitness.models.concerns import Concern


class Support(models.Model):
    """What one person needs, as they said it last. Never evidence, and never before anybody who decides."""

    class Whose(models.TextChoices):
        """What the person is to the concern."""

        RAISER = "raiser", "Whoever raised the concern"
        WORKER = "worker", "The social worker"
        WITNESS = "witness", "A witness"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    whose = models.CharField(max_length=10, choices=Whose.choices)
    name = models.CharField(max_length=200, blank=True)
    needs = ArrayField(models.CharField(max_length=40), default=list)
    words = models.TextField(blank=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["concern", "whose", "name"], name="support_one_of_each_person"),
        ]

    def __str__(self) -> str:
        return "what somebody needs"
