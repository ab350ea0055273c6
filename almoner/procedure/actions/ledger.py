"""What follows from a case being where it is: its stage, its clocks and their pauses, its due day, whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from almoner.dates.days import ordinal
from almoner.people.models import Person
from almoner.procedure.models import Case, Docket, Request, Span, Step, Turn
from almoner.procedure.queries.spans import interval_of, reading_of
from almoner.procedure.registry import Registered
from almoner.procedure.rules import MACHINE, Clock, Move, Pause, RequestState, reckon
from almoner.procedure.rules.moves import several
from almoner.procedure.rules.requests import OUTSTANDING
from almoner.scope.clock import london_date


def moved(kept: Registered, case: Case, before: str, now: datetime, clause: str) -> None:
    """Write what entering `case.state` from `before` ends and begins, then settle."""
    if case.state != before:
        procedure, running = kept.procedure, open_spans(case)
        final = case.state in procedure.final
        for span in running:
            clock = procedure.clock(span.name) if span.kind == "clock" else None
            if span.kind == "stage":
                close(span, now)
            elif clock and (final or case.state in several(clock.stops)):
                stop(span, clock, now)
        if not final:
            begin(case, "stage", case.state, now, clause=clause)
        for clock in procedure.clocks:
            going = any(s.kind == "clock" and s.name == clock.name and s.ends_at is None for s in running)
            if case.state in several(clock.starts) and not going:
                begin(case, "clock", clock.name, now, clock=clock.name, clause=clock.cites)
    settle(kept, case, now)


def settle(kept: Registered, case: Case, now: datetime) -> None:
    """Begin and end the pauses that the case's state and requests call for; set the due day and the turns."""
    asked = list(Request.objects.filter(case_id=case.pk, state__in=[*OUTSTANDING, RequestState.RECEIVED]))
    outstanding = {one.kind for one in asked if one.outstanding}
    spans = open_spans(case)
    for clock in kept.procedure.clocks:
        if any(s.kind == "clock" and s.name == clock.name for s in spans):
            for pause in clock.pauses:
                _fit(case, clock, pause, spans, outstanding, now)
    today = london_date(now)
    spans = list(Span.objects.filter(case_id=case.pk, kind__in=["clock", "pause"]))
    readings = (
        reading_of(kept.procedure, run, spans, today) for run in spans if run.kind == "clock" and not run.ends_at
    )
    dues = [reading.due for reading in readings if reading and reading.due]
    dues += [case.due_by_itself] if case.due_by_itself else []
    Docket.objects.filter(pk=case.pk).update(due=min(dues, default=None))
    waiting = any(s.kind == "pause" and not s.ends_at and s.name in _asking_pauses(kept) for s in spans)
    Turn.objects.filter(case_id=case.pk).delete()
    if case.closed_at is None:
        Turn.objects.bulk_create([*_turns(kept, case, today, waiting), *_reviews(kept, case, asked)])


def begin(case: Case, kind: str, name: str, now: datetime, **more: Any) -> Span:
    """Open a stretch of time, with its working-day ordinal written down."""
    on = london_date(now)
    return Span.objects.create(
        case_id=case.pk, kind=kind, name=name, starts_at=now, starts_on=on, starts_ord=ordinal(on), **more
    )


def close(span: Span, now: datetime) -> None:
    """End it, for good."""
    if span.ends_at is None:
        span.ends_at, span.ends_on = now, london_date(now)
        span.ends_ord = ordinal(span.ends_on)
        span.save(update_fields=["ends_at", "ends_on", "ends_ord", "used"])


def stop(run: Span, clock: Clock, now: datetime) -> None:
    """End a clock's run and its pauses, and keep the days that counted, for the measures."""
    pauses = list(Span.objects.filter(case_id=run.case_id, kind="pause", clock=run.name, starts_at__gte=run.starts_at))
    for pause in pauses:
        close(pause, now)
    on = london_date(now)
    run.used = reckon(clock, interval_of(run), [interval_of(pause) for pause in pauses], on).used
    close(run, now)


def open_spans(case: Case) -> list[Span]:
    """Everything that lasts: the stage, running clocks, their pauses."""
    return list(Span.objects.filter(case_id=case.pk, ends_at__isnull=True))


def _fit(case: Case, clock: Clock, pause: Pause, spans: list[Span], outstanding: set[str], now: datetime) -> None:
    if not (pause.while_in or pause.while_asked):
        return
    held = next((s for s in spans if s.kind == "pause" and s.clock == clock.name and s.name == pause.name), None)
    wanted = case.state in pause.while_in or bool(outstanding & set(pause.while_asked))
    if wanted and held is None:
        more = {"because": pause.because, "clause": pause.cites, "waits_on": pause.waits_on}
        begin(case, "pause", pause.name, now, clock=clock.name, **more)
    elif held is not None and not wanted:
        close(held, now)


def _asking_pauses(kept: Registered) -> set[str]:
    return {pause.name for clock in kept.procedure.clocks for pause in clock.pauses if pause.while_asked}


def _turns(kept: Registered, case: Case, on: date, waiting: bool) -> Iterator[Turn]:
    if waiting:
        return
    takers: dict[str, set[str]] = {}
    for name, actor in Step.objects.filter(case_id=case.pk).values_list("move", "actor_id"):
        takers.setdefault(name, set()).add(actor)
    assigned = Person.objects.filter(pk=case.assigned_to_id).first() if case.assigned_to_id else None
    theirs = kept.access.roles(assigned, case, on) if assigned else frozenset()
    for move in kept.procedure.onward(case.state):
        barred = sorted(set().union(*(takers.get(name, set()) for name in move.not_by_taker_of)))
        for role in move.by:
            if role != MACHINE:
                only = assigned if assigned and role in theirs and assigned.actor_id not in barred else None
                yield from _turns_of(kept, case, move, str(role), barred, only, on)


def _turns_of(
    kept: Registered, case: Case, move: Move, role: str, barred: list[str], only: Person | None, on: date
) -> Iterator[Turn]:
    held: dict[str, Any] = {"case_id": case.pk, "move": move.name, "role": role, "barred": barred}
    holders = kept.access.holders(role, case, on) if only is None else None
    if only is not None:
        yield Turn(person=only, **held)
    elif holders is None:
        yield Turn(organisation_id=case.organisation_id, **held)
    else:
        yield from (Turn(person_id=person, **held) for person in holders)


def _reviews(kept: Registered, case: Case, asked: list[Request]) -> Iterator[Turn]:
    for name in sorted({one.kind for one in asked if not one.outstanding}):
        if kind := kept.procedure.request(name):
            for role in kind.by:
                yield Turn(case_id=case.pk, move="", role=str(role), organisation_id=case.organisation_id)
