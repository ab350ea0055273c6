"""How long things took, from how many took so many days: exact, without holding every one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from almoner.dates.days import add_months


@dataclass(frozen=True, slots=True)
class Spread:
    """So many lengths in working days: the one in the middle, their mean, and the longest."""

    count: int
    median: float
    mean: float
    longest: int


def spread(lengths: Iterable[tuple[int, int]]) -> Spread | None:
    """The spread of lengths given as (working days, how many took so long); None where there are none.

    The median of an even number is the mean of the two in the middle, as numpy has it.
    """
    rows = sorted((days, many) for days, many in lengths if many)
    count = sum(many for _, many in rows)
    if not count:
        return None
    middle = (_at(rows, (count - 1) // 2) + _at(rows, count // 2)) / 2
    return Spread(count, middle, sum(days * many for days, many in rows) / count, rows[-1][0])


def _at(rows: list[tuple[int, int]], place: int) -> int:
    """The length that stands at a place of all of them in order, from 0."""
    for days, many in rows:
        if place < many:
            return days
        place -= many
    raise IndexError(place)


def running(changes: Iterable[tuple[date, int]], days: Iterable[date]) -> list[int]:
    """How many there were at the end of each of `days`, given by how many more or fewer there were from each day on."""
    left = sorted(changes)
    found, so_far, at = [], 0, 0
    for day in sorted(days):
        while at < len(left) and left[at][0] <= day:
            so_far += left[at][1]
            at += 1
        found.append(so_far)
    return found


def month_ends(on: date, months: int) -> list[date]:
    """The last days of so many months before the month of `on`, oldest first, and then `on` itself."""
    first = on.replace(day=1)
    ends = [add_months(first, -back) for back in range(months)]
    return [date.fromordinal(end.toordinal() - 1) for end in reversed(ends)] + [on]
