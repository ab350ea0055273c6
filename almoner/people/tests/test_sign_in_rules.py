"""The states of a session, its limits, recusal grounds and emergency openings: the rules alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.people.rules.break_glass import LONGEST, ends, is_open, reason_is_enough
from almoner.people.rules.recusal import Ground, Matter, Party, Reader, conflicts, proposals
from almoner.people.rules.sign_in import Ended, Limits, SessionState, Standing, ended, state_of

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LIMITS = Limits(idle=timedelta(minutes=20), absolute=timedelta(hours=12))

standings = st.builds(
    Standing,
    authenticated=st.booleans(),
    active=st.booleans(),
    staff=st.booleans(),
    second_factor_enrolled=st.booleans(),
    second_factor_given=st.booleans(),
    by_work_account=st.booleans(),
    pending=st.none() | st.sampled_from([SessionState.SECOND_FACTOR_DUE, SessionState.RESET_UNDER_WAY]),
)


@given(standings)
def test_staff_are_signed_in_only_with_a_second_factor_or_a_work_account(standing: Standing) -> None:
    if standing.staff and state_of(standing) is SessionState.SIGNED_IN:
        assert standing.authenticated
        assert standing.active
        assert standing.second_factor_given or standing.by_work_account


@given(standings)
def test_nobody_who_has_a_second_factor_is_signed_in_without_giving_it(standing: Standing) -> None:
    if state_of(standing) is SessionState.SIGNED_IN and standing.second_factor_enrolled:
        assert standing.second_factor_given or standing.by_work_account


@given(standings)
def test_the_disabled_are_never_signed_in(standing: Standing) -> None:
    if not standing.active:
        assert state_of(standing) is not SessionState.SIGNED_IN


def test_staff_without_a_second_factor_must_set_one_up_and_practitioners_need_not() -> None:
    assert state_of(Standing(authenticated=True, staff=True)) is SessionState.ENROLMENT_DUE
    assert state_of(Standing(authenticated=True)) is SessionState.SIGNED_IN


@pytest.mark.parametrize(
    ("idle", "age", "why"),
    [
        (timedelta(minutes=20), timedelta(hours=1), None),
        (timedelta(minutes=20, seconds=1), timedelta(hours=1), Ended.IDLE),
        (timedelta(0), timedelta(hours=12), None),
        (timedelta(0), timedelta(hours=12, seconds=1), Ended.TOO_OLD),
        (timedelta(0), timedelta(hours=-1), Ended.TOO_OLD),
        (timedelta(seconds=-30), timedelta(seconds=-30), None),
        (timedelta(0), timedelta(seconds=-31), Ended.TOO_OLD),
        (timedelta(seconds=-31), timedelta(0), Ended.TOO_OLD),
    ],
)
def test_a_session_ends_to_the_second(idle: timedelta, age: timedelta, why: Ended | None) -> None:
    assert ended(began=NOW - age, last_used=NOW - idle, now=NOW, limits=LIMITS) == why


@given(st.integers(1, 10_000), st.integers(-4_000, 400_000))
def test_an_emergency_opening_never_lasts_beyond_an_hour(minutes: int, seconds: int) -> None:
    end = ends(opened=NOW, minutes=minutes)
    assert NOW < end <= NOW + LONGEST
    later = NOW + timedelta(seconds=seconds)
    assert is_open(opened=NOW, ends=end, now=later) == (NOW <= later < end)


def test_an_end_that_somebody_pushed_out_by_hand_still_counts_for_an_hour_only() -> None:
    assert not is_open(opened=NOW, ends=NOW + timedelta(days=9), now=NOW + LONGEST)


def test_an_opening_without_time_is_refused() -> None:
    with pytest.raises(ValueError, match="at least a minute"):
        ends(opened=NOW, minutes=0)


@pytest.mark.parametrize("reason", ["", "urgent", " " * 40, "a    b    c    d    e"])
def test_a_reason_that_says_nothing_is_not_enough(reason: str) -> None:
    assert not reason_is_enough(reason)


def test_a_conflict_is_found_by_account_address_employer_and_namesake() -> None:
    reader = Reader("ada", "Ada Okafor-Bell", "ada@council.example", frozenset({7}))
    assert conflicts(reader, Matter((Party(person="ada"),))) == (Ground.SELF,)
    assert conflicts(reader, Matter((Party(email="ADA@council.example"),))) == (Ground.SELF,)
    assert conflicts(reader, Matter(organisations=frozenset({7, 8}))) == (Ground.EMPLOYER,)
    assert conflicts(reader, Matter((Party(name="Tom Bell"),))) == (Ground.NAMED,)


def test_the_same_name_on_another_account_is_a_namesake_not_the_same_person() -> None:
    reader = Reader("ada", "Ada Bell")
    assert conflicts(reader, Matter((Party(person="other", name="Ada Bell"),))) == (Ground.NAMED,)


def test_strangers_have_no_conflict_and_an_empty_name_matches_nobody() -> None:
    reader = Reader("ada", "", "", frozenset({7}))
    matter = Matter((Party(name="Tom Bell"), Party(name="", email="")), frozenset({9}))
    assert conflicts(reader, matter) == ()
    assert proposals([reader], matter) == {}
