"""Interim orders: a need seen, the worker told, a panel's decision; and how long it took."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from almoner.fitness.actions.interim import identify_need
from almoner.fitness.actions.post import POST
from almoner.fitness.models import Concern, Hearing, InterimNeed, OrderMade
from almoner.fitness.queries.hearings import approvals, interim_needs
from almoner.fitness.rules.interim import INTERIM
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests.browsing import signed_in, text
from almoner.fitness.tests.order_factories import Desk, a_concern_about, at
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.queries import clock_runs, needs_me
from almoner.procedure.rules import Refused
from almoner.register.queries import facts_for
from almoner.register.rules.standing import Standing
from almoner.register.tests.factories import the_regulator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]
APPLIED: dict[str, Any] = {"tests": ["public"], "kind": "interim-suspension", "case": "Children are at risk."}
MADE: dict[str, Any] = {
    "outcome": "interim-suspension", "tests": ["public"], "months": 18, "shown": "Suspended meanwhile.",
    "why_no_less": "Conditions cannot be supervised.",
}  # fmt: skip


@pytest.fixture
def investigator() -> Person:
    return a_person("Ivo Lund", Role.INVESTIGATOR, the_regulator())


def a_need(concern: Concern, now: datetime) -> InterimNeed:
    return identify_need(concern=concern, why="Harm is likely.", by=POST, now=now, key=f"{concern.pk}")


def step(need: InterimNeed, move: str, by: Person, now: datetime, reasons: str = "", **values: Any) -> InterimNeed:
    procedure.take(case=need, move=move, by=by, now=now, key=move, reasons=reasons, values=values)
    return InterimNeed.objects.get(pk=need.pk)


def called(need: InterimNeed, by: Person, now: datetime) -> Hearing:
    """The hearing that is called once the worker is told."""
    need = step(need, "apply", by, now, **APPLIED)
    told: dict[str, Any] = {"told_on": now.date(), "how": "email", "answer_by": now.date() + timedelta(days=5)}
    step(need, "tell", by, now, **told)
    return Hearing.objects.get(interim=need)


def approved(need: InterimNeed, desk: Desk, bench: list[Person], by: Person, now: datetime, day: date) -> Hearing:
    hearing = hear.opened(called(need, by, now), desk, bench, now, day)
    return hear.decided(hearing, bench, day, **MADE)


@pytest.mark.clause("PLAN-F6")
def test_from_need_to_order_with_the_worker_told_first_and_two_adjudicators(
    desk: Desk, bench: list[Person], investigator: Person, now: datetime
) -> None:
    need, day = a_need(a_concern_about(now=now), now), date(2026, 12, 7)
    assert needs_me(investigator, now.date(), procedure="interim_order").exists()
    approved(need, desk, bench, investigator, now, day)
    need.refresh_from_db()
    order = OrderMade.objects.get(concern=need.concern)
    assert (need.state, order.kind, order.source, order.starts) == ("made", "interim-suspension", "interim", day)
    assert order.review_by == date(2027, 6, 6)
    assert facts_for([order.entry_id], day)[order.entry_id].standing.standing == Standing.SUSPENDED
    [run] = clock_runs(INTERIM, need, day)
    assert (run.reading.used, run.reading.running) == (10, False)


@pytest.mark.clause("PLAN-F6")
def test_no_panel_sits_before_the_worker_is_told_with_reasons(
    desk: Desk, bench: list[Person], investigator: Person, now: datetime
) -> None:
    need = a_need(a_concern_about(now=now), now)
    assert not Hearing.objects.exists()
    with pytest.raises(Refused) as refused:
        step(need, "apply", investigator, now, tests=["public"], kind="interim-suspension")
    assert refused.value.clause == "PLAN-F6"
    with pytest.raises(Refused, match="does not lead on"):
        step(need, "tell", investigator, now, told_on=now.date(), how="email", answer_by=now.date())
    need = step(need, "apply", investigator, now, **APPLIED)
    tomorrow = now.date() + timedelta(days=1)
    with pytest.raises(Refused, match="has not come yet"):
        step(need, "tell", investigator, now, told_on=tomorrow, how="email", answer_by=tomorrow)


@pytest.mark.clause("PLAN-F6")
def test_an_interim_order_is_made_on_one_of_its_tests_and_on_no_other_ground(
    desk: Desk, bench: list[Person], investigator: Person, now: datetime
) -> None:
    day = date(2026, 12, 7)
    hearing = hear.opened(called(a_need(a_concern_about(now=now), now), investigator, now), desk, bench, now, day)
    without = {name: value for name, value in MADE.items() if name != "tests"}
    with pytest.raises(Refused) as refused:
        hear.step(hearing, "draft", bench[0], at(day), text="T", **without)
    assert [(one.clause, one.field) for one in refused.value.refusals] == [("PLAN-F6", "tests")]
    with pytest.raises(Refused, match="18 months at most"):
        hear.step(hearing, "draft", bench[0], at(day), text="T", **{**MADE, "months": 19})
    with pytest.raises(Refused, match="is not for this"):
        hear.step(hearing, "draft", bench[0], at(day), text="T", **{**MADE, "outcome": "suspension"})


@pytest.mark.long
def test_a_panel_makes_no_order_and_the_reasons_stay(
    desk: Desk, bench: list[Person], investigator: Person, now: datetime
) -> None:
    need, day = a_need(a_concern_about(now=now), now), date(2026, 12, 7)
    hear.decided(hear.opened(called(need, investigator, now), desk, bench, now, day), bench, day, outcome="no_interim")
    need.refresh_from_db()
    assert need.state == "refused"
    assert not OrderMade.objects.exists()


@pytest.mark.long
def test_a_hearing_that_will_not_be_held_leaves_the_need_with_somebody(
    desk: Desk, investigator: Person, now: datetime
) -> None:
    need = a_need(a_concern_about(now=now), now)
    hear.step(called(need, investigator, now), "cancel", desk.officer, now, "Called in error.")
    need.refresh_from_db()
    assert need.state == "applied"
    assert needs_me(investigator, now.date(), procedure="interim_order").exists()


def test_one_need_at_a_time_and_one_for_each_submission(now: datetime) -> None:
    concern = a_concern_about(now=now)
    assert a_need(concern, now).pk == a_need(concern, now).pk
    with pytest.raises(Refused, match="is being considered already"):
        identify_need(concern=concern, why="Again.", by=POST, now=now, key="another")
    with pytest.raises(Refused):
        identify_need(concern=a_concern_about("Nia Rees", now=now), why=" ", by=POST, now=now, key="empty")


def test_an_officer_at_triage_says_that_one_may_be_needed_on_the_concern_itself(now: datetime) -> None:
    concern, officer = a_concern_about(now=now), make.a_triage_officer()
    why = {"interim_why": "He still visits families alone."}
    procedure.take(case=concern, move="interim_need", by=officer, now=now, key="k", values=why)
    need = InterimNeed.objects.get(concern=concern)
    assert need.state == "identified"
    concern.refresh_from_db()
    assert concern.state == "received"


@pytest.mark.clause("PLAN-F6")
def test_the_median_from_need_to_approval_is_counted_in_working_days_with_holds_apart(
    desk: Desk, bench: list[Person], investigator: Person, now: datetime
) -> None:
    """Need seen on Monday 23 November 2026; approved on 4, 7 and 29 December, of which the last across Christmas."""
    taken = []
    for name, day in (("A B", date(2026, 12, 4)), ("C D", date(2026, 12, 7)), ("E F", date(2026, 12, 29))):
        need = a_need(a_concern_about(name, now=now), now)
        approved(need, desk, bench, investigator, now, day)
        need.refresh_from_db()
        taken.append(clock_runs(INTERIM, need, day)[0].reading.used)
    # 25 December is a Friday; Boxing Day's holiday moves to Monday the 28th.
    assert taken == [9, 10, 24]
    on = date(2026, 12, 31)
    found = approvals(desk.officer, on, date(2026, 1, 1))
    assert (found.count, found.median, found.within, found.allowed, found.met) == (3, 10, 2, 20, True)
    assert approvals(desk.officer, on, date(2026, 12, 30)).median is None
    assert interim_needs(desk.officer, on, over=True).count() == 3


@pytest.mark.long
def test_days_on_which_the_worker_asked_for_time_are_left_out(
    desk: Desk, bench: list[Person], investigator: Person, now: datetime
) -> None:
    need, day = a_need(a_concern_about(now=now), now), date(2026, 12, 14)
    hearing = called(need, investigator, now)
    procedure.pause(
        case=need, clock="approval", pause="worker", reasons="A solicitor.", by=investigator, now=at(date(2026, 11, 30))
    )
    procedure.resume(case=need, clock="approval", pause="worker", by=investigator, now=at(date(2026, 12, 7)))
    hear.decided(hear.opened(hearing, desk, bench, now, day), bench, day, **MADE)
    need.refresh_from_db()
    assert clock_runs(INTERIM, need, day)[0].reading.used == 10


def test_the_list_says_by_when_each_need_is_to_be_approved(desk: Desk, now: datetime) -> None:
    a_need(a_concern_about(now=now), now)
    for later, words in ((0, "Due 21 December 2026"), (40, "Was due 21 December 2026")):
        with time_machine.travel(now + timedelta(days=later)):
            assert words in text(signed_in(desk.officer).get("/concerns/interim-orders/"))
