"""Dates as they are typed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.documents.spreadsheets import DateOrder, date_of, order_of

THE_DAY = dt.date(2024, 5, 3)


@pytest.mark.parametrize(
    "text",
    [
        "03/05/2024",
        "3/5/24",
        "3.5.2024",
        "03-05-2024",
        "2024-05-03",
        "2024-05-03T00:00:00",
        "3 May 2024",
        "3rd May 2024",
        "Friday 3 May 2024",
        "3-May-24",
        "03-MAY-2024",
        "20240503",
        "45415",
        "45415.5",
        " 03/05/2024 ",
        "03/05/2024 14:30",
    ],
)
def test_a_date_is_read_however_it_is_typed(text: str) -> None:
    assert date_of(text) == THE_DAY


@pytest.mark.parametrize("text", ["", "31/02/2024", "May", "12345678", "n/a", "99999", "3/5", "SW12345", "0"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert date_of(text) is None


def test_two_figures_from_41_on_are_of_the_last_century() -> None:
    assert date_of("01/02/41") == dt.date(1941, 2, 1)
    assert date_of("01/02/40") == dt.date(2040, 2, 1)


def test_a_column_that_can_only_be_month_first_is() -> None:
    assert order_of(["03/04/2024", "04/25/2024", None]) is DateOrder.MONTH_FIRST
    assert date_of("04/03/2024", DateOrder.MONTH_FIRST) == dt.date(2024, 4, 3)


def test_one_date_that_refuses_month_first_settles_the_column() -> None:
    assert order_of(["04/25/2024", "25/04/2024"]) is DateOrder.DAY_FIRST
    assert order_of(["03/04/2024"]) is DateOrder.DAY_FIRST


@given(st.dates(dt.date(1941, 1, 1), dt.date(2040, 12, 31)))
def test_every_date_survives_every_way_of_writing_it(day: dt.date) -> None:
    for written in ("%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%y", "%Y%m%d"):
        assert date_of(day.strftime(written)) == day
    assert date_of(day.strftime("%m/%d/%Y"), DateOrder.MONTH_FIRST) == day
