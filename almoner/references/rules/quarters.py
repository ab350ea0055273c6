"""The quarters of the national return, and what an assignment cost in them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from almoner.dates.days import add_months, working_days_between

_WRITTEN = re.compile(r"(20\d\d)-Q([1-4])")
DAYS_A_WEEK = Decimal(5)


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of a calendar year; the return of a quarter is sent within two months of its end."""

    year: int
    number: int

    @property
    def starts(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends(self) -> date:
        """Its last day."""
        return add_months(self.starts, 3) - timedelta(days=1)

    @property
    def due(self) -> date:
        """The last day on which its return is in time."""
        return add_months(self.starts, 5) - timedelta(days=1)

    @property
    def key(self) -> str:
        """As it stands in an address: 2026-Q4."""
        return f"{self.year}-Q{self.number}"

    @property
    def words(self) -> str:
        """As a page says it: October to December 2026."""
        return f"{self.starts:%B} to {self.ends:%B} {self.year}"

    @property
    def months(self) -> tuple[tuple[date, date], ...]:
        """The first and last day of each of its months."""
        firsts = [add_months(self.starts, number) for number in range(4)]
        return tuple((first, after - timedelta(days=1)) for first, after in pairwise(firsts))


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_named(written: str, today: date) -> Quarter:
    """The quarter of that name; the one in which `today` lies where the name is none."""
    found = _WRITTEN.fullmatch(written)
    return Quarter(int(found[1]), int(found[2])) if found else quarter_of(today)


def quarters_back(today: date, many: int) -> tuple[Quarter, ...]:
    """The latest `many` quarters, this one first."""
    return tuple(quarter_of(add_months(quarter_of(today).starts, -3 * back)) for back in range(many))


def cost_between(*, price: Decimal, hours: int, starts: date, ends: date, since: date, through: date) -> Decimal:
    """What an assignment at `price` an hour for `hours` a week comes to between two days, both included.

    Reckoned over the working days of England that it covers, a fifth of the week's hours on each, to the penny.
    """
    first, last = max(starts, since), min(ends, through)
    if last < first:
        return Decimal("0.00")
    days = working_days_between(first - timedelta(days=1), last)
    return (price * hours * days / DAYS_A_WEEK).quantize(Decimal("0.01"))
