"""Working days of England."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.dates import days as calendar
from almoner.dates.days import CalendarError, add_months, add_working_days, is_working_day, working_days_between

any_day = st.dates(calendar.FIRST, date(2090, 12, 31))


def test_the_day_of_the_event_is_not_counted_and_the_last_day_is() -> None:
    monday = date(2026, 6, 1)
    assert working_days_between(monday, monday) == 0
    assert working_days_between(monday, date(2026, 6, 8)) == 5
    assert add_working_days(monday, 5) == date(2026, 6, 8)


def test_christmas_on_a_friday_moves_boxing_day_to_monday() -> None:
    assert add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert calendar.why_not_counted(date(2026, 12, 28)).startswith("Boxing Day")


def test_the_state_funeral_of_2022_was_no_working_day() -> None:
    assert not is_working_day(date(2022, 9, 19))


@given(any_day, st.integers(0, 800))
def test_the_count_equals_numpys_for_any_two_days(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    off = [d for d in calendar._weekday_holidays() if start <= d <= end]
    after = timedelta(days=1)
    assert working_days_between(start, end) == np.busday_count(start + after, end + after, holidays=off)


@given(any_day, st.integers(1, 1000))
def test_adding_working_days_lands_on_a_working_day_that_many_later(start: date, count: int) -> None:
    end = add_working_days(start, count)
    assert is_working_day(end)
    assert working_days_between(start, end) == count
    assert working_days_between(start, end - timedelta(days=1)) == count - 1


@given(any_day, any_day, any_day)
def test_counts_add_up_across_any_third_day(a: date, b: date, c: date) -> None:
    assert working_days_between(a, b) + working_days_between(b, c) == working_days_between(a, c)


@pytest.mark.parametrize("year", sorted({*range(2012, 2029)} - {2012, 2020, 2022, 2023}))
def test_the_usual_pattern_is_what_was_published_in_every_ordinary_year(year: int) -> None:
    assert {d for d, _ in calendar.usual_holidays(year)} == {d for d in calendar._published() if d.year == year}


def test_beyond_the_published_list_the_usual_holidays_hold_and_it_says_they_are_not_certain() -> None:
    assert calendar.is_announced(date(2028, 12, 31))
    assert not calendar.is_announced(date(2029, 1, 1))
    assert calendar.why_not_counted(date(2030, 4, 19)) == "Good Friday"


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2101, 1, 1)])
def test_a_day_outside_the_calendar_is_refused_in_words(day: date) -> None:
    with pytest.raises(CalendarError, match="Working days are known from 1990-01-01 to 2100-12-31"):
        working_days_between(date(2026, 1, 1), day)


def test_counting_past_the_last_day_is_refused_rather_than_guessed() -> None:
    with pytest.raises(CalendarError):
        add_working_days(date(2100, 12, 30), 50)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_a_month_ends_on_the_same_day_of_the_month_or_its_last(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end
