"""Whole lives of cases, walked at random, from a concern to its end, with conflicts, holds, reassignment and time.

Whatever happens, no open case is without somebody who can act or a wait that is declared, none is lost between two
stages, no order lapses unseen or is longer than the law allows, and nobody approves their own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from typing import Any, cast
from uuid import UUID

import pytest
from django.db import transaction
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from almoner.dates.days import add_months, is_working_day
from almoner.fitness.actions import conflicts
from almoner.fitness.actions.diary import keep_the_diary
from almoner.fitness.actions.disposals import lapse_overdue
from almoner.fitness.actions.holds import let_go_on, put_on_hold
from almoner.fitness.actions.reviews import ask_for_removal
from almoner.fitness.models import (
    AcceptedOutcome,
    Concern,
    Examination,
    Hearing,
    InterimNeed,
    Investigation,
    Opinion,
    OrderMade,
    OrderTerm,
    Stage,
    VoluntaryRemoval,
)
from almoner.fitness.queries.open_stages import under_way
from almoner.fitness.queries.orders import diary, owners_of
from almoner.fitness.rules.examination import Standing
from almoner.fitness.rules.order_law import KINDS, LEAD_DAYS
from almoner.fitness.tests import examination_factories as examine
from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests import investigation_factories as investigate
from almoner.fitness.tests import order_factories as arrange
from almoner.fitness.tests.test_interim_orders import APPLIED, MADE
from almoner.people.actions import recusal
from almoner.people.actions.recusal import declare
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure import registry
from almoner.procedure.models import Case, Docket, Span, Step
from almoner.procedure.queries import needs_me
from almoner.procedure.rules import Refused
from almoner.register.tests.factories import the_regulator
from almoner.scope.context import system

START = date(2026, 11, 23)
RISK = investigate.RISK
#: The longest that the law lets an order be, in months; written out again, apart from the rules.
LONGEST = {"conditions": 36, "suspension": 36, "interim-conditions": 18, "interim-suspension": 18, "warning": 60,
           "advice": 60}  # fmt: skip
LIVE = ("in_force", "to_be_reviewed", "review_listed")
#: By what a concern that was investigated is over.
OVER: list[tuple[type[Stage], dict[str, Any]]] = [
    (Examination, {"state": "issued", "outcome__in": ["no_action", "advice", "warning"]}),
    (AcceptedOutcome, {"state": "accepted"}),
    (Hearing, {"state": "decided", "purpose": "final"}),
    (VoluntaryRemoval, {"state": "granted"}),
]
OPINIONS = [examine.HEARING, examine.NO_ACTION, examine.WARNING, examine.PROPOSED]
FINAL: list[dict[str, Any]] = [dict(hear.SUSPENDED), dict(hear.NO_ACTION), {**hear.SUSPENDED, "months": 37}]
REVIEWED: list[dict[str, Any]] = [
    {"outcome": "confirm", "why_no_less": "Needed."}, {"outcome": "revoke"}, {"outcome": "let_end"},
]  # fmt: skip


class CaseLives(RuleBasedStateMachine):
    """Two social workers' cases, everybody at the regulator who works on one, and time passing."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.today, self.keys, self.worked = START, 0, True
        self.kept_away: set[Person] = set()
        with system("test"):
            regulator = the_regulator()
            self.teams = {
                role: [a_person(f"{role.value} {number}", role, regulator) for number in range(many)]
                for role, many in ((Role.TRIAGE_OFFICER, 2), (Role.INVESTIGATOR, 2), (Role.HEARINGS_OFFICER, 2),
                                   (Role.ADJUDICATOR, 4))
            }  # fmt: skip
        standings = (Standing.LAY, Standing.PROFESSIONAL)
        self.examiners = {one: [examine.an_examiner(f"{one.value} {n}", one) for n in range(3)] for one in standings}
        self.concerns: list[UUID] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.inside.__exit__(None, None, None)

    @initialize(stage=st.sampled_from(["triage", "investigation", "examiners", "hearing"]))
    def a_case_is_here(self, stage: str) -> None:
        """At any of its stages, so that short lives reach late ones; the others are reached by going on."""
        concern = arrange.a_concern_about("Jane Orr", now=self.now)
        self.concerns.append(concern.pk)
        if stage == "triage":
            return
        with system("test"):
            officer = self.teams[Role.TRIAGE_OFFICER][0]
            for move in ("acknowledge", "investigate"):
                self.take(concern, move, officer, "It can be checked.", **RISK)
            found = Investigation.objects.get(concern=concern)
            if stage != "investigation":
                self.take(found, "end", cast(Person, investigate.MACHINE), "Arranged.")
                if stage == "examiners":
                    examine.an_examination(concern, self.now)
                else:
                    hear.a_hearing(concern, now=self.now)

    # What a walk stands on

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, datetime.min.time(), UTC) + timedelta(hours=9)

    @property
    def people(self) -> list[Person]:
        """Everybody who has no conflict, one of each kind first: whoever is asked early settles most."""
        kinds = [*self.teams.values(), *self.examiners.values()]
        everybody = [one for turn in zip_longest(*kinds) for one in turn if one is not None]
        return [one for one in everybody if one not in self.kept_away]

    def of(self, role: Role) -> list[Person]:
        return [one for one in self.teams[role] if one not in self.kept_away]

    def key(self) -> str:
        self.keys += 1
        return f"walk:{self.keys}"

    @contextlib.contextmanager
    def trying(self) -> Iterator[None]:
        """What the rules refuse leaves everything as it was; what waits for a commit is done."""
        with system("test"), contextlib.suppress(Refused), transaction.atomic():
            with TestCase.captureOnCommitCallbacks(execute=True):
                yield
            self.worked = False

    def take(self, case: Case, move: str, by: Any, /, reasons: str = "", **values: Any) -> None:
        procedure.take(case=case, move=move, by=by, now=self.now, key=self.key(), reasons=reasons, values=values)

    def open_cases(self) -> list[Case]:
        """Every open case about the concerns, whichever procedure it runs on."""
        with system("test"):
            lines = Docket.objects.filter(closed_at__isnull=True, version__gt=0).order_by("opened_at", "pk")
            return [registry.named(one.procedure).model._default_manager.get(pk=one.pk) for one in lines]

    def whose(self, case: Case) -> Person | None:
        """Somebody on whose worklist it is."""
        with system("test"):
            lists = (one for one in self.people if needs_me(one, self.today).filter(pk=case.pk).exists())
            return next(lists, None)

    # What people and days do

    @rule(which=st.integers(0, 5), choice=st.integers(0, 3))
    def a_case_goes_on(self, which: int, choice: int) -> None:
        """One of the cases is taken up by somebody on whose worklist it is."""
        cases = self.open_cases()
        if not cases:
            return
        case = cases[which % len(cases)]
        goes_on = GOES_ON.get(type(case))
        person = self.whose(case)
        if goes_on and person:
            with self.trying():
                goes_on(self, case, person, choice)

    @rule(which=st.integers(0, 3))
    def somebody_sees_a_need_for_an_interim_order(self, which: int) -> None:
        cases = [one for one in self.open_cases() if isinstance(one, Concern | Investigation | Examination)]
        for case in cases[which : which + 1]:
            with self.trying():
                for person in self.people:
                    with contextlib.suppress(Refused, procedure.NotVisible), transaction.atomic():
                        self.take(case, "interim_need", person, interim_why="Children may be at risk.")
                        break

    @rule(days=st.sampled_from([1, 15, 40, 100, 190]))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.worked = False

    @rule()
    def the_worker_runs(self) -> None:
        with system("test"), transaction.atomic(), TestCase.captureOnCommitCallbacks(execute=True):
            keep_the_diary(now=self.now)
            lapse_overdue(now=self.now)
        self.worked = True

    @rule(on=st.booleans(), ground=st.sampled_from(["police", "health"]))
    def an_investigation_is_held_or_goes_on(self, on: bool, ground: str) -> None:
        for case in [one for one in self.open_cases() if isinstance(one, Investigation)]:
            with self.trying():
                act = put_on_hold if on else let_go_on
                by = self.of(Role.INVESTIGATOR)[0]
                act(investigation=case, ground=ground, reasons="A trial.", by=by, now=self.now)

    @rule(which=st.integers(0, 5), who=st.integers(0, 20), nobody=st.booleans())
    def a_case_is_given_to_somebody(self, which: int, who: int, nobody: bool) -> None:
        cases = self.open_cases()
        if cases:
            case, people = cases[which % len(cases)], self.people
            with self.trying():
                for by in people:
                    with contextlib.suppress(Refused, procedure.NotVisible), transaction.atomic():
                        to = None if nobody else people[who % len(people)]
                        procedure.assign(case=case, to=to, by=by, now=self.now)
                        break

    @rule(role=st.sampled_from(["triage", "investigator", "hearings", "adjudicator", "lay", "professional", "pair"]))
    def somebody_has_a_conflict(self, role: str) -> None:
        """In every case; one of each kind at most, so that somebody is left."""
        pool: dict[str, list[Person]] = {
            "triage": self.teams[Role.TRIAGE_OFFICER], "investigator": self.teams[Role.INVESTIGATOR],
            "hearings": self.teams[Role.HEARINGS_OFFICER], "adjudicator": self.teams[Role.ADJUDICATOR],
            "lay": self.examiners[Standing.LAY],
            "professional": self.examiners[Standing.PROFESSIONAL],
        }  # fmt: skip
        with system("test"):
            sitting = Examination.objects.filter(closed_at__isnull=True, lay__isnull=False).first()
        if role == "pair":
            person = cast(Person, sitting.lay) if sitting else pool["lay"][0]
            some = pool["lay"]
        else:
            some, person = pool[role], pool[role][0]
        if any(one in self.kept_away for one in some):
            return
        self.kept_away.add(person)
        with self.trying():
            for pk in self.concerns:
                concern = Concern.objects.get(pk=pk)
                declare(
                    person=person, subject=f"fitness.concern:{pk}", called=concern.reference,
                    organisation=concern.organisation, words="A cousin.", now=self.now,
                )  # fmt: skip

    @precondition(lambda self: self.hearings("to_list", "listed", "noticed"))
    @rule()
    def a_hearing_is_called_off(self) -> None:
        with self.trying():
            case = self.hearings("to_list", "listed", "noticed")[0]
            self.take(case, "cancel", self.of(Role.HEARINGS_OFFICER)[0], "Not needed.")

    @rule(granted=st.booleans())
    def they_ask_to_leave_the_register(self, granted: bool) -> None:
        values = {"asked_on": self.today, "stopped": True, "returning": False, "health": False, "statement": "Enough."}
        with self.trying():
            concern = Concern.objects.get(pk=self.concerns[0])
            by = self.of(Role.TRIAGE_OFFICER)[0]
            case = ask_for_removal(concern=concern, values=values, by=by, now=self.now, key=self.key()).case
            if granted:
                investigator = self.of(Role.INVESTIGATOR)[0]
                self.take(case, "recommend", investigator, "It protects.", recommends=True, **RISK)
                examiner = self.examiners[Standing.LAY][2]
                self.take(VoluntaryRemoval.objects.get(pk=case.pk), "grant", examiner, "It protects.")

    def hearings(self, *states: str) -> list[Hearing]:
        with system("test"):
            return list(Hearing.objects.filter(state__in=states).order_by("opened_at", "pk"))

    # What always holds

    @invariant()
    def no_open_case_is_without_an_owner(self) -> None:
        """It is on somebody's worklist, or it waits for what its procedure declares."""
        with system("test"):
            open_now = Docket.objects.filter(closed_at__isnull=True, version__gt=0)
            left = set(open_now.values_list("pk", flat=True))
            for person in self.people:
                if not left:
                    return
                left -= set(needs_me(person, self.today).filter(pk__in=left).values_list("pk", flat=True))
            for case in [one for one in self.open_cases() if one.pk in left]:
                assert self.waits(case), f"{type(case).__name__} {case.state} is nobody's"

    def waits(self, case: Case) -> bool:
        """Whether a case that is on nobody's worklist waits for something that is sure to come."""
        if isinstance(case, OrderMade):
            # For its day. The order diary has it, with owners; near its day it is asked for below.
            return bool(owners_of(case, self.today)) and diary(self.officer(), self.today).filter(pk=case.pk).exists()
        if isinstance(case, Examination) and case.state == "writing":
            return Opinion.objects.filter(examination=case, pair=case.pairs, state="to_write").exists()
        if isinstance(case, InterimNeed) and case.state == "told":
            # For its panel: the hearing of it is open, and is itself asked for here.
            return Hearing.objects.filter(interim=case.pk, closed_at__isnull=True).exists()
        if isinstance(case, AcceptedOutcome):
            return Span.objects.filter(case_id=case.pk, kind="clock", name="answer", ends_at__isnull=True).exists()
        return False

    def officer(self) -> Person:
        return self.of(Role.HEARINGS_OFFICER)[0]

    @invariant()
    def no_case_is_lost_between_two_stages(self) -> None:
        with system("test"):
            for concern in Concern.objects.filter(pk__in=self.concerns, state="to_investigate"):
                over = any(model._default_manager.filter(concern=concern, **how).exists() for model, how in OVER)
                main = [one for one in under_way(concern.pk) if not isinstance(one, InterimNeed)]
                main = [one for one in main if not isinstance(one, Hearing) or one.purpose == "final"]
                assert over or main, "nothing is done about it any longer, and nobody has decided it"

    @invariant()
    def no_order_lapses_unseen(self) -> None:
        """Once the worker has run: near its day, an order or its review is on somebody's worklist."""
        if not self.worked:
            return
        with system("test"):
            near = self.today + timedelta(days=LEAD_DAYS.on(self.today))
            for order in OrderMade.objects.filter(state__in=[*LIVE, "ran_out", "accounted"]):
                if KINDS[order.kind].reviewed and order.next_day and order.next_day <= near:
                    review = Hearing.objects.filter(order=order, closed_at__isnull=True).first()
                    assert self.whose(order) or (review and self.whose(review)), f"{order.kind} {order.state}"
                assert order.state in ("ran_out", "accounted") or not order.until or order.until >= self.today

    @invariant()
    def no_order_is_longer_than_the_law_allows(self) -> None:
        with system("test"):
            for term in OrderTerm.objects.exclude(kind="removal"):
                assert term.until is not None
                assert term.until <= add_months(term.starts, LONGEST[term.kind]), term.kind

    @invariant()
    def nobody_approves_their_own(self) -> None:
        with system("test"):
            steps = Step.objects.filter(move__in=["draft", "redraft", "approve", "account", "agree_account"])
            wrote: dict[UUID, str] = {}
            for step in steps.order_by("case_id", "number"):
                if step.move in ("approve", "agree_account"):
                    assert wrote[step.case_id] != step.actor_id
                else:
                    wrote[step.case_id] = step.actor_id
            for removal in VoluntaryRemoval.objects.filter(state="granted"):
                takers = list(Step.objects.filter(case_id=removal.pk).values_list("actor_id", flat=True))
                assert len(set(takers)) == len(takers)

    @invariant()
    def nobody_with_a_conflict_decides_afterwards(self) -> None:
        with system("test"):
            for person in self.kept_away:
                assert not needs_me(person, self.today).exists()


