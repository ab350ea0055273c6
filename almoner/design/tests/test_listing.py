"""Lists: 25 at a time, in the order of the address, and never an error for a strange one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from almoner.design.figures import bar_chart, line_chart
from almoner.design.formats import format_datetime, format_time, initial_lower, plural
from almoner.design.listing import Column, address_with, listing
from almoner.design.paging import Pages


@pytest.mark.parametrize(("asked", "first"), [("2", 25), ("", 0), ("0", 75), ("999", 75), ("x", 0), ("-1", 75)])
def test_a_list_shows_25_rows_of_the_page_asked_for(rf: RequestFactory, asked: str, first: int) -> None:
    shown = listing(rf.get("/", {"page": asked}), list(range(80)))
    assert list(shown.rows) == list(range(first, min(first + 25, 80)))
    assert shown.count == 80


def test_the_title_counts_the_pages_only_where_there_are_several(rf: RequestFactory) -> None:
    assert listing(rf.get("/?page=2"), list(range(80))).title_suffix == "(page 2 of 4)"
    assert listing(rf.get("/"), list(range(25))).title_suffix == ""


def test_a_heading_turns_the_order_and_goes_back_to_the_first_page(rf: RequestFactory) -> None:
    columns = [Column("Name", "name"), Column("Days", "days"), Column("Notes")]
    orders = {"name": ["name"], "days": ["days"]}
    request = rf.get("/?sort=name&page=3&town=Leeds")
    name, days, notes = listing(request, [], columns=columns, orders=orders).headings
    assert (name.sorted, name.href) == ("ascending", "?town=Leeds&sort=-name")
    assert (days.sorted, days.href) == ("none", "?town=Leeds&sort=days")
    assert notes.href == ""


def test_an_unknown_order_is_no_order(rf: RequestFactory) -> None:
    shown = listing(rf.get("/?sort=password"), [3, 1], columns=[Column("Name", "name")], orders={"name": ["name"]})
    assert shown.headings[0].sorted == "none"


def test_an_address_keeps_what_is_not_changed(rf: RequestFactory) -> None:
    assert address_with(rf.get("/?a=1&b=2&b=3"), a=None, c="x y") == "?b=2&b=3&c=x+y"


@given(st.lists(st.tuples(st.text(max_size=40), st.integers(0, 10**9)), max_size=30))
def test_every_bar_stays_within_the_drawing(rows: list[tuple[str, int]]) -> None:
    chart = bar_chart(rows)
    assert all(0 < bar.length <= chart.width - chart.labels for bar in chart.bars)
    assert all(bar.y >= 0 and bar.y + chart.bar <= chart.height for bar in chart.bars)


@given(st.lists(st.tuples(st.text(max_size=9), st.none() | st.integers(0, 10**9)), min_size=1, max_size=60))
def test_every_point_stays_within_the_drawing_and_gaps_are_not_drawn(rows: list[tuple[str, int | None]]) -> None:
    chart = line_chart(rows)
    assert len(chart.points) == sum(value is not None for _, value in rows)
    assert all(chart.left <= x <= chart.width and 0 <= y <= chart.floor for x, y, _ in chart.points)
    assert 2 <= len(chart.up) <= 8


def test_a_gap_in_the_figures_breaks_the_line() -> None:
    assert len(line_chart([("a", 1), ("b", 2), ("c", None), ("d", 3), ("e", 4)]).segments) == 2


def test_moments_are_told_in_london(now: object) -> None:
    from datetime import UTC, datetime

    assert format_datetime(datetime(2026, 7, 1, 15, 5, tzinfo=UTC)) == "1 July 2026 at 4:05pm"
    assert format_datetime(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026 at 12:30am"
    assert format_time(datetime(2026, 12, 1, 12, tzinfo=UTC)) == "midday"


def test_words_bend_as_english_does() -> None:
    assert plural(1, "entry", "entries") == "1 entry"
    assert plural(1204, "row") == "1,204 rows"
    assert initial_lower("Date of birth") == "date of birth"
    assert initial_lower("HR officer") == "HR officer"


def test_whole_numbers_stand_on_a_scale_of_whole_numbers_and_the_first_label_has_room() -> None:
    chart = line_chart([("Nov 2025", 0), ("Dec 2025", 2)])
    assert [tick.text for tick in chart.up] == ["0", "1", "2"]
    assert chart.across[0].at >= 40
    assert "0.5" in [tick.text for tick in line_chart([("a", Decimal("0.4")), ("b", Decimal(2))]).up]


class _Rows(Sequence[int]):
    """Rows that say how often they were counted."""

    def __init__(self, many: int) -> None:
        self.rows, self.counted = list(range(many)), 0

    def __getitem__(self, at: Any) -> Any:
        return self.rows[at]

    def __len__(self) -> int:
        self.counted += 1
        return len(self.rows)


@pytest.mark.parametrize(("many", "counted", "pages"), [(0, 0, 1), (24, 0, 1), (25, 0, 1), (26, 1, 2), (60, 1, 3)])
def test_a_list_that_fits_on_its_first_page_is_not_counted(many: int, counted: int, pages: int) -> None:
    rows = _Rows(many)
    shown = Pages(rows, 25).get_page(1)
    assert (list(shown.object_list), shown.paginator.num_pages) == (list(range(min(many, 25))), pages)
    assert rows.counted == counted


def test_the_pages_of_a_long_list_show_each_row_once() -> None:
    pages = Pages(_Rows(60), 25)
    assert [row for page in pages for row in page.object_list] == list(range(60))
