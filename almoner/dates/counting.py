"""Time allowed, counted from stored stretches of time and never nightly: what is used, what is left, and why.

The day of an event does not count: five working days from a Monday have used one on Tuesday and are due the
Monday after. A pause takes out every day after it begins, up to and including the day it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from almoner.dates import days

Unit = Literal["working days", "days"]


@dataclass(frozen=True)
class Interval:
    """A stored stretch of time, `ends` None while it lasts; a pause also says why and who is waited for."""

    starts: date
    ends: date | None = None
    because: str = ""
    cites: str = ""
    waits_on: str = ""


@dataclass(frozen=True)
class Reading:
    """What a clock says on a day. `due` is None while a pause lasts, since nobody can know it."""

    on: date
    used: int
    allowed: int
    unit: Unit
    due: date | None
    running: bool
    paused_by: Interval | None
    certain: bool

    @property
    def over(self) -> int:
        """How much more than allowed was used, 0 when in time."""
        return max(0, self.used - self.allowed)


@dataclass(frozen=True)
class Line:
    """One day of a clock: its number if it counted, and otherwise why it did not."""

    day: date
    counted: int | None
    why: str
    cites: str = ""


def read(allowed: int, unit: Unit, run: Interval, pauses: Iterable[Interval], on: date) -> Reading:
    """What a clock that allows so much, run as `run` says and paused by `pauses`, shows at the end of `on`."""
    until = max(run.starts, min(on, run.ends or on))
    known = [p for p in pauses if p.starts <= until]
    used = sum(_between(unit, start, end) for start, end in _unpaused(run.starts, until, known))
    lasting = [p for p in known if p.ends is None or p.ends > until]
    running = run.ends is None or run.ends > on
    due = None if running and lasting else _due(run.starts, allowed, unit, known)
    certain = unit == "days" or days.is_announced(due or until)
    return Reading(on, used, allowed, unit, due, running, lasting[0] if running and lasting else None, certain)


def tell(unit: Unit, run: Interval, pauses: Iterable[Interval], on: date, cites: str = "") -> Iterator[Line]:
    """The same line by line: each day from the start to `on` (or the stop), counted under a rule or why not."""
    known, number = list(pauses), 0
    for offset in range(1, (min(on, run.ends or on) - run.starts).days + 1):
        day = run.starts + timedelta(days=offset)
        paused = next((p for p in known if p.starts < day and (p.ends is None or day <= p.ends)), None)
        rest = days.why_not_counted(day) if unit == "working days" else ""
        if paused:
            waits = f", waiting for {paused.waits_on}" if paused.waits_on else ""
            yield Line(day, None, f"paused: {paused.because}{waits}", paused.cites)
        elif rest:
            yield Line(day, None, rest)
        else:
            number += 1
            yield Line(day, number, f"{unit.removesuffix('s')} {number}", cites)


def _between(unit: Unit, start: date, end: date) -> int:
    return days.working_days_between(start, end) if unit == "working days" else (end - start).days


def _unpaused(start: date, end: date, pauses: Iterable[Interval]) -> Iterator[tuple[date, date]]:
    """The stretches of start..end in which no pause held; pauses may overlap, nest or touch."""
    at = start
    for pause in sorted(pauses, key=lambda p: p.starts):
        if pause.starts > at:
            yield at, min(pause.starts, end)
        at = max(at, min(pause.ends or end, end))
        if at >= end:
            return
    yield at, end


def _due(start: date, allowed: int, unit: Unit, pauses: list[Interval]) -> date:
    """The first day on which everything allowed has been used, pauses that have ended taken out."""
    left = allowed
    for begins, ends in _unpaused(start, days.LAST, [p for p in pauses if p.ends]):
        here = _between(unit, begins, ends)
        if left <= here:
            return days.add_working_days(begins, left) if unit == "working days" else begins + timedelta(left)
        left -= here
    raise days.CalendarError(f"{allowed} {unit} from {start} ends after {days.LAST}.")