# How each kind of case goes on, by somebody on whose worklist it is


def _concern(life: CaseLives, case: Case, by: Person, choice: int) -> None:
    if case.state == "received":
        life.take(case, "acknowledge", by, **RISK)
    else:
        move = ("investigate", "investigate", "close", "outside")[choice]
        life.take(case, move, by, "So we decide.", **(RISK if move != "outside" else {}))


def _investigation(life: CaseLives, case: Case, by: Person, choice: int) -> None:
    found = cast(Investigation, case)
    values: dict[str, dict[str, Any]] = {"opened": dict(investigate.PLAN), "planned": dict(investigate.TELLING)}
    moves = {"opened": "plan", "planned": "tell_worker", "responded": "refer_to_examiners"}
    if case.state == "gathering":
        # Without a bundle nothing is disclosed; what a bundle is has tests of its own.
        with contextlib.suppress(Refused), transaction.atomic():
            life.take(case, "disclose", by, **RISK)
        return _to_the_examiners(life, found)
    life.take(case, moves[case.state], by, "Enough is known.", **values.get(case.state, RISK))
    return None


def _to_the_examiners(life: CaseLives, found: Investigation) -> None:
    life.take(found, "end", investigate.MACHINE, "Arranged.")
    examine.an_examination(found.concern, life.now)


