"""Whom one can be in the demonstration."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Persona(models.Model):
    """An invented person with a line on who they are; one signs in as them with one press."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.OneToOneField("people.Membership", on_delete=models.PROTECT, related_name="+")
    story = models.CharField(max_length=300)
    place = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["place"]

    def __str__(self) -> str:
        return self.story
