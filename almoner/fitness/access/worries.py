"""Who sees a worry and a referral, and what everybody is to it. The social worker it is about never does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.employment.models import StaffMember
from almoner.employment.queries.oneself import not_about
from almoner.fitness.models import AboutStaff, AssignmentEnding, PerformanceRecord, Referral
from almoner.people import queries as people
from almoner.people.models import Person
from almoner.people.rules import Permission, Role
from almoner.procedure.access import ByOrganisation

C = TypeVar("C", bound=AboutStaff)


def _reached(person: Person, on: date) -> Q:
    """Those who answer for referrals see all of their organisation's; managers those about people in their line.

    To a worker without an account no line leads: what their manager wrote is seen by those above that manager.
    """
    everything = people.organisations_where(person, Permission.SEE_REFERRALS, on)
    own = people.organisations_where(person, Permission.SEE_OWN_TEAM, on) - everything
    line = {each for organisation in own for each in people.managed_by(person.pk, organisation, on)}
    unlinked = Q(member__person_id__isnull=True, manager_id__in=line)
    in_line = Q(organisation_id__in=own) & (Q(member__person_id__in=line) | Q(manager=person) | unlinked)
    return Q(organisation_id__in=everything) | in_line


def performance_visible_to(person: Person, on: date) -> QuerySet[PerformanceRecord]:
    """Performance records about those in the person's line, or of the whole organisation; never about themselves."""
    found = PerformanceRecord.objects.filter(_reached(person, on)).exclude(member__person_id=person.pk)
    return people.without_conflicts(found.select_related("member", "organisation"), person)


def referrals_visible_to(person: Person, on: date) -> QuerySet[Referral]:
    """Referrals likewise."""
    found = Referral.objects.filter(_reached(person, on)).exclude(member__person_id=person.pk)
    found = not_about(person, found, "entry_id")
    return people.without_conflicts(found.select_related("member", "organisation"), person)


def endings_visible_to(person: Person, on: date) -> QuerySet[AssignmentEnding]:
    """Ends of agency assignments likewise."""
    found = AssignmentEnding.objects.filter(_reached(person, on)).exclude(member__person_id=person.pk)
    return people.without_conflicts(found.select_related("member", "organisation"), person)


class PerformanceFacts:
    """What the rules of a performance record look at, asked of the database only where a rule looks."""

    def __init__(self, record: PerformanceRecord) -> None:
        self._record = record

    @cached_property
    def referral_open(self) -> bool:
        """Whether a referral that grew from it is open."""
        return Referral.objects.filter(performance=self._record, closed_at__isnull=True).exists()


class _InTheLine(ByOrganisation[C]):
    """Roles of the employer's side: those held in the organisation, and those that the line of management gives."""

    def roles_among(self, people: Sequence[Person], case: C, on: date) -> dict[UUID, frozenset[str]]:
        """What each is there, and whether they are the worker's manager or the next one up."""
        manager, above = self._line(case, on)
        relations = {manager: {Role.LINE_MANAGER.value}, above: {Role.NEXT_MANAGER_UP.value}}
        found = super().roles_among(people, case, on)
        return {one: held | relations.get(one, set()) if held else held for one, held in found.items()}

    def holders(self, role: str, case: C, on: date) -> Iterable[UUID] | None:
        """The line manager and the next manager up are people; everything else is a role."""
        if role not in (Role.LINE_MANAGER, Role.NEXT_MANAGER_UP):
            return None
        manager, above = self._line(case, on)
        holder = manager if role == Role.LINE_MANAGER else above
        return [holder] if holder else []

    def _line(self, case: C, on: date) -> tuple[UUID | None, UUID | None]:
        """Who manages the worker, and who manages them.

        A worker who has no post in the line is managed by whoever wrote the worry down.
        """
        member: StaffMember | None = case.member
        worker = member.person_id if member else None
        manager = people.line_manager_of(worker, case.organisation_id, on) if worker else None
        found = manager.pk if manager else case.manager_id
        above = people.line_manager_of(found, case.organisation_id, on)
        return found, above.pk if above and above.pk != worker else None


class PerformanceAccess(_InTheLine[PerformanceRecord]):
    """Performance records."""

    def visible_to(self, person: Person, on: date) -> QuerySet[PerformanceRecord]:
        """See `performance_visible_to`."""
        return performance_visible_to(person, on)

    def facts(self, case: PerformanceRecord) -> PerformanceFacts:
        """What the rules look at."""
        return PerformanceFacts(case)


class ReferralAccess(_InTheLine[Referral]):
    """Referrals, on the employer's side alone: the regulator sees the concern that a referral becomes."""

    def visible_to(self, person: Person, on: date) -> QuerySet[Referral]:
        """See `referrals_visible_to`."""
        return referrals_visible_to(person, on)


class EndingAccess(_InTheLine[AssignmentEnding]):
    """Ends of agency assignments."""

    def visible_to(self, person: Person, on: date) -> QuerySet[AssignmentEnding]:
        """See `endings_visible_to`."""
        return endings_visible_to(person, on)
