"""Putting an investigation on hold, and letting it go on: every clock that the ground stops, at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from almoner.fitness.models import Investigation
from almoner.fitness.queries.investigations import clocks_that_stand, clocks_that_stop
from almoner.fitness.rules.investigation import CLAUSE
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.rules import About, Refusal, Refused


@transaction.atomic
def put_on_hold(*, investigation: Investigation, ground: str, reasons: str, by: Person, now: datetime) -> None:
    """Stop every running clock that a ground of hold (`rules.investigation.HOLDS`) stops, with reasons (PLAN-F8).

    Raises NotVisible; Refused to whoever does not investigate, without reasons, and when it is on hold for that.
    """
    clocks = clocks_that_stop(investigation, ground)
    if not clocks:
        raise Refused(Refusal(CLAUSE, "It is on hold for this already.", "Let it go on first.", About.STATE))
    for clock in clocks:
        procedure.pause(case=investigation, clock=clock, pause=ground, reasons=reasons, by=by, now=now)


@transaction.atomic
def let_go_on(*, investigation: Investigation, ground: str, reasons: str, by: Person, now: datetime) -> None:
    """End a hold: every clock that it stopped goes on, and why is kept as a note. Raises as `put_on_hold` does."""
    clocks = clocks_that_stand(investigation, ground)
    if not clocks:
        raise Refused(Refusal(CLAUSE, "It is not on hold for this.", "Nothing needs to be done.", About.STATE))
    if not reasons.strip():
        raise Refused(Refusal(CLAUSE, "No reasons are given.", "Write what has changed.", About.REASONS, "reasons"))
    for clock in clocks:
        procedure.resume(case=investigation, clock=clock, pause=ground, by=by, now=now)
    procedure.note(case=investigation, text=f"The hold has ended: {reasons.strip()}", by=by, now=now)
