"""The law of orders: how long, from when, reviewed by when."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.fitness.rules import order_law as law
from almoner.fitness.rules.order_law import KINDS, OrderDates, Source
from almoner.fitness.rules.order_tests import too_long
from almoner.fitness.rules.orders import ORDER
from almoner.procedure.rules import MACHINE, Asking, Refusal, check

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2019, 12, 2), date(2080, 12, 31))


def making(kind: str, starts: date, until: date | None, source: Source = Source.PANEL) -> tuple[Refusal, ...]:
    values: dict[str, Any] = {"kind": kind, "starts": starts, "text": "Shown.", "source": source.value}
    values |= {"until": until} if until else {}
    facts = SimpleNamespace(kind=kind)
    asking = Asking("", "m", frozenset({str(MACHINE)}), TODAY, values=values, reasons="Because.", facts=facts)
    return check(ORDER, "make", asking)


def starts_of(kind: str) -> date:
    return law.earliest_start(KINDS[kind], Source.INTERIM if KINDS[kind].interim else Source.PANEL, TODAY)


@pytest.mark.clause("PLAN-F8")
@pytest.mark.parametrize(("kind", "months"), [
    ("interim-suspension", 18), ("interim-conditions", 18), ("suspension", 36), ("conditions", 36),
])  # fmt: skip
def test_an_order_a_day_longer_than_the_law_allows_is_refused(kind: str, months: int) -> None:
    starts, source = starts_of(kind), Source.INTERIM if KINDS[kind].interim else Source.PANEL
    longest = law.last_day(starts, months)
    assert making(kind, starts, longest, source) == ()
    refused = making(kind, starts, longest + timedelta(days=1), source)
    assert [(one.clause, one.field) for one in refused] == [("PLAN-F8", "until")]
    assert f"{months} months at most" in refused[0].because


@pytest.mark.clause("PLAN-F8")
@pytest.mark.parametrize("kind", ["warning", "advice"])
def test_a_warning_lasts_one_three_or_five_years_and_nothing_between(kind: str) -> None:
    for years in range(1, 7):
        refused = making(kind, TODAY, law.last_day(TODAY, 12 * years), Source.AGREED)
        assert bool(refused) is (years not in (1, 3, 5))


@pytest.mark.clause("PLAN-F8")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_order_starts_before_its_hearing(kind: str) -> None:
    source = Source.INTERIM if KINDS[kind].interim else Source.AGREED
    starts = TODAY - timedelta(days=1)
    refused = making(kind, starts, None if kind == "removal" else law.last_day(starts, 12), source)
    assert ("PLAN-F8", "starts") in [(one.clause, one.field) for one in refused]


@pytest.mark.clause("PLAN-F8")
@pytest.mark.parametrize("kind", ["conditions", "suspension", "removal"])
def test_a_panels_final_order_waits_for_the_time_to_appeal(kind: str) -> None:
    starts = TODAY + timedelta(days=28)
    until = None if kind == "removal" else law.last_day(starts, 12)
    assert "time to appeal" in making(kind, starts, until)[0].because
    later = starts + timedelta(days=1)
    assert making(kind, later, until and law.last_day(later, 12)) == ()
    assert making(kind, TODAY, until and law.last_day(TODAY, 12), Source.AGREED) == ()


@pytest.mark.parametrize(("kind", "source"), [("suspension", Source.INTERIM), ("interim-suspension", Source.PANEL)])
def test_an_interim_panel_makes_interim_orders_and_nobody_else_does(kind: str, source: Source) -> None:
    assert "kind" in [one.field for one in making(kind, TODAY, law.last_day(TODAY, 6), source)]


def test_an_order_needs_a_last_day_and_a_removal_has_none() -> None:
    assert [one.field for one in making("warning", TODAY, None)] == ["until"]
    assert "until" in [one.field for one in making("removal", starts_of("removal"), date(2030, 1, 1))]


@pytest.mark.parametrize("starts", [date(1900, 1, 1), date(2019, 12, 1), date(9999, 12, 31)])
def test_days_that_cannot_be_reckoned_with_are_refused_and_break_nothing(starts: date) -> None:
    assert too_long(KINDS["suspension"], starts, date(9999, 12, 31)) is not None


REVIEWS = [
    # kind, made, until, reviewed, extended, to be reviewed by
    ("interim-suspension", date(2026, 1, 15), date(2027, 7, 14), None, None, date(2026, 7, 14)),
    ("interim-suspension", date(2026, 1, 15), date(2027, 7, 14), date(2026, 7, 1), None, date(2026, 12, 31)),
    ("interim-suspension", date(2026, 1, 15), date(2026, 5, 1), None, None, date(2026, 5, 1)),
    ("interim-conditions", date(2022, 11, 17), date(2024, 5, 16), date(2023, 1, 1), None, date(2023, 3, 31)),
    ("interim-conditions", date(2022, 11, 18), date(2024, 5, 17), date(2023, 1, 1), None, date(2023, 6, 30)),
    ("interim-conditions", date(2022, 11, 17), date(2024, 5, 16), None, None, date(2023, 5, 16)),
    ("interim-conditions", date(2022, 4, 28), date(2024, 7, 27), None, date(2023, 10, 12), date(2024, 1, 11)),
    ("suspension", date(2026, 1, 1), date(2027, 1, 29), None, None, date(2027, 1, 29)),
    ("conditions", date(2026, 1, 1), date(2027, 1, 29), date(2026, 6, 1), None, date(2027, 1, 29)),
    ("warning", date(2026, 1, 1), date(2026, 12, 31), None, None, None),
    ("removal", date(2026, 1, 1), None, None, None, None),
]  # fmt: skip


@pytest.mark.clause("PLAN-F8")
@pytest.mark.parametrize(("kind", "made", "until", "reviewed", "extended", "by"), REVIEWS)
def test_the_next_review_is_reckoned_by_the_law_of_the_day_the_order_was_made(
    kind: str, made: date, until: date | None, reviewed: date | None, extended: date | None, by: date | None
) -> None:
    assert law.review_by(OrderDates(kind, made, until, reviewed, extended)) == by


@given(DAYS, st.integers(0, 2000), st.integers(0, 2000), st.sampled_from(sorted(KINDS)))
def test_a_review_is_never_due_after_the_last_day(made: date, reviewed: int, length: int, kind: str) -> None:
    until = made + timedelta(days=length)
    due = law.review_by(OrderDates(kind, made, until, made + timedelta(days=reviewed)))
    assert due is None or due <= until


def test_six_months_from_the_end_of_a_long_month_end_within_the_short_one() -> None:
    assert law.last_day(date(2026, 8, 31), 6) == date(2027, 2, 27)


@given(st.integers(-400, 400))
def test_warnings_only_ever_come_nearer(left: int) -> None:
    day = TODAY + timedelta(days=left)
    today, tomorrow = law.warning_reached(day, TODAY), law.warning_reached(day, TODAY + timedelta(days=1))
    assert today is None or (tomorrow is not None and tomorrow <= today)
    assert (today is None) is (left > max(law.WARNED_AT))
