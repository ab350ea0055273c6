"""What follows from a case being where it is: its stage, its clocks and their pauses, its due day, whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models.functions import Greatest

from almoner.dates.days import ordinal
from almoner.people.models import Person
from almoner.procedure.models import Docket, Request, Span, Turn
from almoner.procedure.queries.spans import interval_of, runs_of
from almoner.procedure.rules import MACHINE, Clock, Pause, RequestState, reckon
from almoner.procedure.rules.moves import several
from almoner.procedure.rules.requests import OUTSTANDING
from almoner.scope.clock import london_date
from almoner.scope.trips import in_one_trip

from .locking import Held

Lasting = dict[tuple[str, str, str], Span]


def moved(held: Held, before: str, clause: str) -> None:
    """Write what entering the case's state from `before` ends and begins, then settle."""
    state, procedure = held.case.state, held.procedure
    if state != before:
        lasting, final = open_spans(held), state in procedure.final
        for span in lasting.values():
            clock = procedure.clock(span.name) if span.kind == "clock" else None
            if clock and (final or state in several(clock.stops)):
                stop(held, span, clock)
        _leave_stage(held)
        if not final:
            begin(held, "stage", state, clause=clause)
        for clock in procedure.clocks:
            run = lasting.get(("clock", clock.name, clock.name))
            if state in several(clock.starts) and (run is None or run.ends_at):
                begin(held, "clock", clock.name, clock=clock.name, clause=clock.cites)
    settle(held)


def settle(held: Held) -> None:
    """Begin and end the pauses that the case's state and requests call for; set the due day and the turns."""
    case = held.case
    asked = _asked(held)
    outstanding = {one.kind for one in asked if one.outstanding}
    lasting, waiting = open_spans(held), False
    for clock in held.procedure.clocks:
        if run := lasting.get(("clock", clock.name, clock.name)):
            for pause in clock.pauses:
                stands = _fit(held, run, pause, lasting, outstanding)
                waiting |= stands and bool(pause.while_asked)
    readings = (one.reading for one in runs_of(held.procedure, held.spans, held.on))
    dues = [case.due_by_itself, *(reading.due for reading in readings if reading.running)]
    turns = [] if case.closed_at else [*(() if waiting else _turns(held)), *_reviews(held, asked)]
    with in_one_trip():
        Docket.objects.filter(pk=case.pk).update(due=min(filter(None, dues), default=None))
        Turn.objects.filter(case_id=case.pk).delete()
        Turn.objects.bulk_create(turns)


def _asked(held: Held) -> list[Request]:
    if not held.procedure.requests:
        return []
    states = [*OUTSTANDING, RequestState.RECEIVED]
    return list(Request.objects.filter(case_id=held.case.pk, state__in=states))


def begin(held: Held, kind: str, name: str, *, within: Span | None = None, **more: Any) -> Span:
    """Open a stretch of time, with its working-day ordinal written down; never before the one that it lies `within`."""
    at = max(held.now, within.starts_at) if within else held.now
    on = london_date(at)
    # Read before the row is there, which would be read with the others.
    spans = held.spans
    span = Span.objects.create(
        case_id=held.case.pk, kind=kind, name=name, starts_at=at, starts_on=on, starts_ord=ordinal(on), **more
    )
    spans.append(span)
    return span


def close(span: Span, now: datetime) -> None:
    """End it, for good; never before it began, though the clock of the machine that ends it be behind."""
    if span.ends_at is None:
        span.ends_at = max(now, span.starts_at)
        span.ends_on = london_date(span.ends_at)
        span.ends_ord = ordinal(span.ends_on)
        ended = {"ends_at": span.ends_at, "ends_on": span.ends_on, "ends_ord": span.ends_ord, "used": span.used}
        Span.objects.filter(pk=span.pk).update(**ended)


def stop(held: Held, run: Span, clock: Clock) -> None:
    """End a clock's run and its pauses, and keep the days that counted, for the measures."""
    pauses = [s for s in held.spans if s.kind == "pause" and s.clock == run.name and s.starts_at >= run.starts_at]
    for pause in pauses:
        close(pause, held.now)
    run.used = reckon(clock, interval_of(run), [interval_of(pause) for pause in pauses], held.on).used
    close(run, held.now)


def open_spans(held: Held) -> Lasting:
    """Every clock that runs and pause that lasts, by kind, clock and name."""
    return {(span.kind, span.clock, span.name): span for span in held.spans if span.ends_at is None}


def _leave_stage(held: Held) -> None:
    """End the stage as `close` ends a span, in the one statement that needs not know when it began."""
    Span.objects.filter(case_id=held.case.pk, kind="stage", ends_at__isnull=True).update(
        ends_at=Greatest("starts_at", held.now), ends_on=Greatest("starts_on", held.on),
        ends_ord=Greatest("starts_ord", ordinal(held.on)),
    )  # fmt: skip


def _fit(held: Held, run: Span, pause: Pause, lasting: Lasting, outstanding: set[str]) -> bool:
    """Begin or end a pause as the state and the requests ask; whether it lasts now. By hand is left as it is."""
    span = lasting.get(("pause", run.name, pause.name))
    if not (pause.while_in or pause.while_asked):
        return span is not None
    wanted = held.case.state in pause.while_in or bool(outstanding & set(pause.while_asked))
    if wanted and span is None:
        more = {"because": pause.because, "clause": pause.cites, "waits_on": pause.waits_on}
        begin(held, "pause", pause.name, within=run, clock=run.name, **more)
    elif span is not None and not wanted:
        close(span, held.now)
    return wanted


def _turns(held: Held) -> Iterator[Turn]:
    case, access = held.case, held.kept.access
    onward = held.procedure.onward(case.state)
    takers: dict[str, set[str]] = {}
    if any(move.not_by_taker_of for move in onward):
        for step in held.steps:
            takers.setdefault(step.move, set()).add(step.actor_id)
    assigned = Person.objects.filter(pk=case.assigned_to_id).first() if case.assigned_to_id else None
    theirs = access.roles(assigned, case, held.on) if assigned else frozenset()
    for move in onward:
        barred = sorted(set().union(*(takers.get(name, set()) for name in move.not_by_taker_of)))
        for role in (str(role) for role in move.by if role != MACHINE):
            theirs_alone = assigned and role in theirs and assigned.actor_id not in barred
            holders = [case.assigned_to_id] if theirs_alone else access.holders(role, case, held.on)
            given: dict[str, Any] = {"case_id": case.pk, "move": move.name, "role": role, "barred": barred}
            if holders is None:
                yield Turn(organisation_id=case.organisation_id, **given)
            else:
                # A turn of somebody who may not see the case would be nobody's.
                people = Person.objects.filter(pk__in=list(holders))
                yield from (Turn(person=one, **given) for one in people if not access.keeps_away(one, case, held.on))


def _reviews(held: Held, asked: list[Request]) -> Iterator[Turn]:
    case, answered = held.case, {one.kind for one in asked if not one.outstanding}
    for role in (str(role) for kind in held.procedure.requests if kind.name in answered for role in kind.by):
        yield Turn(case_id=case.pk, move="", role=role, organisation_id=case.organisation_id)
