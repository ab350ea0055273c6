"""What the addresses of bookings and assignments are about, for the sweeps (see `almoner/people/tests/objects.py`)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from almoner.people.models import Organisation, Person
from almoner.people.rules import OrganisationKind, Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case
from almoner.references.actions.bookings import ask_agency
from almoner.references.models import Assignment, Booking, CandidateFile, Consent
from almoner.references.rules.assignment import ASSIGNMENT
from almoner.references.tests.factories import Agency, a_file
from almoner.scope.clock import london_date

_turn = count(1)


def _booked(
    authority: Organisation, agency: Organisation, now: datetime, until: str = "offer"
) -> tuple[Booking, Person]:
    """A booking between the two, as far as the agency's offer of a candidate; and the manager who asked."""
    turn, on = next(_turn), london_date(now)
    manager = a_person(f"Manager Canary {turn}", Role.TEAM_MANAGER, authority)
    consultant = a_person(f"Consultant Canary {turn}", Role.AGENCY_CONSULTANT, agency)
    wanted = {
        "job": "social_worker", "service": "adults", "team": "Canary team", "needed": "Canary needs",
        "starts": on, "ends": on + timedelta(days=90), "hours": 37, "project": False, "notice_weeks": 4,
        "substantive_weeks": 4,
    }  # fmt: skip
    Organisation.objects.filter(pk=agency.pk).update(kind=OrganisationKind.AGENCY)
    booking: Case = ask_agency(
        authority=authority, agency_id=agency.pk, values=wanted, by=manager, now=now, key=f"canary:{turn}"
    ).case
    booking = procedure.take(
        case=booking, move="confirm_read", by=consultant, now=now, key="read", values={"read": True}
    ).case
    if until == "offer":
        file = a_file(Agency(agency, consultant), f"Canary Candidate{turn}", now=now)
        agreed = Consent(file=file, organisation=agency, to=authority, what=Consent.What.FILE, given_at=now)
        agreed.save(force_insert=True)
        CandidateFile.objects.filter(pk=file.pk).update(visible_to=[agency.pk, authority.pk])
        values = {"number": file.number, "price": "40.00"}
        booking = procedure.take(case=booking, move="offer", by=consultant, now=now, key="offer", values=values).case
    return Booking.objects.get(pk=booking.pk), manager


def _an_agency() -> Organisation:
    return an_organisation(OrganisationKind.AGENCY, f"Agency Canary {next(_turn)}")


def offered(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A booking of the organisation for which somebody is offered."""
    booking, _ = _booked(organisation, _an_agency(), now)
    return [{"booking_id": booking.pk}]


def to_offer(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A booking for which the organisation, as the agency, has to offer somebody."""
    booking, _ = _booked(an_organisation(), organisation, now, until="read")
    return [{"booking_id": booking.pk}]


def running(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """An assignment that runs at the organisation; what led to it is another matter."""
    booking, manager = _booked(organisation, _an_agency(), now)
    assert booking.file is not None
    assert booking.price is not None
    assignment = Assignment(
        title="Canary Assignment", organisation=organisation, visible_to=booking.visible_to, booking=booking,
        agency=booking.agency, manager=manager, file=booking.file, entry_id=booking.file.entry_id,
        name=booking.file.name, number=booking.file.number, job=booking.job, service=booking.service,
        team=booking.team, starts=booking.starts, ends=booking.ends, price=booking.price, hours=37, project=False,
    )  # fmt: skip
    made = procedure.open_case(ASSIGNMENT, case=assignment, move="agree", by=manager, now=now, key=str(booking.pk))
    values = {"started_on": max(booking.starts, date(2026, 1, 1))}
    procedure.take(case=made.case, move="start", by=manager, now=now, key="start", values=values)
    return [{"assignment_id": made.case.pk}]


OBJECTS = {
    "references:checks": offered,
    "references:offer": to_offer,
    "references:end-assignment": running,
}
