"""What the addresses of emergency openings are about, for the sweeps (see `almoner/people/tests/objects.py`)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from almoner.break_glass.models import BreakGlassReview
from almoner.break_glass.rules import BREAK_GLASS_REVIEW
from almoner.people.models import BreakGlass, Organisation, Person
from almoner.procedure import actions as casework
from almoner.record.rules import SystemActor


def openings(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """An opening that has ended and waits for its review."""
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
    return [{"opening_id": made.pk}]


OBJECTS = {"break_glass:opening": openings, "break_glass:end": openings}
