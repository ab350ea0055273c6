"""Stored spans read as clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from almoner.procedure.models import Case, Span
from almoner.procedure.rules import Clock, Interval, Line, Procedure, Reading, explain, reckon


@dataclass(frozen=True)
class ClockRun:
    """One run of a clock of a case, with its pauses, as it is on a day."""

    clock: Clock
    run: Interval
    pauses: list[Interval]
    on: date

    @property
    def reading(self) -> Reading:
        """What the clock says."""
        return reckon(self.clock, self.run, self.pauses, self.on)

    @property
    def lines(self) -> list[Line]:
        """How that was counted, line by line."""
        return list(explain(self.clock, self.run, self.pauses, self.on))


def clock_runs(procedure: Procedure, case: Case, on: date) -> list[ClockRun]:
    """Every run of the case's clocks, the first started first, but for clocks its table no longer has. 1 query."""
    return runs_of(procedure, spans_of(case), on)


def spans_of(case: Case) -> list[Span]:
    """The runs of the case's clocks, with their pauses, the first started first. 1 query."""
    return list(Span.objects.filter(case_id=case.pk, kind__in=["clock", "pause"]).order_by("starts_at"))


def runs_of(procedure: Procedure, spans: Sequence[Span], on: date) -> list[ClockRun]:
    """The same of spans that have been read already."""
    found = []
    for run in (span for span in spans if span.kind == "clock"):
        mine = [s for s in spans if s.kind == "pause" and s.clock == run.name and s.starts_at >= run.starts_at]
        pauses = [interval_of(s) for s in mine if run.ends_at is None or s.starts_at <= run.ends_at]
        if clock := procedure.clock(run.name):
            found.append(ClockRun(clock, interval_of(run), pauses, on))
    return found


def interval_of(span: Span) -> Interval:
    """A stored span as the rules see it."""
    return Interval(span.starts_on, span.ends_on, span.because, span.clause, span.waits_on)
