"""Bookings and assignments."""

from __future__ import annotations

from almoner.casework.showing import Shown, show
from almoner.procedure.registry import register
from almoner.record.rules import kinds
from almoner.references.access.bookings import AssignmentAccess, BookingAccess
from almoner.references.actions import assignments, bookings
from almoner.references.models import Assignment, Booking
from almoner.references.rules.assignment import ASSIGNMENT
from almoner.references.rules.booking import BOOKING
from almoner.references.web.presenters import bookings as presenters


def declare() -> None:
    """The two procedures, what follows from their steps, and what their pages show."""
    after_booking = {"offer": bookings.keep_offer, "sign": bookings.keep_signature, "confirm": bookings.appoint}
    register(BOOKING, model=Booking, access=BookingAccess(Booking), after=after_booking)
    after_assignment = {
        "start": assignments.keep_start,
        "change": assignments.keep_change,
        "end": assignments.keep_end,
    }
    register(ASSIGNMENT, model=Assignment, access=AssignmentAccess(Assignment), after=after_assignment)
    show(
        BOOKING,
        Shown(
            details=presenters.booking_details, statement=presenters.booking_statement,
            related=presenters.beside_booking, pages={"offer": presenters.offer_page},
        ),
    )  # fmt: skip
    show(
        ASSIGNMENT,
        Shown(
            details=presenters.assignment_details, related=presenters.beside_assignment,
            pages={"end": presenters.end_page},
        ),
    )  # fmt: skip
    kinds.say("references.rules_set", "Set what bookings are judged by")
    kinds.say("references.return_taken_out", "Took out the quarterly return")
    kinds.say("references.assignments_watched", "Looked at the register for those on assignments")
    kinds.say("staff.engaged", "Joined the staff from an agency")
    kinds.say("staff.let_go", "Left the staff at the end of an assignment")
