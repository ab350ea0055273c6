"""Stored spans read as clocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from almoner.procedure.models import Span
from almoner.procedure.rules import Interval, Line, Procedure, Reading, explain, reckon


def interval_of(span: Span) -> Interval:
    """A stored span as the rules see it."""
    return Interval(span.starts_on, span.ends_on, span.because, span.clause, span.waits_on)


def pauses_of(run: Span, spans: Iterable[Span]) -> list[Interval]:
    """The pauses of one run of a clock among a case's spans."""
    mine = (s for s in spans if s.kind == "pause" and s.clock == run.name and s.starts_at >= run.starts_at)
    return [interval_of(s) for s in mine if run.ends_at is None or s.starts_at <= run.ends_at]


def reading_of(procedure: Procedure, run: Span, spans: Iterable[Span], on: date) -> Reading | None:
    """What the run's clock says on a day; None when the procedure no longer has that clock."""
    clock = procedure.clock(run.name)
    return reckon(clock, interval_of(run), pauses_of(run, spans), on) if clock else None


def lines_of(procedure: Procedure, run: Span, spans: Iterable[Span], on: date) -> list[Line]:
    """The run's clock line by line."""
    clock = procedure.clock(run.name)
    return list(explain(clock, interval_of(run), pauses_of(run, spans), on)) if clock else []
