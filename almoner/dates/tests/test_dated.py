"""Rules have dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.dates.dated import Dated, DatedError, Valid


def test_a_value_holds_on_its_first_and_its_last_day() -> None:
    fee = Dated("fee", [Valid(90, date(2020, 1, 1), date(2025, 3, 31)), Valid(120, date(2025, 4, 1))])
    assert fee.on(date(2025, 3, 31)) == 90
    assert fee.on(date(2025, 4, 1)) == fee.on(date(2999, 1, 1)) == 120


def test_a_day_before_the_first_value_is_an_error_that_names_the_days_covered() -> None:
    fee = Dated("fee", [Valid(90, date(2020, 1, 1), date(2025, 3, 31))])
    with pytest.raises(DatedError, match="fee: no value holds on 2019-12-31; it is set from 2020-01-01 to 2025-03-31"):
        fee.on(date(2019, 12, 31))


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(-400, 400))
def test_two_values_that_overlap_or_leave_a_gap_are_refused(end: date, shift: int) -> None:
    values = [Valid("old", date(1990, 1, 1), end), Valid("new", end + timedelta(days=shift))]
    if shift == 1:
        assert Dated("standard", values).on(end) == "old"
    else:
        with pytest.raises(DatedError, match=r"two values hold|no value holds"):
            Dated("standard", values)


def test_a_value_without_end_followed_by_another_is_an_overlap() -> None:
    with pytest.raises(DatedError, match="two values hold on 2026-01-01"):
        Dated("cap", [Valid(1, date(2020, 1, 1)), Valid(2, date(2026, 1, 1))])


def test_a_value_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(DatedError, match="before it begins"):
        Dated("cap", [Valid(1, date(2020, 1, 2), date(2020, 1, 1))])
