"""Assignments: begun, changed, watched on the register, and ended with the question that an end asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from almoner.employment.models import StaffMember
from almoner.fitness.models import AssignmentEnding, Referral
from almoner.notices.models import Notice
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure.models import Step
from almoner.procedure.rules import Refused
from almoner.references.actions.assignment_watch import watch_assignments
from almoner.references.actions.assignments import end
from almoner.references.models import AskedReference, Assignment, Reference
from almoner.references.tests.booking_factories import (
    STARTS,
    Scene,
    a_candidate,
    a_scene,
    assignment_of,
    go,
    offered,
    running,
)
from almoner.register import actions as register
from almoner.register.models import Name
from almoner.register.rules.names import PersonName
from almoner.register.tests.factories import MACHINE
from almoner.scope.context import system

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 1, 11, 10, tzinfo=UTC)
WHY = {
    "ended_on": date(2027, 1, 15), "why": "conduct", "what": "Two visits were recorded that did not take place.",
    "on_harm": "Not met: both families were seen within the week.", "on_confidence": "Met: the records were false.",
    "spoken_to": "Nia Probert", "spoken_on": date(2027, 1, 11), "spoken": "They knew of nothing like it.",
    "answer": "refer", "answer_why": "False records can harm.",
}  # fmt: skip


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def fresh(assignment: Assignment) -> Assignment:
    with system("test"):
        return Assignment.objects.select_related("member", "agency", "booking").get(pk=assignment.pk)


def ended(scene: Scene, assignment: Assignment, **changed: Any) -> Assignment:
    values = {name: value for name, value in {**WHY, **changed}.items() if value is not None}
    with system("test"):
        end(assignment=fresh(assignment), values=values, by=scene.council.manager, now=LATER, version=None, key="end")
    return fresh(assignment)


def suspend(assignment: Assignment, on: date) -> None:
    with system("test"):
        register.place_order(
            entry_id=assignment.entry_id, kind="suspension", starts=on, until=on + timedelta(days=180),
            text="Suspended for six months.",
            reasons="A panel decided so.", by=MACHINE, now=LATER,
        )  # fmt: skip


def told(*people: Any) -> set[str]:
    with system("test"):
        wanted = {one.pk: one.name for one in people}
        return {wanted[pk] for pk in Notice.objects.filter(to_person__in=wanted).values_list("to_person_id", flat=True)}


def test_whoever_starts_is_on_the_authoritys_staff_list_and_leaves_it_with_the_assignment(scene: Scene) -> None:
    assignment = running(scene, a_candidate(scene))
    assert assignment.member is not None
    assert assignment.member.starts == STARTS
    over = ended(scene, assignment, answer="not")
    with system("test"):
        assert StaffMember.objects.get(pk=str(over.member_id)).ends == WHY["ended_on"]


def test_nobody_starts_before_the_day_that_was_agreed_or_in_the_future(scene: Scene) -> None:
    agreed = assignment_of(go(offered(scene, a_candidate(scene)), "confirm", scene.council.manager))
    for day in (STARTS - timedelta(days=1), STARTS + timedelta(days=1)):
        with pytest.raises(Refused):
            go(agreed, "start", scene.council.manager, now=datetime(2026, 12, 7, 10, tzinfo=UTC), started_on=day)


def test_a_change_moves_the_last_day_and_brings_the_price_down_but_never_up(scene: Scene) -> None:
    assignment = running(scene, a_candidate(scene))
    changed = go(assignment, "change", scene.council.manager, "More is needed.", now=LATER,
                 ends=date(2027, 7, 30), price="41.00")  # fmt: skip
    assert (changed.ends, changed.price) == (date(2027, 7, 30), Decimal("41.00"))
    for values in ({"price": "41.01"}, {"ends": date(2028, 1, 1)}, {"ends": date(2027, 1, 1)}, {}):
        with pytest.raises(Refused):
            go(assignment, "change", scene.council.manager, "Again.", now=LATER, **values)


@pytest.mark.clause("REF-4")
def test_an_assignment_does_not_end_for_conduct_without_the_question_answered(scene: Scene) -> None:
    assignment = running(scene, a_candidate(scene))
    for missing in ("answer", "answer_why", "on_harm", "spoken_to"):
        with pytest.raises(Refused) as refused:
            ended(scene, assignment, **{missing: None})
        assert {one.clause for one in refused.value.refusals} == {"FTP-3.7"}
    assert fresh(assignment).state == "running"
    with system("test"):
        assert not AssignmentEnding.objects.exists()


@pytest.mark.clause("REF-4")
def test_no_way_round_its_own_page_ends_an_assignment_without_the_question(scene: Scene) -> None:
    assignment = running(scene, a_candidate(scene))
    with pytest.raises(Refused) as refused:
        go(assignment, "end", scene.council.manager, now=LATER, ended_on=date(2027, 1, 15))
    assert {one.clause for one in refused.value.refusals} == {"FTP-3.7"}


@pytest.mark.clause("REF-4")
def test_an_end_asks_the_authority_for_a_closing_reference_once(scene: Scene) -> None:
    assignment = running(scene, a_candidate(scene))
    for _ in range(2):
        ended(scene, assignment, why="other", answer=None)
    with system("test"):
        [reference] = Reference.objects.filter(entry_id=assignment.entry_id, organisation=scene.council.organisation)
        [asked] = AskedReference.objects.filter(file_id=assignment.file_id, giver=scene.council.organisation)
    assert (reference.state, asked.standing) == ("asked", "asked")


@pytest.mark.clause("REF-4")
def test_ending_for_conduct_with_the_answer_to_refer_begins_a_referral(scene: Scene) -> None:
    over = ended(scene, running(scene, a_candidate(scene)))
    assert (over.state, over.ended_on) == ("ended", WHY["ended_on"])
    with system("test"):
        referral = Referral.objects.get(member_id=over.member_id)
    assert referral.visible_to == [scene.council.organisation.pk]


@pytest.mark.clause("STD-7.1")
def test_a_suspension_stops_the_assignment_and_everybody_who_must_know_is_told(scene: Scene) -> None:
    assignment = running(scene, a_candidate(scene))
    with system("test"):
        lead = a_person("Lee Park", Role.PRINCIPAL_SOCIAL_WORKER, scene.council.organisation)
        watch_assignments(now=LATER)
    suspend(assignment, LATER.date())
    found = watch_assignments(now=LATER + timedelta(minutes=1))
    assert (found.looked_at, found.stopped) == (1, 1)
    stopped = fresh(assignment)
    assert (stopped.state, stopped.may_practise) == ("stopped", False)
    everybody = (scene.council.manager, scene.agency.consultant, scene.council.head, lead)
    assert told(*everybody) == {one.name for one in everybody}
    with pytest.raises(Refused) as refused:
        go(stopped, "go_on", scene.council.manager, "They are needed.", now=LATER + timedelta(minutes=2))
    assert {one.clause for one in refused.value.refusals} == {"STD-7.1"}
    assert watch_assignments(now=LATER + timedelta(minutes=3)).looked_at == 0


def test_a_worker_who_changes_name_is_told_of_once_and_goes_on(scene: Scene) -> None:
    assignment = running(scene, a_candidate(scene))
    with system("test"):
        watch_assignments(now=LATER)
        register.change_name(
            entry_id=assignment.entry_id, name=PersonName("Robin", "Okafor"), why=Name.Why.GENDER,
            from_day=LATER.date(), by=MACHINE, now=LATER,
        )  # fmt: skip
        assert watch_assignments(now=LATER + timedelta(minutes=1)).told == 1
        assert watch_assignments(now=LATER + timedelta(days=1)).told == 0
        written = " ".join(Step.objects.filter(case_id=assignment.pk).values_list("reasons", flat=True))
    after = fresh(assignment)
    assert (after.name, after.title, after.state) == ("Robin Okafor", "Robin Okafor, Duty", "running")
    assert "Ashdown" not in written


def test_a_stopped_assignment_can_still_be_ended(scene: Scene) -> None:
    assignment = running(scene, a_candidate(scene))
    suspend(assignment, LATER.date())
    watch_assignments(now=LATER)
    assert ended(scene, assignment).state == "ended"


def test_the_agency_sees_the_assignment_and_not_what_was_answered(scene: Scene) -> None:
    over = ended(scene, running(scene, a_candidate(scene)))
    with system("test"):
        ending = AssignmentEnding.objects.get(member_id=over.member_id)
        assert scene.agency.organisation.pk in over.visible_to
        assert scene.agency.organisation.pk not in ending.visible_to
        kept = [step.values for step in Step.objects.filter(case_id=over.pk, move="end")]
    assert kept == [{"ended_on": "2027-01-15"}]
