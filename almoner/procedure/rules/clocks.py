"""Clocks that stop, resume and explain themselves: what a table says of them. `almoner.dates.counting` counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass
from datetime import date

from almoner.dates.counting import Interval, Line, Reading, Unit, read, tell
from almoner.dates.dated import Dated
from almoner.dates.days import add_months

Length = int | Dated[int]


@dataclass(frozen=True)
class Pause:
    """When a clock may stand still: in these states, while these requests are out, or by hand (`by`)."""

    name: str
    _: KW_ONLY
    because: str
    cites: str
    waits_on: str = ""
    while_in: tuple[str, ...] = ()
    while_asked: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clock:
    """A time allowed: starts and stops on entering a state; give one of working_days, days, months."""

    name: str
    _: KW_ONLY
    starts: str | tuple[str, ...] | list[str]
    stops: str | tuple[str, ...] | list[str]
    working_days: Length | None = None
    days: Length | None = None
    months: Length | None = None
    pauses: tuple[Pause, ...] = ()
    cites: str = ""
    label: str = ""

    @property
    def words(self) -> str:
        """What a page calls it."""
        return self.label or self.name.replace("_", " ")

    def allowed(self, started: date) -> tuple[int, Unit]:
        """How much the rule in force on the starting day allows; a month ends on the same day of the month."""
        if self.working_days is not None:
            return _on(self.working_days, started), "working days"
        if self.days is not None:
            return _on(self.days, started), "days"
        return (add_months(started, _on(self.months or 0, started)) - started).days, "days"


def reckon(clock: Clock, run: Interval, pauses: Iterable[Interval], on: date) -> Reading:
    """What `clock`, started and perhaps stopped as `run` says and paused by `pauses`, shows at the end of `on`."""
    return read(*clock.allowed(run.starts), run, pauses, on)


def explain(clock: Clock, run: Interval, pauses: Iterable[Interval], on: date) -> Iterator[Line]:
    """The clock line by line: each day from the start to `on` (or the stop), counted or why not."""
    return tell(clock.allowed(run.starts)[1], run, pauses, on, clock.cites)


def _on(length: Length, day: date) -> int:
    return length.on(day) if isinstance(length, Dated) else length