def _examination(life: CaseLives, case: Case, by: Person, choice: int) -> None:
    if case.state == "to_be_given":
        pairs = [
            {"lay": lay.email, "professional": other.email}
            for lay in life.examiners[Standing.LAY]
            for other in life.examiners[Standing.PROFESSIONAL]
        ]
        for pair in pairs:
            with contextlib.suppress(Refused), transaction.atomic():
                return life.take(case, "give", by, **pair)
    elif case.state == "agreed":
        published = {} if cast(Examination, case).outcome in ("hearing", "no_action") else {"published": "As said."}
        life.take(case, "draft", by, text="We decide.", **published)
    elif case.state == "drafted":
        wrote = Person.objects.get(pk=Step.objects.filter(case_id=case.pk, move="draft").latest("number").actor_id)
        with pytest.raises((Refused, procedure.NotVisible)), transaction.atomic():
            life.take(case, "approve", wrote, fingerprint=examine.fingerprint_of(case))
        life.take(case, "approve", by, fingerprint=examine.fingerprint_of(case))
    elif case.state == "approved":
        life.take(case, "issue", by)
    return None


def _opinion(life: CaseLives, case: Case, by: Person, choice: int) -> None:
    others = Step.objects.filter(case_id__in=Opinion.objects.exclude(pk=case.pk).values("pk"), move="write")
    written = others.order_by("-at").first()
    said = dict(OPINIONS[choice])
    if written and choice != 0:
        said = {name: value for name, value in written.values.items()}
    life.take(case, "write", by, **said)


