"""Two people work on one case at once: nothing typed is lost, and each sees what the other did."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from almoner.procedure import registry
from almoner.procedure.tests.conftest import registered, sample_ddl, sample_table
from almoner.procedure.tests.factories import Council, move, referral_in
from almoner.procedure.tests.sample import SampleReferral
from almoner.scope import clock
from almoner.scope.context import system
from tests.accessibility import then_the_page_is_accessible
from tests.browser import SignIn
from tests.pictures import keep

__all__ = ["registered", "sample_ddl", "sample_table"]
LONG = "Referral of Wilhelmina Featherstonehaugh-Cholmondeley-Marjoribanks, senior practitioner, Looked After North"


@pytest.fixture
def council(registered: registry.Registered, transactional_db: None) -> Council:
    with system("test"), transaction.atomic():
        return Council()


def given_a_discussed_referral(council: Council) -> SampleReferral:
    return referral_in("discussed", council, clock.now(), title=LONG)


def when_the_deputy_opens_it_from_the_worklist_and_writes(page: Page) -> None:
    page.goto("/work/")
    then_the_page_is_accessible(page)
    keep(page, "worklist")
    page.get_by_role("link", name=LONG).click()
    then_the_page_is_accessible(page)
    keep(page, "case")
    page.get_by_role("button", name="Agree").click()
    page.get_by_label("Why is the head of service away?").fill("On leave until June")
    page.get_by_label("Your reasons").fill("Both tests were weighed.")


def then_the_change_is_shown_beside_what_was_typed(page: Page) -> None:
    expect(page.get_by_role("heading", name="The case changed while you were writing")).to_be_visible()
    expect(page.get_by_text("The duty team")).to_be_visible()
    expect(page.get_by_label("Your reasons")).to_have_value("Both tests were weighed.")
    expect(page.get_by_label("Why is the head of service away?")).to_have_value("On leave until June")
    then_the_page_is_accessible(page, opens_by_address=False)
    keep(page, "stale")


def test_what_one_person_typed_survives_what_another_did(council: Council, browser_page: Page, sign_in: SignIn) -> None:
    case = given_a_discussed_referral(council)
    sign_in(council.deputy)
    when_the_deputy_opens_it_from_the_worklist_and_writes(browser_page)
    move(case, "record_effects", council.hr, clock.now())
    browser_page.get_by_role("button", name="Agree").click()
    then_the_change_is_shown_beside_what_was_typed(browser_page)

    browser_page.get_by_role("button", name="Agree after all").click()
    expect(browser_page.get_by_text("Referral to the regulator: agree.")).to_be_visible()
    expect(browser_page.get_by_text("by Dee Vance, deputy director")).to_be_visible()
    then_the_page_is_accessible(browser_page)
    keep(browser_page, "agreed")


def test_what_somebody_may_not_do_is_explained(council: Council, browser_page: Page, sign_in: SignIn) -> None:
    case = given_a_discussed_referral(council)
    sign_in(council.manager)
    browser_page.goto(f"/cases/sample_referral/{case.pk}/agree/")
    expect(browser_page.get_by_text("so somebody else has to do this")).to_be_visible()
    expect(browser_page.get_by_text("The rule is clause FTP-3.8").first).to_be_visible()
    then_the_page_is_accessible(browser_page)
    keep(browser_page, "refusal")
