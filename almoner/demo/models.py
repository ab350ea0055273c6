"""Whom one can be in the demonstration."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


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


class Making(models.Model):
    """How far the demonstration has been made, so that making it can stop anywhere and go on. One row."""

    class Extent(models.TextChoices):
        """What is wholly there."""

        NOTHING = "", "Nothing"
        REGION = "region", "The region"
        COUNTRY = "country", "The country"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seed = models.IntegerField()
    day = models.DateField()
    whole = models.CharField(max_length=10, choices=Extent.choices, blank=True, default="")
    of_region = models.PositiveIntegerField()
    #: How many of the country's entries are there, in the order in which they are drawn.
    of_country = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=1), name="making_is_one_row")
        ]

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.of_region + self.of_country} entries"