def _proposal(life: CaseLives, case: Case, by: Person, choice: int) -> None:
    move = "record_acceptance" if choice else "record_refusal"
    life.take(case, move, by, received_on=life.today, how="letter")


def _interim(life: CaseLives, case: Case, by: Person, choice: int) -> None:
    if case.state == "identified" and not choice:
        life.take(case, "not_pursue", by, "No risk.")
    elif case.state == "identified":
        life.take(case, "apply", by, **APPLIED)
    elif case.state == "applied":
        life.take(case, "tell", by, told_on=life.today, how="email", answer_by=life.today + timedelta(days=5))
    elif case.state == "told":
        life.take(case, "represent", by, attends="no")


def _hearing(life: CaseLives, case: Case, by: Person, choice: int) -> None:
    """Listed, and later heard, before two of those who have no conflict; a day passes as it must."""
    hearing = cast(Hearing, case)
    if hearing.state == "to_list":
        _list(life, hearing, choice)
    elif hearing.state in ("noticed", "in_session"):
        _hear(life, hearing, choice)
    elif hearing.state == "listed":
        life.take(hearing, "postpone", life.officer(), "Again.")


def _list(life: CaseLives, hearing: Hearing, choice: int) -> None:
    day = life.today + timedelta(days=80 if choice == 3 else 29)
    while not is_working_day(day):
        day += timedelta(days=1)
    desk = arrange.Desk(life.officer(), life.officer())
    sitting = [one.person for one in hearing.panel.filter(left_at=None)]
    bench = sitting if len(sitting) >= 2 else life.of(Role.ADJUDICATOR)[:2]
    if sitting:
        hear.step(hearing, "list", desk.officer, life.now, **{**hear.LISTED, "first_day": day, "last_day": day})
        hear.step(hearing, "serve", desk.officer, life.now, served_on=life.today, how="email")
    else:
        hear.noticed(hearing, desk, bench, life.now, day)


