"""Reads of bookings and assignments."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.people import queries as people
from almoner.people.models import Organisation, Person
from almoner.people.rules import Permission
from almoner.procedure import registry
from almoner.references.access.bookings import assignments_visible_to, bookings_visible_to
from almoner.references.models import Assignment, Booking, CandidateFile
from almoner.references.queries.preflight import offerable
from almoner.references.rules.assignment import ASSIGNMENT, KEEPERS
from almoner.references.rules.booking import AGENCY, APPOINTERS, BOOKING


def bookings(person: Person, on: date, *, closed: bool = False) -> QuerySet[Booking]:
    """The bookings the person may see, newest first: those open, or those that came to an end."""
    found = bookings_visible_to(person, on).filter(closed_at__isnull=not closed)
    return found.order_by("-opened_at", "pk")


def assignments(person: Person, on: date, *, closed: bool = False) -> QuerySet[Assignment]:
    """The assignments the person may see, those that end first at the head; of those that are over the latest."""
    found = assignments_visible_to(person, on).filter(closed_at__isnull=not closed)
    return found.order_by("-ends", "pk") if closed else found.order_by("ends", "pk")


def booking_seen(person: Person, booking_id: UUID, on: date) -> Booking | None:
    """The booking, if the person may see it."""
    return bookings_visible_to(person, on).filter(pk=booking_id).first()


def may_confirm(booking: Booking, person: Person, on: date) -> bool:
    """Whether the person is one who appoints, and somebody is offered; the checks are another matter."""
    roles = registry.named(BOOKING.name).access.roles(person, booking, on)
    return bool(roles & set(APPOINTERS)) and booking.state in ("offered", "signing")


def files_to_offer(booking: Booking, person: Person, on: date) -> list[CandidateFile] | None:
    """The files that the person may offer for a booking that waits for one; None where that is not theirs to do."""
    roles = registry.named(BOOKING.name).access.roles(person, booking, on)
    return list(offerable(booking)[:500]) if AGENCY in roles and booking.state == "read" else None


def assignment_after(booking: Booking, person: Person, on: date) -> Assignment | None:
    """The assignment that followed from a booking, if the person may see it."""
    return assignments_visible_to(person, on).filter(booking=booking).first()


def assignment_to_end(person: Person, assignment_id: UUID, on: date) -> Assignment | None:
    """The assignment, if it runs and the person is one who may end it."""
    found = assignments_visible_to(person, on).select_related("member").filter(pk=assignment_id).first()
    if found is None or found.state not in ("running", "stopped"):
        return None
    return found if registry.named(ASSIGNMENT.name).access.roles(person, found, on) & set(KEEPERS) else None


def authority_that_asks(person: Person, on: date) -> Organisation | None:
    """The authority in whose name the person asks agencies, the first by name where they are of several."""
    where = people.organisations_where(person, Permission.BOOK, on)
    return next((one for one in people.organisations_of(person, on) if one.pk in where), None)
