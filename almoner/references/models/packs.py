"""What an authority has set for its bookings, from a day on."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from almoner.references.rules.packs import Job, Region


def _cap() -> Any:
    return models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)


class AuthoritySettings(models.Model):
    """One authority's settings from a day until the next begin. Written once and never changed.

    They tell nothing about anybody, and whoever judges a reference of the authority has to read them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    region = models.CharField(max_length=20, choices=[(one.value, one.words) for one in Region], blank=True)
    verification_days = models.PositiveSmallIntegerField()
    senior_roles = ArrayField(models.CharField(max_length=40))
    gap_days = models.PositiveSmallIntegerField()
    passport_days = models.PositiveSmallIntegerField()
    cooling_off_months = models.PositiveSmallIntegerField(default=0)
    keeps_procedure = models.BooleanField(default=True)
    cap_social_worker = _cap()
    cap_senior = _cap()
    cap_advanced = _cap()
    cap_team_manager = _cap()
    cap_chair = _cap()
    set_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["authority", "starts"], name="authority_settings_one_for_each_day")
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} from {self.starts}"

    @property
    def caps(self) -> dict[Job, Decimal]:
        """The caps that are set, in pounds an hour."""
        return {job: cap for job in Job if (cap := getattr(self, f"cap_{job}")) is not None}