def _hear(life: CaseLives, hearing: Hearing, choice: int) -> None:
    outcome = {"final": FINAL, "interim": [dict(MADE)], "review": REVIEWED}[hearing.purpose]
    bench, before = [one.person for one in hearing.panel.filter(left_at=None)], life.today
    life.today = max(before, hearing.first_day or before)
    try:
        if hearing.state == "noticed":
            hearing = hear.step(hearing, "begin", bench[0], life.now, worker_is="present")
        if hearing.purpose == "final" and not Step.objects.filter(case_id=hearing.pk, move="find_facts").exists():
            hearing = hear.found(hearing, bench[0], life.today)
        hear.decided(hearing, bench, life.today, **outcome[choice % len(outcome)])
    except Refused:
        life.today = before
        raise


def _order(life: CaseLives, case: Case, by: Person, choice: int) -> None:
    if case.state == "to_be_reviewed":
        life.take(case, "list_review", by)
    elif case.state == "in_force" and not choice:
        life.take(case, "review_early", by, "New evidence.")
    elif case.state == "ran_out":
        life.take(case, "account", by, "Missed.", what_happened="Missed.", put_right="Told.", **RISK)
    elif case.state == "accounted":
        life.take(case, "agree_account", by, "Agreed.")


GOES_ON: dict[type[Case], Callable[[CaseLives, Case, Person, int], None]] = {
    Concern: _concern, Investigation: _investigation, Examination: _examination, Opinion: _opinion,
    AcceptedOutcome: _proposal, InterimNeed: _interim, Hearing: _hearing, OrderMade: _order,
}  # fmt: skip


def walk(examples: int, steps: int) -> None:
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    given = settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=health)
    run_state_machine_as_test(CaseLives, settings=given)


@pytest.mark.clause("PLAN-F8")
@pytest.mark.django_db
def test_no_case_is_without_an_owner_whatever_happens() -> None:
    walk(1, 8)


@pytest.mark.long
@pytest.mark.django_db
def test_no_case_is_without_an_owner_in_long_lives() -> None:
    walk(15, 20)


@pytest.mark.django_db
@pytest.mark.parametrize("freed", [True, False], ids=["as it is", "the hole"])
def test_a_conflict_that_leaves_a_pair_sitting_turns_the_walk_red(freed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hole: an examiner who has a conflict stays in the pair, and nobody can go on."""
    if not freed:
        monkeypatch.setattr(recusal, "_followers", [conflicts.widen_to_the_concern])
    life = CaseLives()
    try:
        life.a_case_is_here("examiners")
        life.a_case_goes_on(which=0, choice=0)
        life.no_open_case_is_without_an_owner()
        life.somebody_has_a_conflict("pair")
        with contextlib.nullcontext() if freed else pytest.raises(AssertionError, match="is nobody's"):
            life.no_open_case_is_without_an_owner()
    finally:
        life.teardown()
