"""A case's whole life, walked at random: whatever people try, what is stored follows the table and the clocks agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from almoner.people.models import Person
from almoner.procedure import actions
from almoner.procedure.actions import moves
from almoner.procedure.models import Docket, Request, Span, Step, Turn
from almoner.procedure.queries import clock_runs
from almoner.procedure.rules import About, Refused
from almoner.scope.clock import london_date
from almoner.scope.context import acting, system

from .factories import TYPED, Council, fresh, put_forward, scope
from .referral import REFERRAL

PEOPLE = ["manager", "next_up", "head", "deputy", "hr", "outsider"]
MAY = {  # written out again, apart from the table, so that the table is not held against itself
    ("raised", "discuss"): {"next_up"},
    ("discussed", "ask_more"): {"head", "deputy"},
    ("information_wanted", "give_more"): {"manager"},
    ("discussed", "agree"): {"head", "deputy"},
    ("discussed", "decline"): {"head", "deputy"},
    ("agreed", "send"): {"hr", "manager"},
    **{(state, "withdraw"): {"manager"} for state in ("raised", "discussed", "information_wanted", "agreed")},
    **{(state, "record_effects"): {"hr"} for state in ("raised", "discussed", "information_wanted", "agreed")},
}


class Life(RuleBasedStateMachine):
    """One referral, six people who try things, and time passing."""

    requests = Bundle("requests")

    def __init__(self) -> None:
        super().__init__()
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
        self.keys = 0
        self.refusals: set[About] = set()
        with system("test"):
            self.council = Council()

    @initialize()
    def opened(self) -> None:
        self.case = put_forward(self.council, self.now)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.inside.__exit__(None, None, None)

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(sorted(TYPED | {"send": {}})), late=st.booleans())
    def somebody_tries(self, who: str, name: str, late: bool) -> None:
        before = fresh(self.case)
        person: Person = getattr(self.council, who)
        self.keys += 1
        typed: dict[str, Any] = dict(TYPED.get(name, {}))
        if (who, name) == ("deputy", "agree"):
            typed["values"] = {"absence": "On leave"}
        version = before.version - 1 if late else before.version
        why: set[About] = set()
        given: dict[str, Any] = {
            "case": before,
            "move": name,
            "by": person,
            "now": self.now,
            "key": f"try-{self.keys}",
        } | typed
        with acting(scope(person, self.now)):
            try:
                actions.take(**given, version=version)
                went = True
            except actions.NotVisible:
                assert who == "outsider"
                went = False
            except actions.Stale:
                assert late
                went = False
            except Refused as refused:
                went, why = False, {refusal.about for refusal in refused.refusals}
            if went:
                assert actions.take(**given, version=version).again
        assert went or not why or why & {About.STATE, About.ROLE, About.DUTIES}
        assert went == (who in MAY.get((before.state, name), set()) and not late)
        assert fresh(self.case).version == before.version + went

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, hours=days % 24)

    @rule(target=requests)
    def hr_asks_outside(self) -> Request | None:
        with acting(scope(self.council.hr, self.now)):
            try:
                return actions.ask(
                    case=self.case, kind="agency_account", to_name="Acme", to_email="a@example.org",
                    by=self.council.hr, now=self.now,
                )  # fmt: skip
            except Refused:
                assert fresh(self.case).closed_at
                return None

    @rule(request=requests, behind=st.sampled_from([0, 0, 1, 30]))
    def they_answer(self, request: Request | None, behind: int) -> None:
        """By way of a machine whose clock may be some hours behind."""
        if request:
            with system("test"):
                try:
                    actions.answer(
                        request=request, values={"account": "He left."}, now=self.now - timedelta(hours=behind)
                    )
                except Refused as refused:
                    self.refusals |= {refusal.about for refusal in refused.refusals}

    @invariant()
    def what_is_stored_follows_the_table(self) -> None:
        if not hasattr(self, "case"):
            return
        with system("test"):
            case, line = fresh(self.case), Docket.objects.get(pk=self.case.pk)
            steps = list(Step.objects.filter(case_id=case.pk).order_by("number"))
            turns = Turn.objects.filter(case_id=case.pk).exists()
        assert [s.number for s in steps] == list(range(1, case.version + 1))
        assert all(a.to_state == b.from_state for a, b in pairwise(steps))
        assert (steps[-1].to_state, line.state, line.version) == (case.state, case.state, case.version)
        assert bool(case.closed_at) == (case.state in {"declined", "sent", "withdrawn"})
        assert not (case.closed_at and turns)
        raised = {s.actor_id for s in steps if s.move == "put_forward"}
        assert self.refusals <= {About.STATE}
        assert not raised & {s.actor_id for s in steps if s.move == "agree"}

    @invariant()
    def the_clocks_agree_with_their_explanation(self) -> None:
        if not hasattr(self, "case"):
            return
        today = london_date(self.now)
        with system("test"):
            case, spans = fresh(self.case), list(Span.objects.filter(case_id=self.case.pk))
            runs = clock_runs(REFERRAL, case, today)
        open_stages = [s.name for s in spans if s.kind == "stage" and not s.ends_at]
        assert open_stages == ([] if case.closed_at else [case.state])
        stored = sorted((s for s in spans if s.kind == "clock"), key=lambda s: s.starts_at)
        for run, read in zip(stored, runs, strict=True):
            assert read.reading.used == sum(line.counted is not None for line in read.lines)
            if run.ends_at:
                assert run.used == read.reading.used
        paused = any(s.kind == "pause" and not s.ends_at for s in spans)
        assert not (paused and case.closed_at)


def walk(examples: int, **how: Any) -> None:
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    given = settings(max_examples=examples, stateful_step_count=14, deadline=None, suppress_health_check=health, **how)
    run_state_machine_as_test(Life, settings=given)


@pytest.mark.usefixtures("registered", "db")
def test_no_walk_through_a_cases_life_leaves_the_table() -> None:
    walk(10)


@pytest.mark.usefixtures("registered", "db")
def test_a_hole_in_the_engine_turns_the_walk_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves, "insist", lambda procedure, name, _: procedure.move(name))
    with pytest.raises((AssertionError, DatabaseError)):
        walk(10, phases=[Phase.generate], database=None)
