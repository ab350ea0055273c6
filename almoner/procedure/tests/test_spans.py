"""Spans: clocks as they are stored, and read again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from almoner.dates.days import ordinal
from almoner.procedure import actions
from almoner.procedure.models import Docket, Span
from almoner.procedure.queries import clock_runs
from almoner.procedure.rules import About, Refused
from almoner.scope.clock import london_date
from almoner.scope.context import acting, system

from .factories import Council, fresh, move, referral_in, scope
from .referral import REFERRAL
from .sample import SampleReferral


def spans(case: SampleReferral, **which: Any) -> list[Span]:
    with system("test"):
        return list(Span.objects.filter(case_id=case.pk, **which).order_by("starts_at"))


def due(case: SampleReferral) -> date | None:
    with system("test"):
        return Docket.objects.get(pk=case.pk).due


def test_the_clock_runs_from_the_discussion_and_the_line_shows_when_it_is_due(council: Council, now: datetime) -> None:
    case = referral_in("raised", council, now)
    assert due(case) is None
    move(case, "discuss", council.next_up, now)
    assert due(case) == date(2026, 11, 30)
    [run] = spans(case, kind="clock")
    assert (run.starts_on, run.starts_ord, run.ends_at) == (date(2026, 11, 23), ordinal(date(2026, 11, 23)), None)


def test_asking_for_more_pauses_the_clock_by_its_rule_and_the_answer_lets_it_go_on(
    council: Council, now: datetime
) -> None:
    case = referral_in("discussed", council, now)
    move(case, "ask_more", council.head, now + timedelta(days=1))
    assert due(case) is None
    [pause] = spans(case, kind="pause")
    assert (pause.clause, pause.because, pause.clock) == ("FTP-3.9", "more was asked for", "decision")
    move(case, "give_more", council.manager, now + timedelta(days=8))
    assert due(case) == date(2026, 12, 7)
    move(case, "agree", council.head, now + timedelta(days=9))
    [run] = spans(case, kind="clock")
    assert run.used == 2
    with acting(scope(council.hr, now)):
        [clock] = clock_runs(REFERRAL, fresh(case), london_date(now + timedelta(days=30)))
    assert (clock.reading.used, clock.reading.running) == (2, False)


def test_every_state_leaves_one_stage_and_they_touch(council: Council, now: datetime) -> None:
    case = referral_in("agreed", council, now)
    stages = spans(case, kind="stage")
    # Taken at one moment, they are in no order but that of the table.
    stages.sort(key=lambda span: ["raised", "discussed", "agreed"].index(span.name))
    assert len(stages) == 3
    assert [s.ends_at for s in stages] == [now, now, None]


@pytest.mark.parametrize("behind", [timedelta(minutes=3), timedelta(days=1)])
def test_a_machine_whose_clock_is_behind_ends_nothing_before_it_began(
    council: Council, now: datetime, behind: timedelta
) -> None:
    case = referral_in("discussed", council, now)
    move(case, "ask_more", council.head, now - behind)
    [pause] = spans(case, kind="pause")
    [run] = spans(case, kind="clock")
    assert pause.starts_at == run.starts_at == now
    assert due(case) is None
    move(case, "give_more", council.manager, now - behind)
    assert due(case) == date(2026, 11, 30)
    move(case, "agree", council.head, now - behind)
    assert all(s.ends_at == now for s in spans(case, kind="clock") + spans(case, kind="pause"))
    assert [s.used for s in spans(case, kind="clock")] == [0]


def test_stored_ordinals_give_the_days_that_numpy_counts(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    end = now + timedelta(days=40)
    move(case, "decline", council.head, end)
    [run] = spans(case, kind="clock")
    assert run.ends_ord is not None
    after = timedelta(days=1)
    holidays = ["2026-12-25", "2026-12-28", "2027-01-01"]
    counted = np.busday_count(london_date(now) + after, london_date(end) + after, holidays=holidays)
    assert run.ends_ord - run.starts_ord == counted == run.used


def test_a_clock_stopped_by_hand_needs_the_role_a_reason_and_a_running_clock(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    given: dict[str, Any] = {"case": case, "clock": "decision", "pause": "by_hand", "now": now}
    with acting(scope(council.head, now)), pytest.raises(Refused) as caught:
        actions.pause(**given, by=council.head, reasons="Police")
    assert caught.value.refusals[0].about is About.ROLE
    with acting(scope(council.hr, now)):
        with pytest.raises(Refused):
            actions.pause(**given, by=council.hr, reasons=" ")
        actions.pause(**given, by=council.hr, reasons="The police asked")
        with pytest.raises(Refused, match="paused already"):
            actions.pause(**given, by=council.hr, reasons="Again")
    [held] = spans(case, kind="pause")
    assert held.because == "held: The police asked"
    assert due(case) is None
    with acting(scope(council.hr, now)):
        later = given | {"now": now + timedelta(days=7)}
        actions.resume(**later, by=council.hr)
        with pytest.raises(Refused, match="not paused"):
            actions.resume(**later, by=council.hr)
    assert due(case) == date(2026, 12, 7)
