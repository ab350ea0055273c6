"""Working days of England: Monday to Friday, without the bank holidays of England and Wales.

GOV.UK's own list (bundled by `govuk-bank-holidays`) decides wherever it reaches. Outside it the usual
pattern of the Banking and Financial Dealings Act 1971 is used, and `is_announced` says so, because a
one-off holiday can still be proclaimed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from govuk_bank_holidays.bank_holidays import BankHolidays

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
SATURDAY = 5
DAY = timedelta(days=1)


class CalendarError(ValueError):
    """A day outside the years for which working days of England can be told."""


def day_of(value: date | str) -> date:
    """A day that was given, whether it comes from a form or was stored as ISO text; ValueError for other text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def typed_day(value: object) -> date | None:
    """The day that was typed; None when none was, or when it is no day, which the field itself refuses."""
    if isinstance(value, date):
        return value
    try:
        return day_of(value) if isinstance(value, str) else None
    except ValueError:
        return None


def is_working_day(day: date) -> bool:
    """Whether `day` counts: a weekday that is no bank holiday in England."""
    return why_not_counted(day) == ""


def why_not_counted(day: date) -> str:
    """ "weekend", the bank holiday's name, or "" for a working day."""
    _within(day)
    return "weekend" if day.weekday() >= SATURDAY else _holidays().get(day, "")


def is_announced(day: date) -> bool:
    """Whether GOV.UK's published list reaches `day`; beyond it holidays are the usual ones, not certain."""
    published = _published()
    return date(min(published).year, 1, 1) <= day <= date(max(published).year, 12, 31)


def ordinal(day: date) -> int:
    """The number of working days from the start of 1990 to `day`, that day included."""
    _within(day)
    weeks, rest = divmod((day - FIRST).days + 1, 7)  # 1 January 1990 was a Monday
    return weeks * 5 + min(rest, 5) - bisect_right(_weekday_holidays(), day)


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`: the day of the event itself never counts."""
    return ordinal(end) - ordinal(start)


def add_working_days(start: date, count: int) -> date:
    """The `count`-th working day after `start` (count >= 1)."""
    return nth_working_day(ordinal(start) + count)


def nth_working_day(number: int) -> date:
    """The day whose `ordinal` is first equal to `number`."""
    at = bisect_left(range((LAST - FIRST).days + 1), number, key=lambda n: ordinal(FIRST + n * DAY))
    return _within(FIRST + at * DAY)


def add_months(start: date, months: int) -> date:
    """The same day of the month later on, or that month's last day when it is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _within(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise CalendarError(f"Working days are known from {FIRST} to {LAST}; {day} is outside them.")
    return day


@cache
def _published() -> dict[date, str]:
    source: Any = BankHolidays(use_cached_holidays=True)  # type: ignore[no-untyped-call]
    listed = source.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return {one["date"]: str(one["title"]) for one in listed}


@cache
def _holidays() -> dict[date, str]:
    published = _published()
    usual = (pair for year in range(FIRST.year, LAST.year + 1) for pair in usual_holidays(year))
    return {day: name for day, name in usual if not is_announced(day)} | published


@cache
def _weekday_holidays() -> tuple[date, ...]:
    return tuple(sorted(day for day in _holidays() if day.weekday() < SATURDAY))


def usual_holidays(year: int) -> Iterator[tuple[date, str]]:
    """The eight holidays of an ordinary year, each moved off a weekend to the next free weekday."""
    easter = _easter(year)
    yield easter - 2 * DAY, "Good Friday"
    yield easter + DAY, "Easter Monday"
    yield _monday(date(year, 5, 7)), "Early May bank holiday"
    yield _monday(date(year, 5, 31)), "Spring bank holiday"
    yield _monday(date(year, 8, 31)), "Summer bank holiday"
    fixed = {date(year, 1, 1): "New Year’s Day", date(year, 12, 25): "Christmas Day"}
    fixed[date(year, 12, 26)] = "Boxing Day"
    taken = {day for day in fixed if day.weekday() < SATURDAY}
    for day, name in fixed.items():
        while day.weekday() >= SATURDAY or (day in taken and fixed.get(day) != name):
            day += DAY
        taken.add(day)
        yield day, name


def _monday(latest: date) -> date:
    return latest - latest.weekday() * DAY


def _easter(year: int) -> date:
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    sunday = moon - (year + year // 4 + moon + 2 - century + century // 4) % 7
    month = 3 + (sunday + 40) // 44
    return date(year, month, sunday + 28 - 31 * (month // 4))
