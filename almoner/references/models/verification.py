"""What passes between two authorities over one reference: both see it, with everything that was said on the way."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from almoner.procedure.models import Case, state_is_known
from almoner.references.models.files import ORGANISATION, PERSON
from almoner.references.rules.concern import REFERENCE_CONCERN, About
from almoner.references.rules.verification import SENIOR_REQUEST, VERIFICATION


class BetweenAuthorities(Case):
    """A case of the authority that asks, seen by the one that is asked too; it climbs on both sides.

    `asked_id` is what the file knows of the reference and `reference_id` the giver's case. Neither is a foreign key,
    since neither side sees both rows.
    """

    giver = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("register.Entry", on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_id = models.UUIDField(db_index=True)
    reference_id = models.UUIDField(db_index=True)
    level = models.PositiveSmallIntegerField(default=0)
    #: The working days that the asking authority gives at each level, as set on the day it asked.
    days = models.PositiveSmallIntegerField()
    due_on = models.DateField()

    class Meta(Case.Meta):
        abstract = True

    @property
    def due_by_itself(self) -> date | None:
        """The last day to answer at the level where it stands."""
        return self.due_on


class Verification(BetweenAuthorities):
    """One authority verifies a reference with the authority that gave it."""

    class Meta(BetweenAuthorities.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            state_is_known(VERIFICATION),
            models.UniqueConstraint(
                fields=["organisation", "asked_id"], condition=models.Q(closed_at__isnull=True),
                name="verification_one_at_a_time",
            ),
        ]  # fmt: skip


class SeniorRequest(BetweenAuthorities):
    """A named senior manager asks the equivalent for a suitable reference, in place of one that was set aside."""

    ours = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    theirs = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    verification_id = models.UUIDField(unique=True)

    class Meta(BetweenAuthorities.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(SENIOR_REQUEST)]


class ReferenceConcern(Case):
    """A concern about a reference, at one authority."""

    about = models.CharField(max_length=14, choices=[(one.value, one.words) for one in About])
    entry = models.ForeignKey("register.Entry", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=12)
    asked_id = models.UUIDField(db_index=True)
    giver = models.ForeignKey(ORGANISATION, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    #: The referral to the regulator that grew from it.
    referral_id = models.UUIDField(null=True)

    class Meta(Case.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [state_is_known(REFERENCE_CONCERN)]
