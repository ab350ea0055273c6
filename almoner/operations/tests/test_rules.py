from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.operations.rules import PUBLIC_SEARCH, Limit, answer, client_address, full_again, same_network

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TEN_A_MINUTE = Limit("test", 10, timedelta(minutes=1))


def allowed_at(limit: Limit, seconds: list[float]) -> list[bool]:
    """Which of the uses at these seconds the limit allows; refused ones use nothing."""
    kept, results = None, []
    for second in seconds:
        now = NOW + timedelta(seconds=second)
        good = answer(limit, before=kept, now=now).allowed
        results.append(good)
        if good:
            kept = full_again(limit, before=kept, now=now)
    return results


def test_as_many_as_the_limit_may_come_at_once_and_no_more() -> None:
    assert allowed_at(TEN_A_MINUTE, [0.0] * 12) == [True] * 10 + [False] * 2


def test_one_more_is_allowed_after_its_share_of_the_time() -> None:
    assert allowed_at(TEN_A_MINUTE, [0.0] * 10 + [5.9, 6.0, 6.1]) == [True] * 10 + [False, True, False]


def test_a_refusal_says_when_to_come_back_and_then_it_is_allowed() -> None:
    kept = None
    for _ in range(10):
        kept = full_again(TEN_A_MINUTE, before=kept, now=NOW)
    refused = answer(TEN_A_MINUTE, before=kept, now=NOW)
    assert (refused.allowed, refused.retry_after) == (False, 6)
    assert answer(TEN_A_MINUTE, before=kept, now=NOW + timedelta(seconds=refused.retry_after)).allowed


def test_five_searches_a_minute_for_an_hour_never_meet_the_limit() -> None:
    assert all(allowed_at(PUBLIC_SEARCH, [second * 12.0 for second in range(300)]))


@given(
    count=st.integers(1, 50),
    gaps=st.lists(st.floats(0, 90, allow_nan=False), min_size=1, max_size=200),
)
def test_never_more_than_twice_the_limit_in_any_stretch_of_its_length(count: int, gaps: list[float]) -> None:
    times = [sum(gaps[: end + 1]) for end in range(len(gaps))]
    limit = Limit("test", count, timedelta(minutes=1))
    used = [second for second, good in zip(times, allowed_at(limit, times), strict=True) if good]
    assert all(sum(start <= second < start + 60 for second in used) <= 2 * count for start in used)


@pytest.mark.parametrize(
    ("forwarded", "proxies", "counted"),
    [
        ("", 0, "10.0.0.1"),
        ("203.0.113.9", 0, "10.0.0.1"),
        ("203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 10.0.0.7", 2, "203.0.113.9"),
        ("203.0.113.9", 2, "10.0.0.1"),
        (" , ,", 1, "10.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(forwarded: str, proxies: int, counted: str) -> None:
    assert client_address(remote="10.0.0.1", forwarded_for=forwarded, trusted_proxies=proxies) == counted


def test_a_household_of_version_six_counts_as_one_and_nonsense_as_unknown() -> None:
    assert same_network("2001:db8:1:2:aaaa::1") == same_network("2001:db8:1:2:bbbb::2")
    assert same_network("2001:db8:1:2::1") != same_network("2001:db8:1:3::1")
    assert same_network("::ffff:203.0.113.9") == "203.0.113.9"
    assert same_network("<script>") == "unknown"
