"""Whole lives of orders, walked at random: reviews, extensions, conflicts, holds, and days on which no worker runs.

Whatever happens, no order lapses unseen, no case is without somebody who can act, and nobody approves their own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from almoner.dates.days import is_working_day
from almoner.fitness.actions import orders as actions
from almoner.fitness.actions.diary import keep_the_diary
from almoner.fitness.models import Hearing, OrderMade
from almoner.fitness.queries.orders import diary, owners_of
from almoner.fitness.rules import orders as order_rules
from almoner.fitness.rules.order_law import KINDS, LEAD_DAYS
from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests import order_factories as arrange
from almoner.people.actions.recusal import declare
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case, Step
from almoner.procedure.queries import needs_me
from almoner.procedure.rules import Refused
from almoner.register.queries import facts_for
from almoner.register.rules.standing import Standing
from almoner.register.tests.factories import the_regulator
from almoner.scope.context import system

START = date(2026, 11, 23)
LIVE = ("in_force", "to_be_reviewed", "review_listed")
#: Written out again, apart from the table: an order ends in one of these, and each needs what is said beside it.
ENDS_BY = {"ended": {"end", "let_end"}, "lapsed": {"agree_account"}, "revoked": {"revoke"}, "superseded": {"supersede"}}
ACCOUNT = {"what_happened": "Missed.", "risk": "high", "risk_why": "At work.", "put_right": "Told."}
OUTCOMES: list[dict[str, Any]] = [
    {"outcome": "confirm", "why_no_less": "Needed."},
    {"outcome": "revoke"},
    {"outcome": "let_end"},
    {"outcome": "vary", "kind": "interim-conditions", "shown": "Supervised.", "why_no_less": "Needed."},
    {"outcome": "vary", "kind": "suspension", "begins": "at_its_end", "months": 6, "shown": "S.", "why_no_less": "N."},
]


class Lives(RuleBasedStateMachine):
    """Two social workers' orders, three hearings officers, five adjudicators, and time passing."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.today, self.keys, self.worked = START, 0, True
        with system("test"):
            desk = arrange.a_desk()
            self.officers = [desk.officer, desk.second, a_person("Cy Vane", Role.HEARINGS_OFFICER, the_regulator())]
            self.bench = hear.a_bench("Ada Quist", "Ben Oyelaran", "Cleo Marsh", "Dina Falk", "Eli Roe")
            self.concerns = [arrange.a_concern_about(name, now=self.now) for name in ("Jane Orr", "Nia Rees")]
        self.kept_away: set[Person] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.inside.__exit__(None, None, None)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, datetime.min.time(), UTC) + timedelta(hours=9)

    @property
    def people(self) -> list[Person]:
        return [one for one in (*self.officers, *self.bench) if one not in self.kept_away]

    @contextlib.contextmanager
    def trying(self) -> Iterator[None]:
        """What the rules refuse leaves everything as it was."""
        with system("test"), contextlib.suppress(Refused), transaction.atomic():
            yield

    def key(self) -> str:
        self.keys += 1
        return f"walk:{self.keys}"

    def officer(self) -> Person:
        return next(one for one in self.officers if one not in self.kept_away)

    def orders(self, *states: str) -> list[OrderMade]:
        with system("test"):
            return list(OrderMade.objects.filter(state__in=states).order_by("opened_at", "pk"))

    def hearings(self, *states: str) -> list[Hearing]:
        with system("test"):
            return list(Hearing.objects.filter(state__in=states).order_by("opened_at", "pk"))

    def take(self, case: Case, move: str, by: Person, reasons: str = "", **values: Any) -> None:
        procedure.take(case=case, move=move, by=by, now=self.now, key=self.key(), reasons=reasons, values=values)

    # What people and days do

    @rule(kind=st.sampled_from(sorted(KINDS)), months=st.sampled_from([1, 2, 6, 12, 18, 36]), who=st.integers(0, 1))
    def a_panel_makes_an_order(self, kind: str, months: int, who: int) -> None:
        with self.trying():
            arrange.an_order(self.concerns[who], kind, now=self.now, months=months)
            self.worked = False

    @rule(days=st.sampled_from([1, 20, 45, 90, 200]), worker=st.booleans())
    def days_pass(self, days: int, worker: bool) -> None:
        self.today += timedelta(days=days)
        self.worked = worker
        if worker:
            keep_the_diary(now=self.now)

    @rule()
    def the_worker_runs(self) -> None:
        keep_the_diary(now=self.now)
        self.worked = True

    @precondition(lambda self: self.orders("to_be_reviewed"))
    @rule()
    def a_review_is_listed(self) -> None:
        for order in self.orders("to_be_reviewed"):
            with self.trying():
                self.take(order, "list_review", self.officer())

    @precondition(lambda self: self.hearings("to_list", "listed", "noticed"))
    @rule(outcome=st.sampled_from(OUTCOMES), late=st.booleans())
    def a_review_is_heard(self, outcome: dict[str, Any], late: bool) -> None:
        hearing = self.hearings("to_list", "listed", "noticed")[0]
        day = self.today + timedelta(days=80 if late else 29)
        while not is_working_day(day):
            day += timedelta(days=1)
        sitting = [one for one in self.bench if one not in self.kept_away][:2]
        before = self.today
        with self.trying():
            if hearing.state != "to_list":
                hearing = hear.step(hearing, "postpone", self.officer(), self.now, "Again.")
            desk = arrange.Desk(self.officer(), self.officer())
            bench = sitting if not hearing.panel.exists() else [one.person for one in hearing.panel.all()]
            hearing = hear.noticed(hearing, desk, bench, self.now, day)
            self.today = day
            hearing = hear.step(hearing, "begin", bench[0], self.now, worker_is="present")
            hear.decided(hearing, bench, day, **outcome)
            before = day
        self.today = max(before, self.today)
        self.worked = False

    @precondition(lambda self: self.hearings("to_list", "listed", "noticed"))
    @rule()
    def a_review_is_called_off(self) -> None:
        with self.trying():
            self.take(self.hearings("to_list", "listed", "noticed")[0], "cancel", self.officer(), "Not needed.")

    @precondition(lambda self: self.hearings("to_list"))
    @rule(on=st.booleans())
    def its_clock_is_held(self, on: bool) -> None:
        hold = procedure.pause if on else procedure.resume
        reasons = {"reasons": "A trial."} if on else {}
        with self.trying():
            hearing = self.hearings("to_list")[0]
            hold(case=hearing, clock="list", pause="proceedings", by=self.officer(), now=self.now, **reasons)

    @precondition(lambda self: self.orders(*LIVE))
    @rule(days=st.sampled_from([0, 90, 365, 400]))
    def the_court_extends(self, days: int) -> None:
        order = self.orders(*LIVE)[-1]
        assert order.until is not None
        with self.trying():
            until = order.until + timedelta(days=days)
            self.take(order, "extend", self.officer(), granted_on=self.today, until=until, court_reference="X")
            self.worked = False

    @precondition(lambda self: len(self.kept_away) < 2)
    @rule(which=st.integers(0, 4), officer=st.booleans())
    def somebody_has_a_conflict(self, which: int, officer: bool) -> None:
        """One hearings officer and one adjudicator at most, in both concerns; two officers are left to agree."""
        pool = self.officers if officer else self.bench
        if any(one in self.kept_away for one in pool):
            return
        person = pool[which % len(pool)]
        self.kept_away.add(person)
        with system("test"):
            for concern in self.concerns:
                declare(
                    person=person, subject=f"fitness.concern:{concern.pk}", called=concern.reference,
                    organisation=concern.organisation, words="A cousin.", now=self.now,
                )  # fmt: skip

    @precondition(lambda self: self.orders("ran_out", "accounted"))
    @rule(same=st.booleans())
    def it_is_accounted_for(self, same: bool) -> None:
        free = [one for one in self.officers if one not in self.kept_away]
        for order in self.orders("accounted"):
            with self.trying():
                self.take(order, "agree_account", free[0] if same else free[-1], "Agreed.")
        for order in self.orders("ran_out"):
            with self.trying():
                self.take(order, "account", free[0], "Missed.", **ACCOUNT)

    # What always holds

    @invariant()
    def no_order_is_missing_from_the_diary(self) -> None:
        with system("test"):
            on_it = set(diary(self.officer(), self.today).values_list("pk", flat=True))
            open_ones = list(OrderMade.objects.filter(closed_at__isnull=True))
            assert {one.pk for one in open_ones} == on_it
            assert all(owners_of(one, self.today) for one in open_ones)

    @invariant()
    def no_order_lapses_unseen(self) -> None:
        """Once the worker has run: near its day, an order or its review is on the worklist of somebody who can act."""
        if not self.worked:
            return
        near = self.today + timedelta(days=LEAD_DAYS.on(self.today))
        for order in self.orders(*LIVE, "ran_out", "accounted"):
            due = order.next_day
            if KINDS[order.kind].reviewed and due and due <= near:
                with system("test"):
                    review = Hearing.objects.filter(order=order, closed_at__isnull=True).first()
                assert self.acts(order) or (review and self.acts(review)), f"{order.kind} {order.state} due {due}"
            assert order.state in ("ran_out", "accounted") or not order.until or order.until >= self.today

    @invariant()
    def no_hearing_is_without_somebody_who_can_act(self) -> None:
        for hearing in self.hearings("to_list", "listed", "noticed", "in_session", "adjourned", "drafted", "approved"):
            assert self.acts(hearing), hearing.state

    @invariant()
    def no_order_ended_without_what_its_end_needs(self) -> None:
        for order in self.orders(*ENDS_BY):
            with system("test"):
                steps = list(Step.objects.filter(case_id=order.pk).order_by("number"))
            assert ENDS_BY[order.state] & {step.move for step in steps}
            assert not (KINDS[order.kind].reviewed and "end" in {step.move for step in steps})

    @invariant()
    def nobody_approves_their_own(self) -> None:
        for case in (*self.orders("lapsed"), *self.hearings("approved", "decided")):
            with system("test"):
                wrote = Step.objects.filter(case_id=case.pk, move__in=["account", "draft", "redraft"]).last()
                agreed = Step.objects.filter(case_id=case.pk, move__in=["agree_account", "approve"]).last()
            assert wrote is not None
            assert agreed is not None
            assert wrote.actor_id != agreed.actor_id

    @invariant()
    def the_register_shows_what_binds(self) -> None:
        for order in self.orders(*LIVE):
            binds = order.until is not None and order.starts <= self.today <= order.until
            if binds and order.kind in ("suspension", "interim-suspension"):
                with system("test"):
                    found = facts_for([order.entry_id], self.today)[order.entry_id].standing
                assert found.standing in (Standing.SUSPENDED, Standing.ENDED)

    def acts(self, case: Case) -> bool:
        """Whether the case is on the worklist of somebody."""
        name = "hearing" if isinstance(case, Hearing) else "order"
        with system("test"):
            return any(needs_me(one, self.today, procedure=name).filter(pk=case.pk).exists() for one in self.people)


def walk(examples: int, steps: int, **how: Any) -> None:
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    given = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=health, **how
    )
    run_state_machine_as_test(Lives, settings=given)


@pytest.mark.clause("PLAN-F8")
@pytest.mark.django_db
def test_no_order_lapses_unseen_whatever_happens() -> None:
    walk(2, 8)


@pytest.mark.long
@pytest.mark.django_db
def test_no_order_lapses_unseen_in_long_lives() -> None:
    walk(12, 20)


@pytest.mark.long
@pytest.mark.django_db
def test_an_order_that_only_the_calendar_ends_turns_the_walk_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hole: nothing is called up, and what runs out is not noticed."""
    monkeypatch.setattr(actions, "BY_THE_CALENDAR", ("take_effect",))
    assert order_rules.ORDER.move("run_out") is not None
    with pytest.raises(AssertionError):
        walk(20, 10, phases=[Phase.generate], database=None)
