"""What the addresses of emergency openings are about, for the sweeps (see `almoner/people/tests/objects.py`)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from almoner.break_glass.models import BreakGlassReview
from almoner.break_glass.rules import BREAK_GLASS_REVIEW
from almoner.people.models import BreakGlass, Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as casework
from almoner.record.rules import SystemActor


def _review(organisation: Organisation, by: Person, now: datetime) -> BreakGlassReview:
    case, began = uuid4(), now - timedelta(hours=2)
    made = BreakGlass.objects.create(
        organisation=organisation,
        person=by,
        subject=f"employment.stafflist:{case}",
        called="Case Canary",
        reason="Somebody may come to harm today",
        opened_at=began,
        ends_at=began + timedelta(minutes=15),
    )
    review = BreakGlassReview(
        title="Review Canary",
        organisation=organisation,
        visible_to=[organisation.id],
        opening=made,
        of_case=case,
        opened_by=by,
    )
    casework.open_case(
        BREAK_GLASS_REVIEW, case=review, move="open", by=SystemActor("worker:test"), now=began, key=str(made.pk)
    )
    return review


def openings(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """An opening that has ended and waits for its review."""
    return [{"opening_id": _review(organisation, by, now).opening_id}]


def reviews(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """The review of what a colleague opened: nobody sees the review of their own."""
    opener = a_person("Opener Canary", Role.BOARD_MEMBER, organisation)
    return [{"procedure": BREAK_GLASS_REVIEW.name, "case_id": _review(organisation, opener, now).pk}]


def moves(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """Finding that it was justified."""
    return [{**each, "move": "find_justified"} for each in reviews(organisation, by, now)]


def records(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """The record of a review."""
    return [{"case_id": each["case_id"]} for each in reviews(organisation, by, now)]


OBJECTS = {
    "break_glass:opening": openings,
    "break_glass:end": openings,
    "casework:case": reviews,
    "casework:note": reviews,
    "casework:conflict": reviews,
    "casework:move": moves,
    "casework-api:case": reviews,
    "casework-api:take": moves,
    "record:case_record": records,
}
