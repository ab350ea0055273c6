"""Writes of a booking, beyond the steps themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django.db import transaction

from almoner.dates.days import typed_day
from almoner.people.models import Organisation, Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import About, Refusal, Refused
from almoner.record.rules import Actor
from almoner.references.actions.assignments import agree
from almoner.references.models import Booking, SignedLine
from almoner.references.queries.agencies import agency_of
from almoner.references.queries.preflight import BookingFacts, offerable
from almoner.references.rules.booking import BOOKING, price_of
from almoner.references.rules.packs import Job
from almoner.scope.clock import london_date
from almoner.scope.context import system


@transaction.atomic
def ask_agency(
    *, authority: Organisation, agency_id: int, values: Mapping[str, Any], by: Person, now: datetime, key: str
) -> Receipt:
    """Ask an agency for a social worker, and tell it what no appointment is agreed without (REF-8).

    `values` are the answers of the step `ask`; `key` names the submission. Raises Refused.
    """
    agency = agency_of(agency_id)
    if agency is None:
        because = "That is no agency on the platform."
        raise Refused(Refusal("REF-8", because, "Choose an agency from the list.", About.FIELD, "agency"))
    job = next((one.words for one in Job if one == values.get("job")), "Social worker")
    starts = typed_day(values.get("starts")) or london_date(now)
    booking = Booking(
        title=f"{job}, {values.get('team', '')}"[:200], organisation=authority, agency=agency,
        visible_to=[authority.pk, agency.pk], manager=by, job=str(values.get("job") or "")[:20],
        service=str(values.get("service") or "")[:20], team=str(values.get("team") or "")[:100], starts=starts,
        ends=_last_day(values, starts), hours=_whole(values.get("hours")), project=values.get("project") is True,
        notice_weeks=_whole(values.get("notice_weeks")), substantive_weeks=_whole(values.get("substantive_weeks")),
        needed=str(values.get("needed") or ""),
    )  # fmt: skip
    return procedure.open_case(BOOKING, case=booking, move="ask", by=by, now=now, key=key, values=values)


def _whole(number: object) -> int:
    """A number as it can be kept until the rules have judged it."""
    return min(max(number, 0), 1000) if isinstance(number, int) else 0


def _last_day(values: Mapping[str, Any], starts: date) -> date:
    """A last day as it can be kept until the rules have judged it."""
    return max(typed_day(values.get("ends")) or starts, starts)


def keep_offer(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `offer`: whom the booking is about now, and at what price."""
    booking = cast(Booking, case)
    with system("whom an agency offers"):
        file = offerable(booking).get(number=step.values["number"])
    booking.file, booking.candidate, booking.price = file, file.name, price_of(step.values["price"])
    booking.save(update_fields=["file", "price", "candidate"])


def keep_signature(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `sign`: a name under the line as it stands, counted as an override."""
    booking = cast(Booking, case)
    lines = BookingFacts(booking).preflight(london_date(now))
    line = next(one for one in lines if one.check == step.values["line"])
    SignedLine(
        booking=booking, line=line.check.value, mark=line.mark, role=step.role, by=by,
        reasons=step.reasons, at=now,
    ).save(force_insert=True)  # fmt: skip


def appoint(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `confirm`: the checks are kept as they stood, and the assignment is agreed."""
    booking = cast(Booking, case)
    lines = BookingFacts(booking).preflight(london_date(now))
    booking.checked = [
        {"check": line.check.value, "outcome": line.outcome.value, "because": line.because} for line in lines
    ]
    booking.save(update_fields=["checked"])
    agree(booking=booking, by=by, now=now, key=f"assignment:{step.pk}")
