"""Clocks: what is used, when it is due, and the same told line by line."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from almoner.casework.rules.sentences import time_left
from almoner.procedure.rules import Clock, Dated, Interval, Valid, explain, is_working_day, reckon

FIVE = Clock("decision", starts="discussed", stops="agreed", working_days=5, cites="FTP-3.8")
MONDAY = date(2026, 6, 1)
days = st.dates(date(2005, 1, 1), date(2060, 1, 1))


@st.composite
def lives(draw: st.DrawFn) -> tuple[Interval, list[Interval], date]:
    """A run, its pauses (overlapping, nested, touching, lasting) and a day on which to look."""
    start = draw(days)
    after = st.integers(0, 120)
    ends = draw(st.none() | after.map(lambda n: start + timedelta(n)))
    pauses = []
    for begins, length in draw(st.lists(st.tuples(after, st.none() | after), max_size=5)):
        opens = start + timedelta(begins)
        pauses.append(Interval(opens, None if length is None else opens + timedelta(length), "asked", "FTP-3.9"))
    return Interval(start, ends), pauses, start + timedelta(draw(after))


def test_five_working_days_from_a_monday_are_due_the_monday_after() -> None:
    reading = reckon(FIVE, Interval(MONDAY), [], date(2026, 6, 3))
    assert (reading.used, reading.allowed, reading.due) == (2, 5, date(2026, 6, 8))
    assert time_left(reading) == "2 of 5 working days used, due 8 June 2026"


def test_a_paused_clock_has_no_due_date_and_says_what_it_waits_for() -> None:
    pause = Interval(date(2026, 6, 2), None, "more was asked for", "FTP-3.9", "the line manager")
    reading = reckon(FIVE, Interval(MONDAY), [pause], date(2026, 7, 1))
    assert (reading.used, reading.due, reading.paused_by) == (1, None, pause)
    assert time_left(reading) == "1 of 5 working days used, paused: more was asked for"


def test_a_pause_moves_the_due_date_by_the_days_it_took_out() -> None:
    pause = Interval(date(2026, 6, 2), date(2026, 6, 9))
    assert reckon(FIVE, Interval(MONDAY), [pause], date(2026, 6, 9)).due == date(2026, 6, 15)


def test_a_late_clock_says_how_late() -> None:
    reading = reckon(FIVE, Interval(MONDAY), [], date(2026, 6, 10))
    assert time_left(reading) == "2 working days late, was due 8 June 2026"
    assert time_left(reckon(FIVE, Interval(MONDAY), [], date(2026, 6, 9))) == "1 working day late, was due 8 June 2026"


def test_a_stopped_clock_never_moves_again() -> None:
    run = Interval(MONDAY, date(2026, 6, 4))
    assert reckon(FIVE, run, [], date(2026, 6, 4)).used == reckon(FIVE, run, [], date(2030, 1, 1)).used == 3


def test_a_clock_explains_each_day_with_its_rule() -> None:
    pause = Interval(date(2026, 6, 4), date(2026, 6, 8), "more was asked for", "FTP-3.9", "the line manager")
    told = [
        (line.day.day, line.counted, line.why) for line in explain(FIVE, Interval(MONDAY), [pause], date(2026, 6, 9))
    ]
    waiting = "paused: more was asked for, waiting for the line manager"
    assert told == [
        (2, 1, "working day 1"), (3, 2, "working day 2"), (4, 3, "working day 3"),
        (5, None, waiting), (6, None, waiting), (7, None, waiting), (8, None, waiting),
        (9, 4, "working day 4"),
    ]  # fmt: skip


@given(lives())
def test_the_figure_always_equals_the_days_the_explanation_counted(life: tuple[Interval, list[Interval], date]) -> None:
    run, pauses, on = life
    lines = list(explain(FIVE, run, pauses, on))
    assert reckon(FIVE, run, pauses, on).used == sum(line.counted is not None for line in lines)
    assert [line.counted for line in lines if line.counted] == list(range(1, sum(bool(x.counted) for x in lines) + 1))


@given(
    lives(),
    st.sampled_from([{"working_days": 5}, {"working_days": None, "days": 28}, {"working_days": None, "months": 3}]),
)
def test_the_due_day_is_the_first_on_which_all_is_used(
    life: tuple[Interval, list[Interval], date], length: dict[str, Any]
) -> None:
    run, pauses, _on = life
    clock, ended = replace(FIVE, **length), [p for p in pauses if p.ends]
    due = reckon(clock, Interval(run.starts), ended, date(2080, 1, 1)).due
    assert due is not None
    at_due = reckon(clock, Interval(run.starts), ended, due)
    day_before = reckon(clock, Interval(run.starts), ended, due - timedelta(1))
    assert at_due.used == at_due.allowed
    assert at_due.over == 0
    assert day_before.used == day_before.allowed - 1


@given(lives(), days)
def test_one_more_pause_never_makes_a_clock_faster(life: tuple[Interval, list[Interval], date], at: date) -> None:
    run, pauses, on = life
    more = [*pauses, Interval(at, at + timedelta(20))]
    assert reckon(FIVE, run, more, on).used <= reckon(FIVE, run, pauses, on).used


@given(lives())
def test_a_day_that_passes_counts_at_most_one_and_only_if_it_is_a_working_day(
    life: tuple[Interval, list[Interval], date],
) -> None:
    run, pauses, on = life
    step = reckon(FIVE, run, pauses, on + timedelta(1)).used - reckon(FIVE, run, pauses, on).used
    assert step in (0, 1)
    if step:
        assert is_working_day(on + timedelta(1))


def test_the_time_allowed_is_the_one_in_force_on_the_day_the_clock_started() -> None:
    length = Dated("decision", [Valid(5, date(2020, 1, 1), date(2026, 6, 30)), Valid(3, date(2026, 7, 1))])
    clock = replace(FIVE, working_days=length)
    assert reckon(clock, Interval(date(2026, 6, 30)), [], date(2026, 7, 2)).allowed == 5
    assert reckon(clock, Interval(date(2026, 7, 1)), [], date(2026, 7, 2)).allowed == 3


def test_a_due_date_beyond_the_published_holidays_is_marked_uncertain() -> None:
    assert reckon(FIVE, Interval(date(2028, 12, 1)), [], date(2028, 12, 1)).certain
    assert not reckon(FIVE, Interval(date(2028, 12, 27)), [], date(2028, 12, 28)).certain
