"""What an employer writes down about one member of staff, and may send to the regulator."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from almoner.fitness.rules.ending import ENDING
from almoner.fitness.rules.performance import PERFORMANCE
from almoner.fitness.rules.referral import REFERRAL
from almoner.procedure.models import Case, state_is_known


class AboutStaff(Case):
    """A case of an employer about one member of staff; `manager` is who wrote the worry down."""

    member = models.ForeignKey("employment.StaffMember", on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(Case.Meta):
        abstract = True

    @property
    def about(self) -> tuple[str, str, int]:
        """Whom it is about: their name, their number and their entry on the register."""
        return self.member.name, self.member.number, self.member.entry_id


class PerformanceRecord(AboutStaff):
    """What a manager wrote down about the practice of one member of staff, and what was tried."""

    class Meta(AboutStaff.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(PERFORMANCE)]


class AssignmentEnding(AboutStaff):
    """That an agency worker's assignment ended, why, and whether the regulator has to know."""

    class Meta(AboutStaff.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(ENDING)]


class Referral(AboutStaff):
    """What an employer may send to the regulator about one member of staff.

    It grew from a performance record; or, since agency workers seldom have one, from the end of an assignment; or from
    a concern about a reference, and then it is about somebody who need not work here.
    """

    member = models.ForeignKey(  # type: ignore[assignment]
        "employment.StaffMember", on_delete=models.PROTECT, null=True, related_name="+"
    )
    entry = models.ForeignKey("register.Entry", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=12, blank=True)
    #: The concern about a reference. Not a foreign key: that context stands above this one.
    reference_concern_id = models.UUIDField(null=True, unique=True)

    performance = models.ForeignKey(PerformanceRecord, on_delete=models.PROTECT, null=True, related_name="referrals")
    ending = models.ForeignKey(AssignmentEnding, on_delete=models.PROTECT, null=True, related_name="referrals")

    class Meta(AboutStaff.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(REFERRAL),
            models.UniqueConstraint(
                fields=["performance"], condition=models.Q(closed_at__isnull=True), name="referral_one_open_at_a_time"
            ),
            models.UniqueConstraint(fields=["ending"], name="referral_one_of_an_ending"),
            models.CheckConstraint(
                condition=models.Q(
                    performance__isnull=False, ending__isnull=True, reference_concern_id__isnull=True,
                    member__isnull=False,
                )
                | models.Q(
                    performance__isnull=True, ending__isnull=False, reference_concern_id__isnull=True,
                    member__isnull=False,
                )
                | models.Q(
                    performance__isnull=True, ending__isnull=True, reference_concern_id__isnull=False,
                    entry__isnull=False,
                ),
                name="referral_grew_from_one_thing",
            ),
        ]  # fmt: skip

    @property
    def about(self) -> tuple[str, str, int]:
        """Whom it is about, whether or not they work here."""
        if self.entry_id is not None:
            return self.name, self.number, self.entry_id
        return super().about
