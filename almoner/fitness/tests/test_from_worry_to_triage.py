"""A worry, a referral, a concern: who does what, what passes between employer and regulator, and what does not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from almoner.fitness.access import worries
from almoner.fitness.access.concerns import concerns_visible_to
from almoner.fitness.actions.worries import write_down
from almoner.fitness.models import Concern, Referral
from almoner.fitness.queries.concerns import concerns
from almoner.fitness.queries.worries import referrals_of
from almoner.fitness.tests import factories as make
from almoner.fitness.tests.browsing import worklist_of
from almoner.fitness.tests.factories import Council
from almoner.notices.models import Notice
from almoner.people.actions.recusal import declare
from almoner.people.models import Membership, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Step
from almoner.procedure.rules import Refused
from almoner.record.models import Entry
from almoner.scope.clock import london_date
from almoner.scope.context import system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]


@pytest.fixture
def council() -> Council:
    return make.a_council()


@pytest.fixture
def officer() -> Person:
    return make.a_triage_officer()


def triaged(concern: Concern, move: str, officer: Person, now: datetime, reasons: str = "", **values: str) -> Concern:
    at = now + timedelta(days=1, minutes=concern.version)
    procedure.take(case=concern, move=move, by=officer, now=at, key=move, reasons=reasons, values=values)
    return Concern.objects.get(pk=concern.pk)


def on_worklist(person: Person, now: datetime) -> list[str]:
    return [line.title for line in worklist_of(person, now)]


@pytest.mark.clause("FTP-1.2")
def test_a_referral_grows_from_the_record_that_its_manager_keeps(council: Council, now: datetime) -> None:
    referral = make.a_referral(council, now)
    assert make.record_of(referral).member == council.member
    assert referrals_of(make.record_of(referral), council.manager, london_date(now)) == [referral]
    with pytest.raises(Refused) as refused:
        procedure.take(case=make.record_of(referral), move="refer", by=council.manager, now=now, key="again")
    assert refused.value.clause == "FTP-1.2"


@pytest.mark.clause("FTP-1.2")
def test_a_record_is_not_closed_over_an_open_referral(council: Council, now: datetime) -> None:
    record = make.record_of(make.a_referral(council, now))
    record.refresh_from_db()
    with pytest.raises(Refused, match="still open"):
        procedure.take(
            case=record, move="close", by=council.manager, now=now, key="close", reasons="Done.",
            values={"how": "improved"},
        )  # fmt: skip


def test_only_the_line_manager_writes_a_worry_down(council: Council, now: datetime) -> None:
    with pytest.raises(Refused, match="Only the line manager"):
        write_down(member=council.member, values=make.WORRY, by=council.head, now=now, key="k")


def test_a_worry_from_the_future_is_refused(council: Council, now: datetime) -> None:
    with pytest.raises(Refused, match="has not come yet"):
        make.a_record(council, now, happened_on=london_date(now) + timedelta(days=1))


def test_written_down_twice_by_one_submission_it_is_one_record(council: Council, now: datetime) -> None:
    first = write_down(member=council.member, values=make.WORRY, by=council.manager, now=now, key="k")
    again = write_down(member=council.member, values=make.WORRY, by=council.manager, now=now, key="k")
    assert (first.case.pk, again.again) == (again.case.pk, True)


def test_somebody_without_a_post_is_managed_by_whoever_wrote_the_worry_down(council: Council, now: datetime) -> None:
    member = make.a_member(council.organisation, council.manager)
    receipt = write_down(member=member, values=make.WORRY, by=council.manager, now=now, key="k")
    assert receipt.case.state == "open"


@pytest.mark.clause("FTP-3.6")
def test_it_waits_for_the_next_manager_up_and_then_for_the_head_of_service(council: Council, now: datetime) -> None:
    referral = make.put_forward(council, now)
    assert council.member.name in on_worklist(council.service_manager, now)
    assert council.member.name not in on_worklist(council.head, now)
    make.step(referral, "discuss", council.service_manager, now, **make.DISCUSSED)
    assert council.member.name in on_worklist(council.head, now)


@pytest.mark.clause("FTP-3.8")
def test_a_head_who_wrote_the_referral_does_not_agree_to_it(council: Council, now: datetime) -> None:
    """Even where the same person manages the worker and heads the service, somebody else decides."""
    member = make.a_member(council.organisation, council.head)
    receipt = write_down(member=member, values=make.WORRY, by=council.head, now=now, key="k")
    procedure.take(case=receipt.case, move="refer", by=council.head, now=now, key="refer")
    referral = Referral.objects.get(performance_id=receipt.case.pk)
    referral = make.step(referral, "put_forward", council.head, now, **make.STATEMENT)
    referral = make.step(referral, "discuss", council.deputy, now, **make.DISCUSSED)
    with pytest.raises(Refused, match="somebody else has to do this"):
        make.step(referral, "agree", council.head, now, **make.JUDGED)
    agreed = make.step(referral, "agree", council.deputy, now, **make.JUDGED, head_away="She wrote the referral.")
    assert agreed.state == "agreed"


@pytest.mark.clause("FTP-3.9")
def test_sent_back_for_more_it_is_put_forward_again_and_both_are_kept(council: Council, now: datetime) -> None:
    referral = make.put_forward(council, now)
    referral = make.step(referral, "ask_more", council.service_manager, now, "Which visits?")
    changed = {**make.STATEMENT, "what_happened": "Visits to the three Lime Street children."}
    referral = make.step(referral, "put_forward", council.manager, now, **changed)
    said = Step.objects.filter(case_id=referral.pk, move="put_forward").order_by("number")
    assert [step.values["what_happened"] for step in said] == [
        make.STATEMENT["what_happened"],
        changed["what_happened"],
    ]


@pytest.mark.clause("FTP-3.3")
def test_submitted_it_is_the_regulators_case_with_nothing_typed_again(council: Council, now: datetime) -> None:
    concern = make.a_concern(council, now)
    said = dict(concern.statement)
    assert concern.state == "received"
    assert concern.entry_id == council.member.entry_id
    assert said["What happened?"] == make.STATEMENT["what_happened"]
    assert concern.raised_by == council.organisation


def test_what_was_put_forward_last_is_what_is_sent(council: Council, now: datetime) -> None:
    referral = make.step(make.put_forward(council, now), "ask_more", council.service_manager, now, "Which visits?")
    changed = {**make.STATEMENT, "what_happened": "The visits to Lime Street."}
    referral = make.step(referral, "put_forward", council.manager, now, **changed)
    referral = make.step(referral, "discuss", council.service_manager, now, **make.DISCUSSED)
    referral = make.step(referral, "agree", council.head, now, **make.JUDGED)
    make.step(referral, "submit", council.manager, now, **make.EFFECTS)
    assert (
        dict(Concern.objects.get(referral_id=referral.pk).statement)["What happened?"] == "The visits to Lime Street."
    )


def test_the_employers_own_deliberation_never_reaches_the_regulator(council: Council, now: datetime) -> None:
    concern = make.a_concern(council, now)
    kept_at_home = [*make.JUDGED.values(), *make.EFFECTS.values(), make.DISCUSSED["discussion"], make.WORRY["what"]]
    assert not any(words in str(concern.statement) for words in map(str, kept_at_home))


def test_sent_twice_it_is_one_concern(council: Council, now: datetime) -> None:
    referral = make.agreed(council, now)
    for _ in range(2):
        values = dict(make.EFFECTS)
        procedure.take(
            case=referral, move="submit", by=council.manager, now=now + timedelta(hours=1), key="once", values=values
        )
    assert Concern.objects.filter(referral_id=referral.pk).count() == 1


def test_the_employer_sees_that_the_regulator_has_it(council: Council, officer: Person, now: datetime) -> None:
    concern = triaged(make.a_concern(council, now), "acknowledge", officer, now, risk="medium", risk_why="Off duty.")
    referral = make.referral_of(concern)
    assert referral.state == "acknowledged"
    assert Notice.objects.filter(to_person=council.manager).exists()


ENDS = [
    ("outside", "closed", {}),
    ("close", "closed", {"risk": "low", "risk_why": "Supervised."}),
    ("refer_on", "referred_on", {"to_whom": "The police"}),
    ("advise", "advised", {"advice": "Follow it in supervision."}),
    ("investigate", "investigated", {"risk": "high", "risk_why": "Still at work."}),
]


@pytest.mark.clause("FTP-4.1")
@pytest.mark.clause("PLAN-F8")
@pytest.mark.parametrize(("move", "state", "values"), ENDS)
def test_each_end_of_triage_reaches_the_employer_without_the_regulators_reasons(
    council: Council, officer: Person, now: datetime, move: str, state: str, values: dict[str, str]
) -> None:
    concern = triaged(make.a_concern(council, now), "acknowledge", officer, now, risk="low", risk_why="At home.")
    triaged(concern, move, officer, now, reasons="Because of the inspector's letter.", **values)
    referral = make.referral_of(concern)
    told = Step.objects.filter(case_id=referral.pk).order_by("number").last()
    assert referral.state == state
    assert told is not None
    assert "inspector" not in f"{told.reasons}{told.values}"


@pytest.mark.clause("PLAN-F16")
def test_advice_reaches_the_employer_in_its_words(council: Council, officer: Person, now: datetime) -> None:
    concern = triaged(make.a_concern(council, now), "acknowledge", officer, now, risk="low", risk_why="At home.")
    triaged(concern, "advise", officer, now, reasons="No grounds.", advice="Follow it in supervision.")
    told = Step.objects.get(case_id=concern.referral_id, move="advised")
    assert told.values == {"told": "Follow it in supervision."}


@pytest.mark.clause("PLAN-F8")
@pytest.mark.parametrize("move", ["outside", "close", "refer_on", "advise", "investigate"])
def test_nothing_is_decided_at_triage_without_written_reasons(
    council: Council, officer: Person, now: datetime, move: str
) -> None:
    concern = triaged(make.a_concern(council, now), "acknowledge", officer, now, risk="low", risk_why="At home.")
    values = next(values for name, _, values in ENDS if name == move)
    with pytest.raises(Refused) as refused:
        triaged(concern, move, officer, now, **values)
    assert "No reasons" in str(refused.value)


class TestWhoSees:
    def test_the_social_worker_sees_nothing_of_it_even_as_a_colleague_with_every_role(
        self, council: Council, now: datetime
    ) -> None:
        referral = make.a_referral(council, now)
        with system("test"):
            for role in (Role.HEAD_OF_SERVICE, Role.HR_OFFICER):
                Membership.objects.create(
                    person=council.worker, organisation=council.organisation, role=role, starts=now.date()
                )
        on = london_date(now)
        assert not worries.referrals_visible_to(council.worker, on).exists()
        assert not worries.performance_visible_to(council.worker, on).filter(referrals=referral).exists()

    def test_a_manager_of_another_team_sees_nothing_of_it(self, council: Council, now: datetime) -> None:
        make.a_referral(council, now)
        other = a_person("Other Manager", Role.TEAM_MANAGER, council.organisation)
        assert not worries.referrals_visible_to(other, london_date(now)).exists()

    def test_the_regulator_sees_neither_record_nor_referral(
        self, council: Council, officer: Person, now: datetime
    ) -> None:
        make.submitted(council, now)
        on = london_date(now)
        assert not worries.performance_visible_to(officer, on).exists()
        assert not worries.referrals_visible_to(officer, on).exists()
        assert concerns_visible_to(officer, on).count() == 1

    def test_the_employer_does_not_see_the_regulators_case(self, council: Council, now: datetime) -> None:
        make.submitted(council, now)
        assert not concerns_visible_to(council.head, london_date(now)).exists()


@pytest.mark.clause("FTP-3.5")
def test_every_step_is_in_the_record_on_both_sides(council: Council, now: datetime) -> None:
    concern = make.a_concern(council, now)
    kinds = list(Entry.objects.filter(case_id=concern.referral_id).order_by("at", "pk").values_list("kind", flat=True))
    wanted = ["begin", "put_forward", "discuss", "agree", "submit"]
    assert [kind for kind in kinds if kind.startswith("referral.")] == [f"referral.{name}" for name in wanted]
    assert Entry.objects.filter(case_id=concern.pk, kind="concern.receive").exists()


def test_whoever_has_a_conflict_sees_the_concern_no_more(council: Council, officer: Person, now: datetime) -> None:
    concern = make.a_concern(council, now)
    declare(
        person=officer,
        subject=f"fitness.concern:{concern.pk}",
        called=concern.reference,
        organisation=concern.organisation,
        words="She is my neighbour.",
        now=now,
    )
    assert not concerns(officer, london_date(now)).exists()


def test_the_manager_above_can_be_given_a_referral_and_a_stranger_to_the_line_cannot(
    council: Council, now: datetime
) -> None:
    referral, on = make.put_forward(council, now), london_date(now)
    found = worries.ReferralAccess(Referral).roles_among([council.service_manager, council.head], referral, on)
    assert Role.NEXT_MANAGER_UP in found[council.service_manager.pk]
    assert Role.NEXT_MANAGER_UP not in found[council.head.pk]
