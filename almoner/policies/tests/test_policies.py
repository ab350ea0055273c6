"""FTP-0: every policy has a version, an owner and a date of review; one overdue is on its owner's worklist."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from almoner.documents.models import Document
from almoner.notices import calendar
from almoner.notices.models import Notice
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.policies import actions, queries, rules
from almoner.policies.models import Policy, PolicyReview, Version
from almoner.policies.tests.factories import a_policy, words
from almoner.procedure import actions as procedure
from almoner.procedure.models import Turn
from almoner.procedure.rules import Refused
from almoner.record.models import Entry
from almoner.scope.context import Scope, acting, system

ON = date(2026, 11, 23)


@pytest.mark.clause("FTP-0")
@given(days=st.integers(-5000, 5000))
def test_the_next_review_is_after_today_and_within_three_years(days: int) -> None:
    fault = rules.fault_of_review_date(ON + timedelta(days=days), on=ON)
    assert (fault == "") == (0 < days <= 3 * 366)


@pytest.mark.clause("FTP-0")
def test_a_policy_is_overdue_from_the_day_after_the_one_it_was_due_by() -> None:
    assert not rules.is_overdue(ON, on=ON)
    assert rules.is_overdue(ON - timedelta(days=1), on=ON)


@pytest.fixture
def council() -> Organisation:
    with system("test"):
        return an_organisation(name="Anyborough Council")


@pytest.fixture
def keeper(council: Organisation) -> Person:
    with system("test"):
        return a_person("Katherine Keeper", Role.PRINCIPAL_SOCIAL_WORKER, council)


@pytest.fixture
def worker(council: Organisation) -> Person:
    with system("test"):
        return a_person("Wendeline Featherstonehaugh-Okonkwo", Role.PRACTITIONER, council)


@pytest.fixture
def policy(keeper: Person, worker: Person, council: Organisation, now: datetime) -> Policy:
    with system("test"):
        return a_policy(keeper, council.pk, now, owner=worker, title="Supervision of staff")


@pytest.mark.django_db
@pytest.mark.usefixtures("arranging")
@pytest.mark.clause("FTP-0")
class TestKeeping:
    def test_a_policy_has_a_version_a_date_an_owner_and_a_date_of_review_and_is_recorded(self, policy: Policy) -> None:
        version = policy.versions.get()
        assert (version.number, version.in_force_from) == (1, date(2026, 12, 1))
        assert (policy.owner.name, policy.review_by) == ("Wendeline Featherstonehaugh-Okonkwo", date(2027, 11, 1))
        assert Entry.objects.get(subject=f"policies.policy:{policy.pk}").clause == "FTP-0"

    @pytest.mark.parametrize(
        ("change", "because"),
        [
            ({"text": "  "}, "says nothing"),
            ({"review_by": ON}, "after today"),
            ({"review_by": date(2031, 1, 1)}, "within three years"),
        ],
    )
    def test_without_words_or_a_date_of_review_there_is_no_policy(
        self, keeper: Person, council: Organisation, now: datetime, change: dict[str, Any], because: str
    ) -> None:
        with pytest.raises(Refused, match=because) as refused:
            a_policy(keeper, council.pk, now, **change)
        assert refused.value.clause == "FTP-0"
        assert not Policy.objects.exists()

    def test_somebody_who_works_elsewhere_cannot_own_it(
        self, keeper: Person, council: Organisation, now: datetime
    ) -> None:
        with pytest.raises(Refused, match="owner must work here"):
            a_policy(keeper, council.pk, now, owner=a_person("Elsewhere", Role.PRACTITIONER))

    def test_who_only_reads_policies_adds_none(self, worker: Person, council: Organisation, now: datetime) -> None:
        with pytest.raises(Refused, match="do not manage policies"):
            a_policy(worker, council.pk, now)

    def test_two_of_one_title_are_refused_and_leave_nothing_behind(
        self, policy: Policy, keeper: Person, council: Organisation, now: datetime
    ) -> None:
        with pytest.raises(Refused, match="of this title already"):
            a_policy(keeper, council.pk, now, title="Supervision of staff")
        assert Version.objects.count() == 1

    def test_a_version_once_published_is_never_changed(self, policy: Policy) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Version.objects.filter(policy=policy).update(text="Nobody is supervised.")

    def test_the_owner_publishes_a_new_version_and_the_old_one_stays_to_be_read(
        self, policy: Policy, worker: Person, now: datetime
    ) -> None:
        version = actions.publish(policy=policy, words=words(text="Twice a month."), by=worker, now=now)
        policy.refresh_from_db()
        assert (version.number, policy.current) == (2, 2)
        first = queries.version_of(policy, 1)
        assert first is not None
        assert "Once a month." in first.text

    def test_a_colleague_who_neither_owns_nor_manages_it_publishes_nothing(
        self, policy: Policy, council: Organisation, now: datetime
    ) -> None:
        colleague = a_person("Colleague", Role.PRACTITIONER, council)
        with pytest.raises(Refused, match="neither own"):
            actions.publish(policy=policy, words=words(), by=colleague, now=now)


@pytest.mark.django_db
@pytest.mark.usefixtures("arranging")
@pytest.mark.clause("FTP-0")
class TestReviewing:
    @pytest.fixture
    def later(self) -> datetime:
        return datetime.fromisoformat("2027-11-02T09:30:00+00:00")

    @pytest.fixture
    def review(self, policy: Policy, later: datetime) -> PolicyReview:
        actions.open_due_reviews(now=later)
        return PolicyReview.objects.get()

    def keep(self, review: PolicyReview, by: Person, now: datetime, review_by: str = "2028-06-01") -> None:
        procedure.take(
            case=review, move="keep", by=by, now=now, key=str(uuid4()), version=review.version,
            reasons="Read against this year's guidance.", values={"review_by": review_by},
        )  # fmt: skip

    def test_nothing_is_opened_before_it_is_overdue(self, policy: Policy, later: datetime) -> None:
        assert actions.open_due_reviews(now=later - timedelta(days=1)) == 0
        assert actions.open_due_reviews(now=later) == 1

    def test_an_overdue_review_is_on_its_owners_worklist_who_is_told(
        self, review: PolicyReview, worker: Person
    ) -> None:
        assert worker.pk in set(Turn.objects.filter(case_id=review.pk).values_list("person_id", flat=True))
        assert Notice.objects.filter(to_person=worker, template="case_moved").count() == 1

    def test_the_sweep_done_twice_opens_one_review(self, review: PolicyReview, later: datetime) -> None:
        assert actions.open_due_reviews(now=later + timedelta(hours=1)) == 0
        assert PolicyReview.objects.count() == 1

    def test_keeping_it_sets_the_next_date_and_ends_the_review(
        self, review: PolicyReview, worker: Person, later: datetime
    ) -> None:
        self.keep(review, worker, later)
        review.refresh_from_db()
        assert (review.state, review.policy.review_by) == ("kept", date(2028, 6, 1))
        assert actions.open_due_reviews(now=later + timedelta(days=1)) == 0

    @pytest.mark.parametrize("review_by", ["2027-11-02", "2032-01-01"])
    def test_it_cannot_be_kept_for_ever_or_until_yesterday(
        self, review: PolicyReview, worker: Person, later: datetime, review_by: str
    ) -> None:
        with pytest.raises(Refused, match="FTP-0"):
            self.keep(review, worker, later, review_by)

    def test_it_does_not_count_as_replaced_while_there_is_no_new_version(
        self, review: PolicyReview, worker: Person, later: datetime
    ) -> None:
        with pytest.raises(Refused, match="No new version"):
            procedure.take(case=review, move="replace", by=worker, now=later, key="k", version=review.version)

    def test_publishing_a_new_version_ends_the_review(
        self, review: PolicyReview, policy: Policy, worker: Person, later: datetime
    ) -> None:
        actions.publish(policy=policy, words=words(review_by=date(2028, 11, 1)), by=worker, now=later)
        review.refresh_from_db()
        assert review.state == "replaced"

    def test_handing_the_policy_over_hands_the_review_over(
        self, review: PolicyReview, policy: Policy, keeper: Person, worker: Person, later: datetime
    ) -> None:
        actions.hand_over(policy=policy, owner=keeper, by=keeper, now=later)
        turns = set(Turn.objects.filter(case_id=review.pk).values_list("person_id", flat=True))
        assert keeper.pk in turns
        assert worker.pk not in turns

    def test_when_the_owner_has_left_those_who_manage_policies_have_it(
        self, policy: Policy, keeper: Person, worker: Person, later: datetime
    ) -> None:
        Person.objects.filter(pk=worker.pk).update(is_active=False)
        actions.open_due_reviews(now=later)
        turns = set(Turn.objects.filter(case_id=PolicyReview.objects.get().pk).values_list("person_id", flat=True))
        assert keeper.pk in turns

    def test_a_review_begun_early_is_the_same_one_when_begun_again(
        self, policy: Policy, worker: Person, now: datetime
    ) -> None:
        first = actions.begin_review(policy=policy, by=worker, now=now)
        assert actions.begin_review(policy=policy, by=worker, now=now) == first

    def test_the_date_is_in_the_owners_calendar(self, policy: Policy, worker: Person, keeper: Person) -> None:
        assert [event.day for event in calendar.events_of(worker, today=ON)] == [date(2027, 11, 1)]
        assert calendar.events_of(keeper, today=ON) == []


@pytest.mark.django_db
@pytest.mark.clause("FTP-0")
class TestPages:
    @pytest.fixture
    def as_keeper(self, client: Client, keeper: Person) -> Client:
        client.force_login(keeper)
        return client

    @pytest.fixture
    def as_worker(self, worker: Person) -> Client:
        client = Client()
        client.force_login(worker)
        return client

    def typed(self, **changes: object) -> dict[str, object]:
        return {
            "text": "Everybody is supervised.",
            "in_force_from_day": "1", "in_force_from_month": "12", "in_force_from_year": "2026",
            "review_by_day": "1", "review_by_month": "11", "review_by_year": "2027",
        } | changes  # fmt: skip

    def test_all_staff_of_the_organisation_read_its_policies(self, as_worker: Client, policy: Policy) -> None:
        assert "Supervision of staff" in as_worker.get("/policies/").content.decode()
        assert "Once a month." in as_worker.get(f"/policies/{policy.pk}/").content.decode()

    def test_nobody_elsewhere_can_tell_that_there_is_one(self, policy: Policy, now: datetime) -> None:
        with system("test"):
            stranger = a_person("Stranger", Role.PRINCIPAL_SOCIAL_WORKER)
        client = Client()
        client.force_login(stranger)
        assert "Supervision of staff" not in client.get("/policies/").content.decode()
        for rest in ("", "versions/1/", "publish/", "owner/"):
            there, never = (client.get(f"/policies/{key}/{rest}") for key in (policy.pk, uuid4()))
            assert (there.status_code, there.content) == (404, never.content)
        with acting(Scope(person_id=stranger.pk, organisation_ids=(policy.organisation_id + 1,))):
            assert not Policy.objects.exists()

    def test_a_keeper_adds_one_by_typing_it(self, as_keeper: Client, council: Organisation, keeper: Person) -> None:
        typed = self.typed(organisation=council.pk, title="Lone working", summary="", owner=str(keeper.pk))
        page = as_keeper.post("/policies/new/", typed, follow=True)
        assert "The policy has been added." in page.content.decode()
        assert "<h1" in page.content.decode()

    def test_what_was_typed_is_kept_when_something_is_wrong(
        self, as_keeper: Client, council: Organisation, keeper: Person
    ) -> None:
        typed = self.typed(organisation=council.pk, title="Lone working", owner=str(keeper.pk), review_by_year="2025")
        page = as_keeper.post("/policies/new/", typed).content.decode()
        assert "The next review must be after today." in page
        assert 'value="Lone working"' in page
        assert "<title>Error: " in page

    def test_a_file_that_came_with_what_was_refused_does_not_stay_behind(
        self, as_keeper: Client, council: Organisation, keeper: Person
    ) -> None:
        file = SimpleUploadedFile("policy.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
        typed = self.typed(
            organisation=council.pk, title="Lone", owner=str(keeper.pk), review_by_year="2025", file=file
        )
        as_keeper.post("/policies/new/", typed)
        with system("test"):
            assert not Document.objects.exists()

    def test_the_owner_publishes_and_hands_over_on_the_page(
        self, as_worker: Client, policy: Policy, keeper: Person
    ) -> None:
        as_worker.post(f"/policies/{policy.pk}/publish/", self.typed(text="Weekly.", what_changed="More often"))
        page = as_worker.get(f"/policies/{policy.pk}/").content.decode()
        assert "Weekly." in page
        assert f"/policies/{policy.pk}/versions/1/" in page
        assert "No longer in force" in as_worker.get(f"/policies/{policy.pk}/versions/1/").content.decode()
        as_worker.post(f"/policies/{policy.pk}/owner/", {"owner": str(keeper.pk)})
        with system("test"):
            policy.refresh_from_db()
        assert policy.owner == keeper

    def test_review_now_leads_to_the_review(self, as_worker: Client, policy: Policy) -> None:
        answer = as_worker.post(f"/policies/{policy.pk}/review/", follow=True)
        assert answer.redirect_chain[-1][0].startswith("/cases/policy_review/")
        assert "Keep it as it is" in answer.content.decode()

    def test_who_may_not_change_it_finds_no_page_to_do_so(self, policy: Policy, council: Organisation) -> None:
        with system("test"):
            colleague = a_person("Colleague", Role.PRACTITIONER, council)
        client = Client()
        client.force_login(colleague)
        assert client.get(f"/policies/{policy.pk}/").status_code == 200
        assert client.get(f"/policies/{policy.pk}/publish/").status_code == 404
        assert client.post(f"/policies/{policy.pk}/review/").status_code == 404

    @pytest.mark.parametrize("rest", ["versions/0/", "versions/99/", "versions/99999999999999999999/"])
    def test_a_version_there_is_not_is_not_found(self, as_worker: Client, policy: Policy, rest: str) -> None:
        assert as_worker.get(f"/policies/{policy.pk}/{rest}").status_code == 404

    def test_nonsense_in_the_form_is_said_and_is_no_error_of_ours(self, as_keeper: Client) -> None:
        typed = self.typed(organisation="x", title="\x00", owner="not-a-person", review_by_day="99")
        assert as_keeper.post("/policies/new/", typed).status_code == 200

    def test_with_no_policies_the_page_says_what_they_are_for(self, as_keeper: Client) -> None:
        assert "No policies yet" in as_keeper.get("/policies/").content.decode()
