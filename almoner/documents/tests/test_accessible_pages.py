"""The pages of documents in a real browser, by keyboard, on a phone, and to axe."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from almoner.documents import actions
from almoner.documents.rules import Finding, Verdict
from almoner.documents.tests.factories import TESTER, Says, a_clean_document, a_document
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.scope.context import system
from tests.accessibility import then_the_page_is_accessible
from tests.browser import SignIn
from tests.pictures import keep

pytestmark = [pytest.mark.django_db(transaction=True)]

LONG = "Statement of Dr Oluwaseun Adébáyò-Featherstonehaugh about the visit on 3 May and everything after it, final.pdf"


@pytest.fixture
def officer(sign_in: SignIn) -> Person:
    with system("test"), transaction.atomic():
        organisation = an_organisation(name="Northshire and the Western Dales Metropolitan Borough Council")
        person = a_person(role=Role.HR_OFFICER, organisation=organisation)
    sign_in(person)
    return person


def looked_at(page: Page, name: str, *, opens_by_address: bool = True) -> None:
    """Keep a picture where ALMONER_PICTURES names a folder."""
    keep(page, name)
    then_the_page_is_accessible(page, opens_by_address=opens_by_address)


def test_an_empty_list_of_documents_is_accessible(browser_page: Page, officer: Person) -> None:
    browser_page.goto("/documents/")
    looked_at(browser_page, "documents-empty")


def test_every_standing_of_a_document_is_accessible(browser_page: Page, officer: Person, now: datetime) -> None:
    away = Verdict(Finding.NO_ANSWER, "The virus scanner's signatures are 72 hours old, too old to be relied on.")
    with system("test"), transaction.atomic():
        home = officer.memberships.get().organisation_id
        clean = a_clean_document(officer, home, now, name=LONG)
        waiting, refused = a_document(officer, home, now), a_document(officer, home, now, name="Rota.pdf")
        actions.scan(document_id=waiting.id, by=TESTER, now=now, scanner=Says(away))
        actions.scan(document_id=refused.id, by=TESTER, now=now, scanner=Says(Verdict(Finding.MALWARE, "Eicar-Test")))
    for name, document in (("clean", clean), ("waiting", waiting), ("refused", refused)):
        browser_page.goto(f"/documents/{document.id}/")
        looked_at(browser_page, f"documents-{name}")
    browser_page.goto("/documents/")
    looked_at(browser_page, "documents-list")


def test_withdrawing_without_a_reason_says_so_and_with_one_is_done(
    browser_page: Page, officer: Person, now: datetime
) -> None:
    with system("test"), transaction.atomic():
        document = a_clean_document(officer, officer.memberships.get().organisation_id, now)
    browser_page.goto(f"/documents/{document.id}/")
    browser_page.get_by_role("link", name="Withdraw this document").click()
    browser_page.get_by_role("button", name="Withdraw and delete the content").click()
    looked_at(browser_page, "documents-withdraw-error", opens_by_address=False)
    browser_page.get_by_label("Why it is withdrawn").fill("Sent to the wrong case")
    browser_page.get_by_role("button", name="Withdraw and delete the content").click()
    expect(browser_page.get_by_text("Sent to the wrong case")).to_be_visible()
    assert browser_page.get_by_role("link", name="Download").count() == 0
    looked_at(browser_page, "documents-withdrawn")
