"""The day it is in London, through every change of the hour and every leap day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.scope.clock import london_date

moments = st.datetimes(datetime(1996, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))


def last_sunday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def the_changes(year: int) -> tuple[datetime, datetime]:
    """The hour changes at one in the morning, Greenwich, on the last Sundays of March and October (SI 2002/262)."""
    spring, autumn = (last_sunday(year, month) for month in (3, 10))
    return tuple(datetime(day.year, day.month, day.day, 1, tzinfo=UTC) for day in (spring, autumn))  # type: ignore[return-value]


@given(moments)
def test_the_day_in_london_is_greenwichs_but_for_the_last_hour_of_a_summers_day(moment: datetime) -> None:
    spring, autumn = the_changes(moment.year)
    ahead = timedelta(hours=1 if spring <= moment < autumn else 0)
    assert london_date(moment) == (moment + ahead).date()


@given(st.integers(1996, 2037), st.booleans(), st.integers(0, 4 * 24 * 60))
def test_round_a_change_of_the_hour_no_day_is_missed_or_met_twice(year: int, autumn: bool, minutes: int) -> None:
    change = the_changes(year)[autumn]
    moment = change - timedelta(days=2) + timedelta(minutes=minutes)
    assert london_date(moment + timedelta(minutes=1)) - london_date(moment) in (timedelta(0), timedelta(days=1))
    # The day of the change has 23 hours, or 25.
    hours = [change - timedelta(days=2) + timedelta(hours=number) for number in range(96)]
    assert sum(london_date(hour) == change.date() for hour in hours) == (25 if autumn else 23)


@pytest.mark.parametrize("year", [2024, 2028, 2096, 2400])
def test_a_leap_day_is_a_day(year: int) -> None:
    noon = datetime(year, 2, 28, 12, tzinfo=UTC)
    assert [london_date(noon + timedelta(days=days)) for days in (1, 2)] == [date(year, 2, 29), date(year, 3, 1)]


def test_a_century_is_no_leap_year_but_every_fourth() -> None:
    assert london_date(datetime(2100, 2, 28, 12, tzinfo=UTC) + timedelta(days=1)) == date(2100, 3, 1)
