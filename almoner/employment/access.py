"""Who sees an employer's lists, staff and alerts. Nobody of another organisation sees any of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.employment.models import StaffAlert, StaffChange, StaffList, StaffListRow, StaffMember
from almoner.employment.rules import results
from almoner.people import queries as people
from almoner.people.models import Person
from almoner.people.rules import Permission, Role
from almoner.procedure.access import ByOrganisation


def lists_visible_to(person: Person, on: date) -> QuerySet[StaffList]:
    """The lists of the organisations in which the person may check staff."""
    allowed = people.organisations_where(person, Permission.CHECK_STAFF, on)
    return people.without_conflicts(StaffList.objects.filter(organisation_id__in=allowed), person)


def rows_visible_to(person: Person, on: date) -> QuerySet[StaffListRow]:
    """The rows of those lists."""
    allowed = people.organisations_where(person, Permission.CHECK_STAFF, on)
    rows = StaffListRow.objects.filter(organisation_id__in=allowed)
    return people.without_conflicts(rows, person, matter=StaffList, key="staff_list_id")


def staff_visible_to(person: Person, on: date) -> QuerySet[StaffMember]:
    """Staff: all of an organisation for those who may see its staff, their own line for managers, oneself."""
    return StaffMember.objects.filter(_reached(person, on), withdrawn_at__isnull=True)


def alerts_visible_to(person: Person, on: date) -> QuerySet[StaffAlert]:
    """Alerts about the staff the person may see; nobody deals with an alert about themselves."""
    everybody = people.organisations_where(person, Permission.SEE_STAFF, on)
    reached = Q(organisation_id__in=everybody) | Q(member__person_id__in=_line_of(person, on, everybody))
    return people.without_conflicts(StaffAlert.objects.filter(reached).exclude(member__person_id=person.pk), person)


def _reached(person: Person, on: date) -> Q:
    everybody = people.organisations_where(person, Permission.SEE_STAFF, on)
    own = people.organisations_where(person, Permission.SEE_OWN_EMPLOYMENT, on)
    return (
        Q(organisation_id__in=everybody)
        | Q(person_id__in=_line_of(person, on, everybody))
        | Q(organisation_id__in=own, person_id=person.pk)
    )


def _line_of(person: Person, on: date, everybody: frozenset[int]) -> frozenset[UUID]:
    """The people in the person's line, in every organisation they belong to.

    Not asked where they see `everybody` of each of these, so that a line adds nobody.
    """
    found: set[UUID] = set()
    belongs_to = people.organisations_of(person, on)
    if everybody.issuperset(organisation.pk for organisation in belongs_to):
        return frozenset()
    for organisation in belongs_to:
        found |= people.managed_by(person.pk, organisation.pk, on)
    return frozenset(found)


class ListFacts:
    """What the rules of a list look at, asked of the database only where a rule looks."""

    def __init__(self, staff_list: StaffList) -> None:
        self._list = staff_list

    @cached_property
    def undecided(self) -> int:
        """Rows to be looked at that nobody has decided."""
        rows = StaffListRow.objects.filter(staff_list=self._list, outcome=results.LOOK, decision="")
        return rows.count()

    @cached_property
    def changed_since(self) -> int:
        """People of this list whom a later list has changed."""
        own = StaffChange.objects.filter(staff_list=self._list, undone_at__isnull=True)
        first = own.order_by("at").values_list("at", flat=True).first()
        if first is None:
            return 0
        later = StaffChange.objects.filter(
            member_id__in=own.values("member_id"), at__gt=first, undone_at__isnull=True
        ).exclude(staff_list=self._list)
        return later.values("member_id").distinct().count()


class ListAccess(ByOrganisation[StaffList]):
    """A list is seen by those who check staff for its organisation."""

    def visible_to(self, person: Person, on: date) -> QuerySet[StaffList]:
        return lists_visible_to(person, on)

    def facts(self, case: StaffList) -> ListFacts:
        return ListFacts(case)


class AlertAccess(ByOrganisation[StaffAlert]):
    """An alert is seen by those who see the person it is about, who is not one of them."""

    def visible_to(self, person: Person, on: date) -> QuerySet[StaffAlert]:
        return alerts_visible_to(person, on)

    def whole(self, rows: QuerySet[StaffAlert]) -> QuerySet[StaffAlert]:
        return rows.select_related("member")

    def roles_among(self, people: Sequence[Person], case: StaffAlert, on: date) -> dict[UUID, frozenset[str]]:
        above = self._managers(case, on)
        found = super().roles_among(people, case, on)
        return {one: held | {Role.LINE_MANAGER.value} if one in above else held for one, held in found.items()}

    def holders(self, role: str, case: StaffAlert, on: date) -> Iterable[UUID] | None:
        return self._managers(case, on) if role == Role.LINE_MANAGER else None

    def _managers(self, case: StaffAlert, on: date) -> list[UUID]:
        worker = case.member.person_id
        manager = people.line_manager_of(worker, case.organisation_id, on) if worker else None
        return [manager.pk] if manager else []
