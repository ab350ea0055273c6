"""The pages of practice concerns and of concerns, as a browser without script meets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from almoner.fitness.models import Concern, PerformanceRecord, Referral
from almoner.fitness.queries.concerns import concerns
from almoner.fitness.tests import factories as make
from almoner.fitness.tests.browsing import signed_in, text
from almoner.fitness.tests.factories import Council
from almoner.fitness.web.presenters.concerns import concern_row
from almoner.scope.clock import london_date
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def council() -> Council:
    return make.a_council()


WORRY = {
    "happened_on_day": "5", "happened_on_month": "10", "happened_on_year": "2026",
    "what": "Visits that did not take place.", "tried": "", "key": "k",
}  # fmt: skip


@pytest.mark.clause("FTP-1.2")
def test_a_manager_chooses_somebody_and_writes_a_worry_down(council: Council) -> None:
    browser = signed_in(council.manager)
    assert council.member.name in text(browser.get("/practice-concerns/new/?q=okonk"))
    done = browser.post(f"/practice-concerns/new/{council.member.pk}/", WORRY, follow=True)
    assert "The worry is written down" in text(done)
    assert "Begin a referral to the regulator" in text(done)
    assert council.member.name in text(browser.get("/practice-concerns/"))


def test_sent_twice_it_is_written_down_once(council: Council) -> None:
    browser = signed_in(council.manager)
    for _ in range(2):
        browser.post(f"/practice-concerns/new/{council.member.pk}/", WORRY)
    with system("test"):
        assert PerformanceRecord.objects.count() == 1


def test_what_was_typed_is_kept_when_a_date_is_wrong(council: Council) -> None:
    page = signed_in(council.manager).post(
        f"/practice-concerns/new/{council.member.pk}/", {**WORRY, "happened_on_year": "2027"}
    )
    assert "has not come yet" in text(page)
    assert "Visits that did not take place." in text(page)


def test_a_manager_of_others_finds_nobody_of_this_team(council: Council) -> None:
    other = make.a_council("Elsewhere Council", worker="Nia Rees")
    browser = signed_in(other.manager)
    assert browser.get(f"/practice-concerns/new/{council.member.pk}/").status_code == 404
    assert council.member.name not in text(browser.get("/practice-concerns/new/"))


def test_nobody_writes_a_worry_about_themselves(council: Council) -> None:
    with system("test"):
        council.member.person = council.manager
        council.member.save()
    assert signed_in(council.manager).get(f"/practice-concerns/new/{council.member.pk}/").status_code == 404


def test_with_nothing_written_the_pages_say_what_they_are_for(council: Council) -> None:
    browser = signed_in(council.manager)
    assert "No worry is written down" in text(browser.get("/practice-concerns/"))
    assert "No referral is open" in text(browser.get("/practice-concerns/referrals/"))
    assert "No concern waits for a decision" in text(signed_in(make.a_triage_officer()).get("/concerns/"))


@pytest.mark.clause("FTP-3.3")
class TestRehearsal:
    def test_it_says_what_is_missing_and_keeps_nothing(self, council: Council) -> None:
        page = signed_in(council.manager).post(
            "/practice-concerns/questions/", {"what_happened": "Late three times.", "urgent": "no"}
        )
        assert "could not be put forward" in text(page)
        assert "FTP-3.2" in text(page)
        with system("test"):
            assert not PerformanceRecord.objects.exists()
            assert not Referral.objects.exists()

    def test_it_says_when_it_could_be_put_forward(self, council: Council) -> None:
        answers = {**make.STATEMENT, "urgent": "no"}
        page = signed_in(council.manager).post("/practice-concerns/questions/", answers)
        assert "This could be put forward" in text(page)


class TestFromPutForwardToSent:
    def test_each_ground_that_is_chosen_asks_for_its_own_particulars(self, council: Council, now: datetime) -> None:
        referral = make.a_referral(council, now)
        answers = {**make.STATEMENT, "urgent": "no", "grounds": ["barred"], "key": "k", "version": referral.version}
        address = f"/cases/referral/{referral.pk}/put_forward/"
        refused = signed_in(council.manager).post(address, answers)
        assert "given without its particulars" in text(refused)
        with system("test"):
            assert Referral.objects.get().state == "preparing"

    def test_a_referral_goes_from_the_manager_to_the_regulator(self, council: Council, now: datetime) -> None:
        referral = make.agreed(council, now)
        with time_machine.travel(now.replace(hour=12)):
            browser = signed_in(council.manager)
            answers = {**make.EFFECTS, "key": "k", "version": referral.version}
            done = browser.post(f"/cases/referral/{referral.pk}/submit/", answers, follow=True)
            assert "Sent to the regulator" in text(done)
            desk = signed_in(make.a_triage_officer())
            assert council.member.name in text(desk.get("/concerns/"))
            with system("test"):
                concern = Concern.objects.get()
            page = text(desk.get(f"/cases/concern/{concern.pk}/"))
            assert "Visits to three children were recorded" in page
            assert "Acknowledge it and begin triage" in page


def test_concerns_are_found_by_name_number_reference_and_stage(council: Council, now: datetime) -> None:
    concern = make.a_concern(council, now)
    desk = signed_in(make.a_triage_officer())
    for asked in (f"q={concern.about_number.lower()}", "q=okonkwo", f"q={concern.reference}", "stage=received"):
        assert concern.about_name in text(desk.get(f"/concerns/?{asked}"))
    assert "No concern is like that" in text(desk.get("/concerns/?stage=closed"))
    assert desk.get("/concerns/?stage=nonsense&q=%FF").status_code == 200


def test_a_longer_list_of_concerns_asks_no_more_of_the_database(
    council: Council, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer = make.a_triage_officer()
    make.a_concern(council, now)
    make.a_concern(make.a_council("Elsewhere Council", worker="Nia Rees"), now)
    with system("test"):
        found = concerns(officer, london_date(now))
        with django_assert_num_queries(1):
            assert len({concern_row(concern)["about"] for concern in found}) == 2


@pytest.mark.parametrize("kind", ["performance", "referral", "concern"])
def test_a_case_of_others_is_not_there(council: Council, now: datetime, kind: str) -> None:
    concern = make.a_concern(council, now)
    referral = make.referral_of(concern)
    case = {"performance": referral.performance_id, "referral": referral.pk, "concern": concern.pk}[kind]
    with system("test"):
        elsewhere = make.a_council("Elsewhere Council", worker="Nia Rees").head
    assert signed_in(elsewhere).get(f"/cases/{kind}/{case}/").status_code == 404
    assert signed_in(council.worker).get(f"/cases/{kind}/{case}/").status_code == 404
