"""What is written about a hearing: notice of it, what becomes of its days, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from almoner.fitness.models import Concern, Hearing, Letter
from almoner.fitness.queries.letters import as_letter
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests import investigation_factories as investigate
from almoner.fitness.tests import order_factories as arrange
from almoner.fitness.tests.hearing_factories import DAY, NO_ACTION, SUSPENDED, step
from almoner.fitness.tests.order_factories import Desk, a_concern_about, at
from almoner.people.models import Person
from almoner.scope.context import system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging"), pytest.mark.clause("PLAN-F8")]


@pytest.fixture
def hearing(now: datetime) -> Hearing:
    return hear.a_hearing(a_concern_about(now=now), now=now)


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


def written(concern: Concern) -> dict[str, str]:
    """What each letter about a concern says, by its kind."""
    with system("test"):
        letters = Letter.objects.filter(concern=concern).select_related("organisation")
        return {one.kind: _words(one) for one in letters}


def _words(letter: Letter) -> str:
    return " ".join(str(one) for one in (as_letter(letter).title, *as_letter(letter).body))


@pytest.mark.clause("PLAN-F9")
def test_listing_it_writes_the_notice_with_its_days_what_may_be_decided_and_what_is_arranged(
    desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
) -> None:
    hear.listed(hearing, desk, bench, now, last_day=date(2027, 1, 13), adjustments="Breaks each hour.")
    (notice,) = written(hearing.concern).values()
    for words in (
        "11 January 2027 to 13 January 2027",
        "all day, from 9:30am",
        "Remotely, by video",
        "It is held in public.",
        "no further action; advice; warning; conditions of practice order; suspension order; removal order",
        "Breaks each hour.",
        hearing.concern.reference,
    ):
        assert words in notice


@pytest.mark.clause("PLAN-F9")
def test_where_nothing_is_arranged_the_notice_asks_what_would_help(
    desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
) -> None:
    hear.listed(hearing, desk, bench, now, private=True)
    (notice,) = written(hearing.concern).values()
    assert "Tell us what would help you take part" in notice
    assert "It is held in private." in notice


@pytest.mark.parametrize(
    ("move", "values", "kind", "says"),
    [
        ("postpone", {}, "hearing_postponed", "It was to be held on 11 January 2027"),
        ("cancel", {}, "hearing_not_held", "goes back to case examiners"),
    ],
)
def test_what_becomes_of_its_days_is_written_with_why(
    desk: Desk, bench: list[Person], hearing: Hearing, now: datetime, move: str, values: Any, kind: str, says: str
) -> None:
    listed = hear.listed(hearing, desk, bench, now)
    step(listed, move, desk.officer, now, "The chair is ill.", **values)
    letter = written(hearing.concern)[kind]
    assert says in letter
    assert "The chair is ill." in letter


def test_an_adjournment_says_on_what_days_it_goes_on(
    desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
) -> None:
    going_on = {"first_day": date(2027, 1, 18), "last_day": date(2027, 1, 18), "session": "morning"}
    opened = hear.opened(hearing, desk, bench, now)
    step(opened, "adjourn", bench[0], at(DAY), "A witness comes later.", **going_on)
    assert "18 January 2027: morning, from 9:30am" in written(hearing.concern)["hearing_adjourned"]


def test_a_hearing_that_begins_again_says_that_what_was_found_falls(
    desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
) -> None:
    opened = hear.opened(hearing, desk, bench, now)
    step(opened, "hear_again", desk.officer, at(DAY), "The chair may no longer sit.")
    assert "counts no longer" in written(hearing.concern)["hearing_again"]


def test_an_order_is_written_with_its_days_what_covers_it_and_the_way_to_appeal(
    desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
) -> None:
    hear.decided(hear.found(hear.opened(hearing, desk, bench, now), bench[0]), bench, **SUSPENDED)
    letter = written(hearing.concern)["hearing_ordered"]
    for words in (
        hear.TEXT,
        "Suspension order: from 9 February 2027. Its last day is 8 February 2028.",
        "Interim suspension order: from today, until then.",
        "The suspension order is reviewed before its last day.",
        "Suspended.",
        "appeal to the High Court",
    ):
        assert words in letter


def test_no_order_is_written_without_what_an_order_has(
    desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
) -> None:
    hear.decided(hear.found(hear.opened(hearing, desk, bench, now), bench[0], impaired=False), bench, **NO_ACTION)
    letters = written(hearing.concern)
    assert "hearing_ordered" not in letters
    assert "Its decision: no further action." in letters["hearing_decided"]
    assert "appeal" not in letters["hearing_decided"]


def test_an_interim_order_still_in_force_is_called_up_when_its_case_ends_without_an_order(
    desk: Desk, bench: list[Person], hearing: Hearing, now: datetime
) -> None:
    interim = arrange.an_order(hearing.concern, "interim-conditions", now=now, months=18)
    final = arrange.an_order(a_concern_about("Peter Marsh", now=now), "interim-conditions", now=now, months=18)
    assert arrange.fresh(interim).state == "in_force"
    hear.decided(hear.found(hear.opened(hearing, desk, bench, now), bench[0], impaired=False), bench, **NO_ACTION)
    assert arrange.fresh(interim).state == "to_be_reviewed"
    assert arrange.fresh(final).state == "in_force"


def test_an_interim_order_is_called_up_when_its_concern_is_closed_at_triage(now: datetime) -> None:
    officer, concern = make.a_triage_officer(), a_concern_about(now=now)
    interim = arrange.an_order(concern, "interim-suspension", now=now, months=12)
    concern = investigate.step(concern, "acknowledge", officer, now + timedelta(hours=1), **investigate.RISK)
    investigate.step(concern, "close", officer, now + timedelta(hours=1), "Nothing in it.", **investigate.RISK)
    assert arrange.fresh(interim).state == "to_be_reviewed"
