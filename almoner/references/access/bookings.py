"""Who sees a booking and an assignment: the authority that asks and the agency that answers, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.employment.queries.oneself import not_about
from almoner.people import queries as people
from almoner.people.models import Membership, Person
from almoner.people.rules import Permission, Role
from almoner.procedure.access import ByOrganisation
from almoner.references.access.workers import AboutAWorker
from almoner.references.models import Assignment, Booking
from almoner.references.queries.preflight import AssignmentFacts, BookingFacts
from almoner.references.rules.assignment import MANAGER
from almoner.references.rules.booking import AGENCY, COMMISSIONER
from almoner.scope.context import system

B = TypeVar("B", Booking, Assignment)
AGENCY_ROLES = (Role.AGENCY_CONSULTANT, Role.AGENCY_MANAGER)


def _seen(person: Person, on: date) -> Q:
    """All of an organisation's for those who answer for bookings there; one's own for a manager who asked."""
    everything = list(people.organisations_where(person, Permission.SEE_BOOKINGS, on))
    own = people.organisations_where(person, Permission.BOOK, on)
    return Q(visible_to__overlap=everything) | Q(organisation_id__in=own, manager=person)


def bookings_visible_to(person: Person, on: date) -> QuerySet[Booking]:
    """The bookings that the person may see, on either side; never one that is about themselves."""
    found = Booking.objects.filter(_seen(person, on)).select_related("organisation", "agency", "manager")
    return people.without_conflicts(not_about(person, found, "file__entry_id"), person)


def assignments_visible_to(person: Person, on: date) -> QuerySet[Assignment]:
    """The assignments that the person may see, on either side; never one that is about themselves."""
    found = Assignment.objects.filter(_seen(person, on)).select_related("organisation", "agency", "manager")
    return people.without_conflicts(not_about(person, found, "entry_id"), person)


class _BothSides(ByOrganisation[B]):
    """Roles at the authority, and two relations: the manager whose matter it is, and the agency's own people."""

    manager: str

    def roles_among(self, people: Sequence[Person], case: B, on: date) -> dict[UUID, frozenset[str]]:
        """What each is at the authority, and whether they are its manager or of the agency."""
        found = super().roles_among(people, cast(Any, case), on)
        agency = self._agency(case, on)
        return {
            one: held
            | ({str(self.manager)} if held and one == case.manager_id else set())
            | ({str(AGENCY)} if one in agency else set())
            for one, held in found.items()
        }

    def holders(self, role: str, case: B, on: date) -> Iterable[UUID] | None:
        """The manager, and those at the agency who place social workers."""
        if role == self.manager:
            return [case.manager_id]
        return self._agency(case, on) if role == AGENCY else None

    def _agency(self, case: B, on: date) -> list[UUID]:
        """Asked as the platform: an authority does not see who works for an agency."""
        with system("who places social workers at the agency of a booking"):
            held = Membership.objects.on(on).filter(organisation_id=case.agency_id, role__in=AGENCY_ROLES)
            return sorted(set(held.values_list("person_id", flat=True)))


class BookingAccess(_BothSides[Booking]):
    """Bookings."""

    manager = COMMISSIONER

    def visible_to(self, person: Person, on: date) -> QuerySet[Booking]:
        """See `bookings_visible_to`."""
        return bookings_visible_to(person, on)

    def facts(self, case: Booking) -> BookingFacts:
        """What the rules look at."""
        return BookingFacts(case)


class AssignmentAccess(_BothSides[Assignment], AboutAWorker[Assignment]):
    """Assignments."""

    manager = MANAGER

    def visible_to(self, person: Person, on: date) -> QuerySet[Assignment]:
        """See `assignments_visible_to`."""
        return assignments_visible_to(person, on)

    def facts(self, case: Assignment) -> AssignmentFacts:
        """What the rules look at."""
        return AssignmentFacts(case)
