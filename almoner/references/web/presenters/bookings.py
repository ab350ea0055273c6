"""What the pages of bookings and assignments show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from almoner.design.formats import format_date, format_money, plural
from almoner.people.models import Person
from almoner.people.rules import ROLES, OrganisationKind, Permission, Role, permissions_of
from almoner.procedure.models import Case
from almoner.procedure.rules import Procedure
from almoner.references.models import Assignment, Booking
from almoner.references.queries.bookings import assignment_after
from almoner.references.rules.assignment import ASSIGNMENT
from almoner.references.rules.booking import BOOKING
from almoner.references.rules.checks import Outcome
from almoner.references.rules.packs import InForce, Job, Service
from almoner.references.rules.preflight import Line, in_the_way

TONES = {
    Outcome.MET: "good", Outcome.NOT_MET: "bad", Outcome.TO_SIGN: "warn", Outcome.SIGNED: "note",
    Outcome.NOT_ASKED: "quiet",
}  # fmt: skip
STATES = {
    "confirmed": "good", "running": "good", "stopped": "bad", "signing": "warn", "offered": "warn", "declined": "quiet",
    "withdrawn": "quiet", "ended": "quiet", "fallen_through": "quiet",
}  # fmt: skip


def tabs(here: str, request: HttpRequest) -> list[dict[str, Any]]:
    """The pages beside each other under bookings, those that this person may open."""
    memberships = getattr(request, "memberships", ())
    held = permissions_of(one.role for one in memberships if one.organisation.kind != OrganisationKind.AGENCY)
    shown = [("bookings", "Bookings"), ("assignments", "Assignments")]
    if Permission.SEE_BOOKINGS in held:
        shown += [("booking-figures", "Figures"), ("quarterly-return", "Quarterly return")]
    if Permission.SET_BOOKING_RULES in held:
        shown.append(("booking-rules", "Rules"))
    return [{"text": text, "href": reverse(f"references:{name}"), "active": name == here} for name, text in shown]


def booking_row(booking: Booking) -> dict[str, Any]:
    """A booking in a list."""
    who = f"{booking.candidate} · " if booking.candidate else ""
    about = f"{who}{_days(booking)} · {booking.organisation.name} and {booking.agency.name}"
    return _row(BOOKING, booking, about)


def assignment_row(assignment: Assignment) -> dict[str, Any]:
    """An assignment in a list."""
    about = f"{assignment.number} · {_days(assignment)} · {assignment.organisation.name}, from {assignment.agency.name}"
    return _row(ASSIGNMENT, assignment, about)


def _row(procedure: Procedure, case: Case, about: str) -> dict[str, Any]:
    return {
        "title": case.title,
        "href": f"/cases/{procedure.name}/{case.pk}/",
        "about": about,
        "status": procedure.state_words(case.state),
        "tone": STATES.get(case.state, "note"),
    }


def _days(case: Booking | Assignment) -> str:
    return f"{format_date(case.starts)} to {format_date(case.ends)}"


def booking_details(booking: Booking) -> list[tuple[str, str]]:
    """The facts of a booking in a line each."""
    rows = [
        ("Authority", booking.organisation.name), ("Agency", booking.agency.name), ("Asked by", booking.manager.name),
        ("Job", Job(booking.job).words), ("Work for", Service(booking.service).words), ("Team", booking.team),
        ("Days", _days(booking)), ("Hours a week", str(booking.hours)),
        ("Notice", plural(booking.notice_weeks, "week")),
    ]  # fmt: skip
    offered = [("Offered", booking.candidate), ("Price of an hour", format_money(booking.price))]
    return [*rows, *(offered if booking.price is not None else [])]


def booking_statement(booking: Booking) -> Sequence[tuple[str, str]]:
    """What is needed, in the authority's words."""
    return [("What is needed", booking.needed)] if booking.needed else []


def beside_booking(booking: Booking, person: Person, on: date) -> Sequence[tuple[str, str]]:
    """The checks, once somebody is offered, and the assignment that followed."""
    found = [("Every check before the appointment", checks_page(booking))] if booking.file_id else []
    assignment = assignment_after(booking, person, on)
    return [*found, *([("The assignment", f"/cases/assignment/{assignment.pk}/")] if assignment else [])]


def assignment_details(assignment: Assignment) -> Sequence[tuple[str, str]]:
    """The facts of an assignment in a line each."""
    rows = [
        ("Social worker", assignment.name), ("Registration number", assignment.number),
        ("Authority", assignment.organisation.name), ("Agency", assignment.agency.name),
        ("Manager", assignment.manager.name), ("Job", Job(assignment.job).words), ("Team", assignment.team),
        ("Days", _days(assignment)), ("Price of an hour", format_money(assignment.price)),
    ]  # fmt: skip
    if assignment.started_on:
        rows.append(("Started", format_date(assignment.started_on)))
    if assignment.conditions:
        rows.append(("Conditions on practice", assignment.conditions))
    return rows


def beside_assignment(assignment: Assignment, person: Person, on: date) -> Sequence[tuple[str, str]]:
    """The booking it came from."""
    return [("The booking, with its checks", f"/cases/booking/{assignment.booking_id}/")]


def checks_page(booking: Case) -> str:
    """Where every check of a booking is shown."""
    return reverse("references:checks", args=[booking.pk])


def offer_page(booking: Case) -> str:
    """Where the agency offers somebody."""
    return reverse("references:offer", args=[booking.pk])


def end_page(assignment: Case) -> str:
    """Where an assignment is ended, with its question."""
    return reverse("references:end-assignment", args=[assignment.pk])


def checks(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Every line as its page shows it: how it stands, why, what would change it, and who would have to sign."""
    return [
        {
            "name": line.check.words, "status": line.outcome.words, "tone": TONES[line.outcome],
            "because": line.because, "change": "" if line.outcome.stands else line.change,
            "rule": line.check.rule, "clause": line.check.cites,
            "signs": " and ".join(_titles(roles) for roles in line.missing),
        }
        for line in lines
    ]  # fmt: skip


def _titles(roles: Iterable[Role]) -> str:
    return " or ".join(f"the {ROLES[role].title.lower()}" for role in sorted(roles, key=list(Role).index))


def standing_of(lines: Sequence[Line], booking: Booking) -> dict[str, str]:
    """The whole preflight in one line."""
    if booking.state == "confirmed":
        return {"text": "Confirmed", "tone": "good", "lead": "How each check stands today. The appointment is made."}
    against = in_the_way(lines)
    if not against:
        return {"text": "Ready", "tone": "good", "lead": "Nothing stands in the way of the appointment."}
    unmet = sum(line.outcome is Outcome.NOT_MET for line in against)
    words = [f"{unmet} not met" if unmet else "", f"{len(against) - unmet} to sign off" if len(against) > unmet else ""]
    text = ", ".join(each for each in words if each)
    lead = "The appointment cannot be confirmed while a line stands in the way."
    return {"text": text, "tone": "bad" if unmet else "warn", "lead": lead}


def packs(rules: InForce) -> tuple[str, ...]:
    """The packs of rules that judge a booking."""
    return rules.packs or ("No pack beyond what every appointment asks",)
