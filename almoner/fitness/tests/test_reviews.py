"""A decision is reviewed by whoever had no part in it; a case may end because the social worker leaves the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from almoner.fitness.actions import reviews as actions
from almoner.fitness.actions.interim import identify_need
from almoner.fitness.models import Appointment, Concern, DecisionReview, Examination, Letter, VoluntaryRemoval
from almoner.fitness.rules.examination import Standing
from almoner.fitness.tests import examination_factories as make
from almoner.fitness.tests.browsing import on_worklist
from almoner.fitness.tests.examination_factories import Pair
from almoner.fitness.tests.factories import Council, a_council
from almoner.people.models import Membership, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure.rules import Refused
from almoner.register.models import Term
from almoner.register.tests.factories import the_regulator
from almoner.scope.clock import london_date
from almoner.scope.context import system

pytestmark = [pytest.mark.django_db]

ASKED: Mapping[str, Any] = {
    "asked_by": "Northmoor Council",
    "interest": "They employ the social worker.",
    "asked_on": "2026-11-20",
    "flaw": "The visit of 3 October was not looked at.",
}
LEAVING: Mapping[str, Any] = {
    "asked_on": "2026-11-20", "stopped": True, "returning": False, "health": False, "statement": "I have retired.",
}  # fmt: skip


@pytest.fixture
def council() -> Council:
    return a_council()


@pytest.fixture
def concern(council: Council, now: datetime) -> Concern:
    return make.a_concern_about(now, council.member)


@pytest.fixture
def pair(concern: Concern) -> Pair:
    return make.a_pair()


@pytest.fixture
def decided(concern: Concern, pair: Pair, now: datetime) -> Examination:
    return make.issued(concern, pair, now, make.NO_ACTION)


def review_of(examination: Examination, pair: Pair, now: datetime, key: str = "k", **values: Any) -> DecisionReview:
    at = now + timedelta(hours=1)
    with system("test"):
        made = actions.ask_for_review(
            examination=examination, values={**ASKED, **values}, by=pair.officer, now=at, key=key
        )
        return DecisionReview.objects.get(pk=made.case.pk)


def removal_of(concern: Concern, by: Person, now: datetime, key: str = "k", **values: Any) -> VoluntaryRemoval:
    with system("test"):
        made = actions.ask_for_removal(concern=concern, values={**LEAVING, **values}, by=by, now=now, key=key)
        return VoluntaryRemoval.objects.get(pk=made.case.pk)


@pytest.mark.clause("PLAN-F8")
class TestReviewing:
    def test_it_waits_for_those_who_had_no_part_and_no_other_may_touch_it(
        self, decided: Examination, pair: Pair, now: datetime
    ) -> None:
        fresh = make.an_examiner("Ida Holm", Standing.LAY)
        review = review_of(decided, pair, now)
        assert on_worklist(fresh, now) == ["decision_review"]
        for decider in (pair.lay, pair.professional):
            assert on_worklist(decider, now) == []
            with pytest.raises(Refused, match="who had no part in the decision"):
                make.taken(review, "find_eligible", decider, now, "It may be flawed.")

    def test_the_two_stages_are_two_peoples_and_found_flawed_another_pair_decides(
        self, decided: Examination, pair: Pair, now: datetime
    ) -> None:
        first, second = make.an_examiner("Ida Holm", Standing.LAY), make.an_examiner("Ola Berg", Standing.PROFESSIONAL)
        review = make.taken(review_of(decided, pair, now), "find_eligible", first, now, "A visit was left out.")
        with pytest.raises(Refused, match="somebody else has to do this"):
            make.taken(review, "decide_afresh", first, now, "It matters.")
        review = make.taken(review, "decide_afresh", second, now, "It matters.")
        assert review.state == "fresh"
        with system("test"):
            again = Examination.objects.get(concern=decided.concern, state="to_be_given")
            assert Letter.objects.filter(kind="decided_afresh").count() == 1
        with pytest.raises(Refused, match="has had a part in this case before"):
            make.given(again, pair, now)

    def test_the_decision_may_stand_or_not_be_reviewable(self, decided: Examination, pair: Pair, now: datetime) -> None:
        first, second = make.an_examiner("Ida Holm", Standing.LAY), make.an_examiner("Ola Berg", Standing.PROFESSIONAL)
        review = make.taken(review_of(decided, pair, now), "find_eligible", first, now, "It may be.")
        assert make.taken(review, "uphold", second, now, "The visit changes nothing.").state == "upheld"
        other = review_of(decided, pair, now, key="other")
        assert make.taken(other, "find_not_eligible", first, now, "Nothing new.").state == "not_eligible"
        with system("test"):
            assert not Examination.objects.exclude(pk=decided.pk).exists()
            assert Letter.objects.filter(kind="decision_stands").count() == 2

    def test_neither_a_flaw_nor_anything_new_named_it_is_not_asked_for(
        self, decided: Examination, pair: Pair, now: datetime
    ) -> None:
        for wrong, because in (
            ({"flaw": " "}, "Neither a flaw"), ({"asked_on": "2027-01-01"}, "not come yet"),
            ({"asked_on": "nonsense"}, "cannot be used"),
        ):  # fmt: skip
            with pytest.raises(Refused, match=because):
                review_of(decided, pair, now, **wrong)
        assert review_of(decided, pair, now, flaw="", new_information="A letter of 2 October.").state == "asked"

    def test_one_at_a_time_and_the_same_request_once(self, decided: Examination, pair: Pair, now: datetime) -> None:
        first = review_of(decided, pair, now)
        assert review_of(decided, pair, now) == first
        with pytest.raises(Refused, match="being reviewed already"):
            review_of(decided, pair, now, key="second")

    def test_what_is_not_decided_or_was_decided_before_the_rule_is_not_reviewed(
        self, concern: Concern, pair: Pair, now: datetime
    ) -> None:
        with pytest.raises(Refused, match="Nothing has been decided"):
            review_of(make.an_examination(concern, now), pair, now)
        with system("test"):
            Membership.objects.update(starts=date(2020, 1, 1))
            Appointment.objects.update(starts=date(2020, 1, 1))
        old = make.issued(concern, pair, datetime(2022, 12, 15, 9, tzinfo=UTC), make.NO_ACTION)
        with pytest.raises(Refused, match="rule 12G came into force"):
            review_of(old, pair, now)


@pytest.mark.clause("PLAN-F8")
class TestLeavingTheRegister:
    @pytest.fixture
    def investigator(self, concern: Concern) -> Person:
        with system("test"):
            return a_person("Ines Rook", Role.INVESTIGATOR, the_regulator())

    @pytest.fixture
    def examination(self, concern: Concern, pair: Pair, now: datetime) -> Examination:
        return make.given(make.an_examination(concern, now), pair, now)

    def recommended(self, concern: Concern, pair: Pair, investigator: Person, now: datetime) -> VoluntaryRemoval:
        asked = removal_of(concern, pair.officer, now)
        found: VoluntaryRemoval = make.taken(
            asked, "recommend", investigator, now, "They have retired.", recommends=True, risk="low",
            risk_why="Not at work.",
        )  # fmt: skip
        return found

    def test_granted_the_registration_ends_and_so_does_the_case(
        self, concern: Concern, examination: Examination, pair: Pair, investigator: Person, now: datetime,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:  # fmt: skip
        removal = self.recommended(concern, pair, investigator, now)
        decider = make.an_examiner("Ida Holm", Standing.LAY)
        with django_capture_on_commit_callbacks(execute=True):
            removal = make.taken(removal, "grant", decider, now, "The public is protected without a hearing.")
        assert removal.state == "granted"
        with system("test"):
            term = Term.objects.get(entry=concern.entry)
            assert (term.ended_on, term.ended_how) == (london_date(now), "voluntary-in-proceedings")
            examination.refresh_from_db()
            assert Letter.objects.filter(kind="removal_granted").count() == 1
        assert examination.state == "ended"
        assert on_worklist(pair.lay, now) == on_worklist(pair.professional, now) == []

    def test_not_granted_the_case_goes_on(
        self, concern: Concern, examination: Examination, pair: Pair, investigator: Person, now: datetime
    ) -> None:
        removal = self.recommended(concern, pair, investigator, now)
        make.taken(removal, "refuse", make.an_examiner("Ida Holm", Standing.LAY), now, "It has to be heard.")
        with system("test"):
            examination.refresh_from_db()
            assert Term.objects.get(entry=concern.entry).ended_on is None
        assert examination.state == "writing"

    @pytest.mark.clause("PLAN-F8")
    def test_nobody_leaves_while_an_interim_order_is_to_be_decided(
        self, concern: Concern, examination: Examination, pair: Pair, investigator: Person, now: datetime
    ) -> None:
        removal = self.recommended(concern, pair, investigator, now)
        identify_need(concern=concern, why="Harm is likely.", by=make.MACHINE, now=now, key="seen")
        with pytest.raises(Refused, match=r"Interim order INT-.* is open") as refused:
            make.taken(removal, "grant", make.an_examiner("Ida Holm", Standing.LAY), now, "It protects.")
        assert refused.value.clause == "PLAN-F8"

    def test_whoever_recommended_it_does_not_decide_it_by_another_role(
        self, concern: Concern, examination: Examination, pair: Pair, investigator: Person, now: datetime
    ) -> None:
        removal = self.recommended(concern, pair, investigator, now)
        with system("test"):
            Membership.objects.create(
                person=investigator, organisation=the_regulator(), role=Role.CASE_EXAMINER, starts=now.date()
            )
        with pytest.raises(Refused, match="somebody else has to do this"):
            make.taken(removal, "grant", investigator, now, "It is fine.")

    def test_it_is_for_those_who_have_stopped_and_do_not_return_but_where_health_stops_them(
        self, concern: Concern, examination: Examination, pair: Pair, now: datetime
    ) -> None:
        with pytest.raises(Refused, match="have stopped practising"):
            removal_of(concern, pair.officer, now, stopped=False)
        with pytest.raises(Refused, match="do not intend to return"):
            removal_of(concern, pair.officer, now, returning=True)
        assert removal_of(concern, pair.officer, now, returning=True, health=True).state == "asked"
        with pytest.raises(Refused, match="asked for already"):
            removal_of(concern, pair.officer, now, key="second")

    def test_with_nothing_under_way_or_nobody_on_the_register_there_is_nothing_to_end(
        self, concern: Concern, pair: Pair, now: datetime
    ) -> None:
        with pytest.raises(Refused, match="nothing to end"):
            removal_of(concern, pair.officer, now)
        with pytest.raises(Refused, match="nobody on the register"):
            removal_of(make.a_concern_about(now), pair.officer, now)


class TestThePages:
    @pytest.fixture(autouse=True)
    def at(self, now: datetime) -> Iterator[None]:
        with time_machine.travel(now + timedelta(hours=2), tick=True):
            yield

    def signed_in(self, person: Person) -> Client:
        client = Client()
        with system("test"):
            client.force_login(person)
        return client

    def text(self, response: Any) -> str:
        return " ".join(response.content.decode().split())

    def test_an_officer_enters_a_request_and_an_examiner_is_told_that_they_may_not(
        self, decided: Examination, pair: Pair
    ) -> None:
        browser, address = self.signed_in(pair.officer), f"/examinations/{decided.pk}/review/"
        assert "Enter that a review is asked for" in self.text(browser.get(f"/cases/examination/{decided.pk}/"))
        answers = {"asked_by": "Jo", "interest": "Their mother.", "asked_on_day": "20", "asked_on_month": "11"}
        wrong = self.text(browser.post(address, {**answers, "asked_on_year": "2026", "key": "k"}))
        assert "Neither a flaw in the decision nor new information is named" in wrong
        assert "Their mother." in wrong
        done = browser.post(address, {**answers, "asked_on_year": "2026", "flaw": "Left out.", "key": "k"}, follow=True)
        assert "Entered that a review is asked for" in self.text(done).replace("entered", "Entered")
        assert self.signed_in(pair.lay).get(address).status_code == 403

    def test_leaving_the_register_is_asked_for_from_the_concern(
        self, concern: Concern, pair: Pair, now: datetime
    ) -> None:
        browser, address = self.signed_in(pair.officer), f"/concerns/{concern.pk}/removal/"
        shut = browser.get(address)
        assert shut.status_code == 403
        assert "nothing to end" in self.text(shut)
        make.an_examination(concern, now)
        assert "Do they intend to return to social work?" in self.text(browser.get(address))
