"""What an employer writes down about one member of staff, and may send to the regulator."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from almoner.fitness.rules.performance import PERFORMANCE
from almoner.fitness.rules.referral import REFERRAL
from almoner.procedure.models import Case, state_is_known


class AboutStaff(Case):
    """A case of an employer about one member of staff; `manager` is who wrote the worry down."""

    member = models.ForeignKey("employment.StaffMember", on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(Case.Meta):
        abstract = True


class PerformanceRecord(AboutStaff):
    """What a manager wrote down about the practice of one member of staff, and what was tried."""

    class Meta(AboutStaff.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(PERFORMANCE)]


class Referral(AboutStaff):
    """What an employer may send to the regulator about one member of staff, grown from a performance record."""

    performance = models.ForeignKey(PerformanceRecord, on_delete=models.PROTECT, related_name="referrals")

    class Meta(AboutStaff.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(REFERRAL),
            models.UniqueConstraint(
                fields=["performance"], condition=models.Q(closed_at__isnull=True), name="referral_one_open_at_a_time"
            ),
        ]
