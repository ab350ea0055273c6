"""Gaps in an employment history are found by the software (REF-9)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.references.rules.history import explained_by, gaps_in, history_begins

SINCE, THROUGH = date(2022, 1, 1), date(2024, 12, 31)
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))
POSTS = st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=8)


def found(*posts: tuple[date, date | None], longest: int = 28) -> list[tuple[date, date]]:
    return [(g.starts, g.ends) for g in gaps_in(posts, since=SINCE, through=THROUGH, longest=longest)]


@pytest.mark.clause("REF-9")
class TestGaps:
    def test_a_post_that_begins_the_day_after_leaves_none(self) -> None:
        assert found((SINCE, date(2023, 5, 31)), (date(2023, 6, 1), None), longest=0) == []

    def test_a_single_day_between_counts_where_none_is_allowed(self) -> None:
        assert found((SINCE, date(2023, 5, 30)), (date(2023, 6, 1), None), longest=0) == [
            (date(2023, 5, 31), date(2023, 5, 31))
        ]

    def test_twenty_eight_days_need_no_words_and_twenty_nine_do(self) -> None:
        ends = date(2023, 1, 31)
        assert found((SINCE, ends), (ends + timedelta(29), None)) == []
        assert len(found((SINCE, ends), (ends + timedelta(30), None))) == 1

    def test_a_short_post_within_a_long_one_makes_none(self) -> None:
        assert found((SINCE, None), (date(2023, 1, 1), date(2023, 2, 1))) == []

    def test_what_is_still_to_come_covers_nothing(self) -> None:
        assert found((SINCE, date(2024, 6, 30)), (date(2025, 3, 1), None)) == [(date(2024, 7, 1), THROUGH)]

    def test_without_any_post_all_of_it_is_one(self) -> None:
        assert found() == [(SINCE, THROUGH)]

    def test_an_explanation_holds_for_its_days_and_not_for_a_gap_that_grew(self) -> None:
        [gap] = gaps_in([(SINCE, date(2024, 6, 30))], since=SINCE, through=THROUGH, longest=28)
        said = [(date(2024, 7, 1), THROUGH, "Cared for a parent.")]
        assert explained_by([gap], said)[0].explained
        [grown] = gaps_in([(SINCE, date(2024, 5, 31))], since=SINCE, through=THROUGH, longest=28)
        assert not explained_by([grown], said)[0].explained

    @given(POSTS, st.integers(0, 60))
    def test_gaps_are_exactly_the_uncovered_days(self, posts: list[tuple[date, date | None]], longest: int) -> None:
        days = [SINCE + timedelta(n) for n in range((THROUGH - SINCE).days + 1)]
        covered = {d for d in days if any(s <= d <= (e or date.max) for s, e in posts)}
        every = gaps_in(posts, since=SINCE, through=THROUGH, longest=0)
        assert {d for d in days if any(g.starts <= d <= g.ends for g in every)} == set(days) - covered
        assert gaps_in(posts, since=SINCE, through=THROUGH, longest=longest) == tuple(
            g for g in every if g.days > longest
        )
        assert all(a.ends + timedelta(1) < b.starts for a, b in pairwise(every))


def test_a_history_begins_with_the_first_post_or_so_many_years_back() -> None:
    assert history_begins(date(2024, 3, 1), date(2026, 11, 23)) == date(2024, 3, 1)
    assert history_begins(date(2009, 3, 1), date(2028, 2, 29)) == date(2023, 2, 28)
