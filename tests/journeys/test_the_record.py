"""A privacy officer takes a case's record out, and a stranger checks what they were given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.record import access
from almoner.record.access import CaseHeading
from almoner.record.actions import append
from almoner.record.queries.letters import letter_line
from almoner.record.rules import bundle
from almoner.record.sealer import Sealer
from almoner.record.tests.conftest import keys, sealer
from almoner.scope.context import system
from tests.accessibility import then_the_page_is_accessible
from tests.browser import SignIn

__all__ = ["keys", "sealer"]

pytestmark = [pytest.mark.django_db(transaction=True)]

CASE = UUID("0193a4c0-0000-7000-8000-0000000000ca")
MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> Person:
    """The privacy officer of a council with a case."""
    with system("test"), transaction.atomic():
        council = an_organisation(name="Metropolitan Borough of Upper Wharfedale and the Vale of Carrow")
        person = a_person("Bronwen ap Llewellyn-Featherstonehaugh-Szczepańska", Role.PRIVACY_OFFICER, council)
    title = "Referral of Maximiliana Featherstonehaugh-Okonkwo-Szczepańska to the regulator"
    heading = CaseHeading("REF-2026-0001", title, "/", council.id)
    monkeypatch.setattr(access, "_case_visible", [lambda who, case_id, on: heading if case_id == CASE else None])
    return person


def given_a_case_with_a_past(officer: Person) -> list[UUID]:
    with system("test"), transaction.atomic():
        council = officer.memberships.get().organisation_id
    steps = [
        ("referral.put_forward", "FTP-3.2", "Three assessments were signed that had not been done.", None, "raised"),
        ("referral.discussed", "FTP-3.6", "", "raised", "discussed"),
        ("referral.agreed", "FTP-3.8", "The head of service is on leave; I agree in her place.", "discussed", "agreed"),
    ]
    return [
        append(
            kind=kind, subject="referral:1", case_id=CASE, organisation_id=council, by=officer,
            now=MOMENT + timedelta(days=number), clause=clause, reasons=reasons,
            before={"state": before}, after={"state": after, "working_days_left": 5 - number},
        )
        for number, (kind, clause, reasons, before, after) in enumerate(steps)
    ]  # fmt: skip


def test_a_bundle_is_taken_out_and_a_stranger_checks_it(
    browser_page: Page, sign_in: SignIn, officer: Person, sealer: Sealer
) -> None:
    decided = given_a_case_with_a_past(officer)[-1]
    sealer.seal_all()
    with system("test"):
        printed = letter_line(decided)
    assert printed is not None

    sign_in(officer)
    browser_page.goto(f"/record/case/{CASE}/")
    assert browser_page.get_by_role("heading", level=2).all_inner_texts()[:3] == [
        "Put the referral forward",
        "Referral: discussed",
        "Referral: agreed",
    ]
    then_the_page_is_accessible(browser_page)
    browser_page.get_by_role("button", name="Make a bundle").click()
    expect(browser_page.get_by_role("heading", level=1)).to_contain_text("The bundle is being sealed")
    then_the_page_is_accessible(browser_page)
    sealer.seal_all()
    browser_page.get_by_role("button", name="Look again").click()
    expect(browser_page.get_by_role("heading", level=1)).to_contain_text("The bundle is ready")
    then_the_page_is_accessible(browser_page)
    with browser_page.expect_download() as taken:
        browser_page.get_by_role("button", name="Download the bundle").click()
    verdict = bundle.verify(taken.value.path().read_text("utf-8").splitlines(), [sealer.key.verifier])
    assert verdict.fits, verdict.findings

    browser_page.context.clear_cookies()
    browser_page.goto("/record/")
    then_the_page_is_accessible(browser_page)
    browser_page.get_by_role("button", name="Check a letter").click()
    browser_page.get_by_label("Event").fill(str(printed.index))
    browser_page.get_by_label("Size of the record").fill(str(printed.size))
    browser_page.get_by_label("Seal").fill(printed.root[:-4])
    browser_page.get_by_role("button", name="Check the letter").click()
    expect(browser_page.get_by_text("There is a problem")).to_be_visible()
    then_the_page_is_accessible(browser_page)
    browser_page.get_by_label("Seal").fill(printed.root)
    browser_page.get_by_role("button", name="Check the letter").click()
    expect(browser_page.get_by_role("heading", name="It fits")).to_be_visible()
    then_the_page_is_accessible(browser_page)


def test_a_seal_is_pasted_and_checked(browser_page: Page, officer: Person, sealer: Sealer) -> None:
    browser_page.goto("/record/")
    expect(browser_page.get_by_text("Nothing is sealed yet")).to_be_visible()
    then_the_page_is_accessible(browser_page)
    given_a_case_with_a_past(officer)
    sealer.seal_all()
    browser_page.goto("/record/check/")
    browser_page.get_by_role("button", name="Check it").click()
    expect(browser_page.get_by_role("link", name="Paste a seal or a receipt")).to_be_visible()
    then_the_page_is_accessible(browser_page, opens_by_address=False)
    browser_page.get_by_label("The seal or the receipt").fill(sealer.kept_head.read_text())
    browser_page.get_by_role("button", name="Check it").click()
    expect(browser_page.get_by_role("heading", name="It fits")).to_be_visible()
    then_the_page_is_accessible(browser_page, opens_by_address=False)
