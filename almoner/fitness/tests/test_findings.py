"""What the regulator found reaches those who employ the worker; the meeting, the actions, the learning, the end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from almoner.fitness.access.findings import (
    findings_visible_to,
    learning_visible_to,
    organisational_visible_to,
    recommendations_visible_to,
)
from almoner.fitness.actions.findings import chase, share_outcome
from almoner.fitness.actions.learning import NotForThem, confirm_reading, tell_readers
from almoner.fitness.models import Finding, OrganisationalFinding, Recommendation, SharedOutcome
from almoner.fitness.queries.findings import how_far
from almoner.fitness.queries.learning import for_me_to_read, readers_of
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import finding_factories as follow
from almoner.fitness.tests.browsing import on_worklist
from almoner.fitness.tests.factories import Council
from almoner.notices.models import Notice
from almoner.people.models import Membership
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure.models import Step
from almoner.procedure.queries import needs_me
from almoner.procedure.rules import Refused
from almoner.record.models import Entry
from almoner.scope.clock import london_date

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]
NEXT = timedelta(days=1)


@pytest.fixture
def council() -> Council:
    return make.a_council()


@pytest.mark.clause("FTP-4.1")
class TestReachingTheEmployer:
    def test_it_is_with_everybody_who_employs_the_worker_that_day(self, council: Council, now: datetime) -> None:
        elsewhere = make.a_council("Elsewhere Council", worker="Nia Rees")
        second = make.a_member(elsewhere.organisation, elsewhere.manager)
        left = make.a_member(make.a_council("Former Council", worker="Ana Gill").organisation, council.manager)
        for member, ends in ((second, None), (left, date(2026, 1, 31))):
            member.entry_id, member.ends = council.member.entry_id, ends
            member.save(update_fields=["entry_id", "ends"])
        told = follow.shared(council, now)
        assert {one.employer.name for one in told} == {"Northmoor Council", "Elsewhere Council"}

    def test_it_is_on_the_worklist_until_it_is_acknowledged_and_the_regulator_sees_that(
        self, council: Council, now: datetime
    ) -> None:
        finding = follow.a_finding(council, now)
        assert "finding" in on_worklist(council.manager, now)
        follow.taking(finding, "acknowledge", council.manager, now)
        assert SharedOutcome.objects.get(pk=finding.shared_id).state == "acknowledged"
        assert "finding" not in on_worklist(council.manager, now)

    def test_nobody_to_tell_is_what_the_record_says(self, council: Council, now: datetime) -> None:
        council.member.ends = date(2026, 1, 31)
        council.member.save(update_fields=["ends"])
        assert follow.shared(council, now) == []
        assert Entry.objects.filter(kind="finding.nobody_to_tell").count() == 1

    def test_shared_twice_by_one_submission_it_is_one_finding(self, council: Council, now: datetime) -> None:
        concern = follow.a_concern_about(council.member, now)
        by = follow.an_investigator()
        for _ in range(2):
            share_outcome(concern=concern, outcome="Warning", words="A warning.", by=by, now=now, key="k")
        assert Finding.objects.count() == 1

    def test_one_that_nobody_acknowledges_is_chased_on_the_sixth_day_and_every_fifth_after(
        self, council: Council, now: datetime
    ) -> None:
        finding = follow.a_finding(council, now)
        days = [now + timedelta(days=each) for each in range(16)]
        assert [day for day in days if chase(now=day)] == [days[8], days[15]]
        assert chase(now=days[15]) == 0
        assert SharedOutcome.objects.get(pk=finding.shared_id).state == "chased"
        assert Notice.objects.filter(to_person=council.head, case_id=finding.pk).count() == 3

    def test_acknowledged_in_another_way_after_a_reminder_the_regulator_no_longer_waits(
        self, council: Council, now: datetime
    ) -> None:
        finding = follow.a_finding(council, now)
        chase(now=now + timedelta(days=8))
        shared, late = SharedOutcome.objects.get(pk=finding.shared_id), now + timedelta(days=9)
        follow.taking(shared, "reached", follow.an_investigator(), late, whom="Hanna Weiss, by telephone.")
        follow.taking(finding, "acknowledge", council.head, late)
        assert SharedOutcome.objects.get(pk=finding.shared_id).state == "acknowledged"


@pytest.mark.clause("FTP-4.2")
class TestRecommendations:
    def test_each_becomes_an_action_with_an_owner_and_a_date_that_the_regulator_sees(
        self, council: Council, now: datetime
    ) -> None:
        finding = follow.a_finding(council, now)
        action = Recommendation.objects.filter(finding=finding, text=follow.RECOMMENDED[0]).get()
        due = date(2027, 2, 26)
        action = follow.taking(action, "plan", council.manager, now, owner=council.service_manager.name, due_on=due)
        assert (action.assigned_to, action.due_on) == (council.service_manager, due)
        assert needs_me(council.service_manager, london_date(now)).get(procedure="recommendation").due == due
        seen = recommendations_visible_to(follow.an_investigator(), london_date(now))
        assert set(seen.values_list("text", flat=True)) == set(follow.RECOMMENDED)

    def test_its_owner_says_how_it_goes_and_that_it_is_done(self, council: Council, now: datetime) -> None:
        action = Recommendation.objects.filter(finding=follow.a_finding(council, now)).first()
        owner, due_on = council.service_manager.email, date(2027, 2, 26)
        follow.taking(action, "plan", council.head, now, owner=owner, due_on=due_on)
        follow.taking(action, "progress", council.service_manager, now, words="Three sessions so far.")
        done = follow.taking(
            action, "complete", council.service_manager, now + NEXT, done_on=london_date(now), came_of_it="The course."
        )
        assert done.state == "done"
        assert how_far(list(SharedOutcome.objects.all()))[str(action.shared_id)].recommended_open == 1  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("owner", "due_on", "because"),
        [
            ("Nobody Known", date(2027, 1, 4), "is called “Nobody Known”"),
            ("Hanna Weiss", date(2026, 1, 4), "has passed"),
            ("Hanna Weiss", date(2036, 1, 4), "four years"),
        ],
    )
    def test_without_an_owner_here_or_a_day_to_come_it_is_refused(
        self, council: Council, now: datetime, owner: str, due_on: date, because: str
    ) -> None:
        action = Recommendation.objects.filter(finding=follow.a_finding(council, now)).first()
        with pytest.raises(Refused, match=because):
            follow.taking(action, "plan", council.head, now, owner=owner, due_on=due_on)

    def test_another_employer_sees_none_of_them(self, council: Council, now: datetime) -> None:
        follow.a_finding(council, now)
        elsewhere = make.a_council("Elsewhere Council", worker="Nia Rees").head
        assert not recommendations_visible_to(elsewhere, london_date(now)).exists()


@pytest.mark.clause("FTP-4.3")
class TestFindingsOnTheOrganisation:
    def test_heads_of_service_and_the_deputy_director_read_it_and_the_line_manager_does_not(
        self, council: Council, now: datetime
    ) -> None:
        follow.an_organisational_finding(council, now)
        on = london_date(now)
        readers = (council.head, council.deputy)
        others = (council.manager, council.service_manager, council.worker, follow.an_investigator())
        assert all(organisational_visible_to(one, on).exists() for one in readers)
        assert not any(organisational_visible_to(one, on).exists() for one in others)
        assert "organisational_finding" in on_worklist(council.deputy, now)
        assert "organisational_finding" not in on_worklist(council.manager, now)

    def test_not_a_word_of_it_is_in_the_finding_on_the_person(self, council: Council, now: datetime) -> None:
        follow.an_organisational_finding(council, now)
        finding = Finding.objects.get()
        told = f"{finding.words} {list(Step.objects.filter(case_id=finding.pk).values_list('values', flat=True))}"
        assert follow.ORGANISATIONAL not in told
        assert council.member.name not in OrganisationalFinding.objects.get().title

    def test_those_who_hold_other_roles_there_do_not_read_it(self, council: Council, now: datetime) -> None:
        follow.an_organisational_finding(council, now)
        for role in (Role.DIRECTOR, Role.HR_OFFICER, Role.PRINCIPAL_SOCIAL_WORKER, Role.ORGANISATION_ADMINISTRATOR):
            somebody = a_person(f"A {role}", role, council.organisation)
            assert not organisational_visible_to(somebody, london_date(now)).exists()

    def test_it_goes_to_the_employer_who_referred_them_though_they_have_left(
        self, council: Council, now: datetime
    ) -> None:
        council.member.ends = date(2026, 1, 31)
        council.member.save(update_fields=["ends"])
        told = follow.shared(council, now, organisational=follow.ORGANISATIONAL)
        assert [(one.employer, one.about) for one in told] == [(council.organisation, "organisation")]


@pytest.mark.clause("FTP-4.4")
class TestTheMeeting:
    def test_a_finding_with_feedback_is_not_closed_before_it(self, council: Council, now: datetime) -> None:
        finding = follow.taking(follow.a_finding(council, now), "acknowledge", council.head, now)
        with pytest.raises(Refused) as refused:
            follow.taking(finding, "close", council.head, now, reasons="We know enough.")
        assert refused.value.clause == "FTP-4.4"
        assert "No meeting" in str(refused.value)

    @pytest.mark.parametrize(
        ("changed", "because"),
        [
            ({"deputy_there": ""}, "No deputy director"),
            ({"heads_there": ""}, "No head of service"),
            ({"heads_there": "Tom Field"}, "“Tom Field” was not a head of service here"),
            ({"met_on": date(2026, 11, 2)}, "before this reached you"),
            ({"met_on": date(2026, 12, 24)}, "has not come yet"),
        ],
    )
    def test_it_is_no_meeting_without_those_roles_or_on_another_day(
        self, council: Council, now: datetime, changed: dict[str, object], because: str
    ) -> None:
        finding = follow.taking(follow.a_finding(council, now), "acknowledge", council.head, now)
        values = {name: value for name, value in {**follow.MEETING, **changed}.items() if value != ""}
        with pytest.raises(Refused, match=because) as refused:
            follow.taking(finding, "discuss", council.head, now + NEXT, **values)
        assert refused.value.clause == "FTP-4.4"

    def test_one_on_the_organisation_is_not_closed_before_it_either(self, council: Council, now: datetime) -> None:
        finding = follow.taking(follow.an_organisational_finding(council, now), "acknowledge", council.head, now)
        with pytest.raises(Refused, match="No meeting"):
            follow.taking(finding, "close", council.head, now, reasons="Enough.")

    def test_without_anything_to_act_on_it_is_closed_without_a_meeting(self, council: Council, now: datetime) -> None:
        finding = follow.a_finding(council, now, recommendations=())
        follow.taking(finding, "acknowledge", council.head, now)
        assert follow.taking(finding, "close", council.head, now, reasons="Nothing follows.").state == "closed"

    def test_nor_is_it_closed_while_a_recommendation_has_no_owner(self, council: Council, now: datetime) -> None:
        finding = follow.discussed(follow.a_finding(council, now), council, now)
        with pytest.raises(Refused, match="2 of the regulator’s recommendations have no owner"):
            follow.taking(finding, "close", council.head, now + NEXT, reasons="Done.")


@pytest.mark.clause("FTP-4.5")
class TestLearning:
    def test_what_was_decided_is_with_its_owner_and_its_readers(self, council: Council, now: datetime) -> None:
        action, on = follow.a_learning_action(council, now), london_date(now)
        assert action.assigned_to == council.service_manager
        assert list(for_me_to_read(council.worker, on)) == [action]
        assert not for_me_to_read(council.manager, on).exists()
        assert tell_readers(action_id=action.pk, turn="first", now=now) == 1
        assert Notice.objects.filter(to_person=council.worker, template="learning_to_read").count() == 1

    def test_a_team_reads_it_whatever_the_capitals(self, council: Council, now: datetime) -> None:
        action = follow.a_learning_action(council, now, roles=[], teams="DUTY")
        assert action.teams == ["Duty"]
        assert list(for_me_to_read(council.worker, london_date(now))) == [action]

    def test_confirmed_twice_it_counts_once_and_the_record_has_one_event(self, council: Council, now: datetime) -> None:
        action = follow.a_learning_action(council, now)
        first = confirm_reading(action_id=action.pk, by=council.worker, now=now)
        assert confirm_reading(action_id=action.pk, by=council.worker, now=now + NEXT).at == first.at
        assert readers_of(action, london_date(now)) == type(readers_of(action, london_date(now)))(1, 1, ())
        assert Entry.objects.filter(kind="learning.read").count() == 1

    def test_nobody_confirms_what_is_not_for_them(self, council: Council, now: datetime) -> None:
        action = follow.a_learning_action(council, now)
        elsewhere = make.a_council("Elsewhere Council", worker="Nia Rees").worker
        for person in (council.manager, elsewhere):
            with pytest.raises(NotForThem):
                confirm_reading(action_id=action.pk, by=person, now=now)

    @pytest.mark.parametrize("told", ["Jane asked us to.", "OKONKWO", "Ask about SW {number}"])
    def test_what_people_read_names_nobody(self, council: Council, now: datetime, told: str) -> None:
        text = told.format(number=council.member.number.removeprefix("SW"))
        with pytest.raises(Refused, match="in a name or number of the case"):
            follow.a_learning_action(council, now, text=text)

    def test_without_readers_it_is_refused(self, council: Council, now: datetime) -> None:
        with pytest.raises(Refused, match="not said who"):
            follow.a_learning_action(council, now, roles=[])
        with pytest.raises(Refused, match="Nobody here has that role"):
            follow.a_learning_action(council, now, roles=["hr_officer"])

    def test_a_finding_is_closed_once_its_learning_is_done_and_the_regulator_sees_how_far_it_is(
        self, council: Council, now: datetime
    ) -> None:
        action, later = follow.a_learning_action(council, now), now + 2 * NEXT
        finding = Finding.objects.get(pk=action.finding_id)
        for one in Recommendation.objects.filter(finding=finding):
            follow.taking(one, "plan", council.head, later, owner="Hanna Weiss", due_on=date(2027, 1, 4))
        with pytest.raises(Refused, match="1 learning action that the meeting decided is not done"):
            follow.taking(finding, "close", council.head, later, reasons="Done.")
        with pytest.raises(Refused, match="has not confirmed"):
            follow.taking(action, "complete", council.service_manager, later, came_of_it="Records are read monthly.")
        confirm_reading(action_id=action.pk, by=council.worker, now=later)
        follow.taking(action, "complete", council.service_manager, later, came_of_it="Records are read monthly.")
        assert follow.taking(finding, "close", council.head, later, reasons="Learned.").state == "closed"
        shared = SharedOutcome.objects.get(pk=finding.shared_id)
        so_far = how_far([shared])[str(shared.pk)]
        assert (shared.state, so_far.learning, so_far.learning_open, so_far.read) == ("closed", 1, 0, 1)


def test_the_social_worker_never_reads_the_finding_on_themselves(council: Council, now: datetime) -> None:
    follow.a_finding(council, now)
    on = london_date(now)
    role = Role.HEAD_OF_SERVICE
    Membership.objects.create(person=council.worker, organisation=council.organisation, role=role, starts=on)
    assert not findings_visible_to(council.worker, on).exists()
    assert not recommendations_visible_to(council.worker, on).exists()
    assert findings_visible_to(council.manager, on).exists()


def test_readers_see_no_case(council: Council, now: datetime) -> None:
    follow.a_learning_action(council, now)
    assert not learning_visible_to(council.worker, london_date(now)).exists()
    assert learning_visible_to(council.head, london_date(now)).exists()
