"""A worry becomes a referral, is discussed, agreed, and is on the regulator’s desk; nothing is typed twice."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from almoner.fitness.tests.factories import Council, a_council, a_triage_officer
from almoner.people.models import Person
from almoner.scope.context import system
from tests.accessibility import faults_by_axe
from tests.browser import SignIn
from tests.pictures import keep_narrow_too

pytestmark = [pytest.mark.django_db(transaction=True)]
WORKER = "Wilhelmina Featherstonehaugh-Cholmondeley"
WHAT = "Visits to three children were recorded on 1, 2 and 3 October, and none took place."


@pytest.fixture
def council(transactional_db: None) -> Council:
    with system("test"), transaction.atomic():
        return a_council(worker=WORKER)


@pytest.fixture
def officer(council: Council) -> Person:
    with system("test"), transaction.atomic():
        return a_triage_officer()


def looked_at(page: Page, name: str) -> None:
    """No fault by axe; what else makes a page accessible is tried where every page is."""
    assert faults_by_axe(page) == []
    keep_narrow_too(page, name)


def when_the_manager_writes_a_worry_down(page: Page) -> None:
    page.goto("/practice-concerns/")
    looked_at(page, "records-none")
    page.get_by_role("button", name="Write down a worry").click()
    looked_at(page, "choose")
    page.get_by_role("link", name=WORKER).click()
    looked_at(page, "worry")
    page.get_by_label("Day").fill("5")
    page.get_by_label("Month").fill("10")
    page.get_by_label("Year").fill("2026")
    page.get_by_label("What is the worry?").fill("Visits are recorded that families say did not take place.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("The worry is written down.")).to_be_visible()
    looked_at(page, "record")


def and_goes_through_the_questions_first(page: Page) -> None:
    page.goto("/practice-concerns/questions/")
    looked_at(page, "questions")
    page.get_by_label("What happened?").fill("Late three times this month.")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="See what it comes to").click()
    expect(page.get_by_text("As it stands this could not be put forward")).to_be_visible()
    looked_at(page, "questions-answered")


def and_puts_a_referral_forward(page: Page) -> None:
    page.goto("/practice-concerns/")
    page.get_by_role("link", name=WORKER).click()
    page.get_by_role("link", name="Begin a referral to the regulator").click()
    looked_at(page, "refer")
    page.get_by_role("button", name="Begin a referral to the regulator").click()
    page.get_by_role("link", name="Referral to the regulator").first.click()
    looked_at(page, "referral-begun")
    page.get_by_role("button", name="Put the referral forward").click()
    page.get_by_label("What happened?").fill(WHAT)
    page.get_by_label("The public may be harmed").check()
    page.get_by_label("Why may the public be harmed?").fill("Nobody saw the children for five weeks.")
    page.get_by_label("Misconduct").check()
    page.get_by_label("What was done or left undone, when and where?").fill("False records of three visits.")
    page.get_by_label("No", exact=True).check()
    looked_at(page, "statement")
    page.get_by_role("button", name="Put the referral forward").click()


def and_those_above_discuss_and_agree(page: Page, council: Council, sign_in: SignIn) -> None:
    sign_in(council.service_manager)
    page.goto("/work/")
    page.get_by_role("link", name=WORKER).click()
    page.get_by_role("button", name="Record the discussion").click()
    page.get_by_label("Day").fill("20")
    page.get_by_label("Month").fill("11")
    page.get_by_label("Year").fill("2026")
    page.get_by_label("What was said?").fill("We agreed that it is serious.")
    page.get_by_role("button", name="Record the discussion").click()
    sign_in(council.head)
    page.goto("/work/")
    page.get_by_role("link", name=WORKER).click()
    looked_at(page, "to-agree")
    page.get_by_role("button", name="Agree to the referral").click()
    page.get_by_label("Harm to the public: is this test met, and why?").fill("Met: the children were not seen.")
    looked_at(page, "agree")
    page.get_by_role("button", name="Agree to the referral").click()
    expect(page.get_by_text("Nothing is written against the test").first).to_be_visible()
    looked_at(page, "agree-refused")
    page.get_by_label("Public confidence: is this test met, and why?").fill("Met: the records are false.")
    page.get_by_role("button", name="Agree to the referral").click()


def and_it_is_sent(page: Page, council: Council, sign_in: SignIn) -> None:
    sign_in(council.manager)
    page.goto("/work/")
    page.get_by_role("link", name=WORKER).first.click()
    page.get_by_role("button", name="Send it to the regulator").click()
    looked_at(page, "send")
    page.get_by_label("What will this mean for the children").fill("Each child has been visited.")
    page.get_by_label("What will it mean for the social worker").fill("The union and the helpline are offered.")
    page.get_by_label("Who takes on their cases?").fill("The duty team.")
    page.get_by_role("button", name="Send it to the regulator").click()
    looked_at(page, "sent")


def then_the_regulator_has_it_word_for_word(page: Page, officer: Person, sign_in: SignIn) -> None:
    sign_in(officer)
    page.goto("/concerns/")
    looked_at(page, "concerns")
    page.get_by_role("link", name=WORKER).click()
    expect(page.get_by_text(WHAT)).to_be_visible()
    looked_at(page, "concern")
    page.get_by_role("button", name="Acknowledge it and begin triage").click()
    page.get_by_label("Low: nobody is likely to come to harm meanwhile").check()
    page.get_by_label("What makes it so?").fill("They are not at work.")
    page.get_by_role("button", name="Acknowledge it and begin triage").click()
    looked_at(page, "concern-triage")


@pytest.mark.clause("FTP-2.1", "FTP-3.3", "FTP-3.5")
def test_a_worry_reaches_the_regulator_with_nothing_typed_twice(
    council: Council, officer: Person, browser_page: Page, sign_in: SignIn
) -> None:
    sign_in(council.manager)
    when_the_manager_writes_a_worry_down(browser_page)
    and_goes_through_the_questions_first(browser_page)
    and_puts_a_referral_forward(browser_page)
    and_those_above_discuss_and_agree(browser_page, council, sign_in)
    and_it_is_sent(browser_page, council, sign_in)
    then_the_regulator_has_it_word_for_word(browser_page, officer, sign_in)

    sign_in(council.manager)
    browser_page.goto("/practice-concerns/referrals/")
    expect(browser_page.get_by_text("Acknowledged by the regulator")).to_be_visible()
    looked_at(browser_page, "referrals")
