"""References for an agency social worker: the wrong person's is set aside, and what nobody answers climbs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from playwright.sync_api import Page, expect

from almoner.fitness.tests.factories import Council, a_council
from almoner.references.actions.consents import BY_LINK
from almoner.references.actions.verification import climb
from almoner.references.models import CandidateFile, Reference
from almoner.references.tests.factories import (
    ANSWERS,
    NOW,
    REFEREE,
    Agency,
    a_verification,
    act,
    an_agency,
    given,
    shared,
    with_history,
)
from almoner.scope.context import system
from tests.accessibility import faults_by_axe
from tests.browser import SignIn
from tests.pictures import keep_narrow_too

pytestmark = [pytest.mark.django_db(transaction=True)]
WORKER = "Wilhelmina Featherstonehaugh-Cholmondeley"


@dataclass(frozen=True)
class Region:
    """An agency with a candidate, the authority they worked for, and the one that may want them."""

    agency: Agency
    giver: Council
    commissioner: Council
    file: CandidateFile


@pytest.fixture
def region(transactional_db: None) -> Iterator[Region]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True), system("test"):
        with transaction.atomic():
            agency, giver, commissioner = an_agency(), a_council(), a_council("Southmere Council", "Ann Bell")
            made = Region(agency, giver, commissioner, with_history(agency, giver, name=WORKER))
        yield made


def looked_at(page: Page, name: str) -> None:
    """No fault by axe; what else makes a page accessible is tried where every page is."""
    assert faults_by_axe(page) == []
    keep_narrow_too(page, f"references-{name}")


def when_the_agency_asks_the_authority(page: Page, region: Region) -> None:
    page.goto("/candidates/")
    looked_at(page, "candidates")
    page.get_by_role("link", name=WORKER).click()
    looked_at(page, "file-begun")
    page.get_by_role("button", name="Ask for a reference").click()
    page.get_by_role("button", name="Ask for it").click()
    looked_at(page, "ask-refused")
    page.get_by_label("Northmoor Council").check()
    page.get_by_label("Practice reference").check()
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("They have been asked.")).to_be_visible()
    looked_at(page, "file-asked")


def and_the_first_line_manager_writes_one_that_is_refused(page: Page, region: Region, sign_in: SignIn) -> None:
    sign_in(region.giver.manager)
    page.goto("/references/")
    looked_at(page, "asked-of-us")
    page.get_by_role("link", name=WORKER).click()
    looked_at(page, "reference")
    reference = page.url
    page.goto(f"{reference}give/")
    expect(page.get_by_text("Only a suitably senior manager of the authority may do this.")).to_be_visible()
    looked_at(page, "refusal")
    with system("test"):
        act(Reference.objects.get(), "write", region.giver.manager, NOW + timedelta(hours=1), **ANSWERS)
    sign_in(region.giver.head)
    page.goto(f"{reference}refuse/")
    page.get_by_label("Your reasons").fill("A first-line manager does not give it.")
    page.get_by_role("button", name="Refuse it, to be given anew").click()
    looked_at(page, "reference-refused")


def and_it_comes_by_link_as_if_from_somebody_senior(region: Region) -> None:
    with system("test"), transaction.atomic():
        act(Reference.objects.get(), "receive", BY_LINK, NOW + timedelta(hours=2), **{**REFEREE, **ANSWERS})
    shared(region.file, region.commissioner, region.giver.worker)


def and_the_commissioner_finds_out(page: Page, region: Region, sign_in: SignIn) -> None:
    sign_in(region.commissioner.manager)
    page.goto("/references/files/")
    looked_at(page, "shared")
    page.get_by_role("link", name=WORKER).click()
    looked_at(page, "file-shared")
    page.get_by_role("link", name="Read it").click()
    looked_at(page, "words")
    page.get_by_role("link", name=WORKER).click()
    page.get_by_role("button", name="Ask them to verify it").click()
    looked_at(page, "verification")
    page.get_by_role("link", name="It came from a colleague or a first-line manager").click()
    page.get_by_label("Their team manager or first-line manager").check()
    page.get_by_label("Your reasons").fill("Pat Lowe is her team manager, their switchboard says.")
    page.get_by_role("button", name="It came from a colleague or a first-line manager").click()
    page.get_by_role("link", name="What the senior managers settle").click()
    expect(page.get_by_text("Sol Marek").first).to_be_visible()
    looked_at(page, "senior-request")


def and_the_senior_manager_there_gives_it(page: Page, region: Region, sign_in: SignIn) -> None:
    sign_in(region.giver.service_manager)
    page.goto("/references/")
    page.get_by_role("link", name=WORKER).click()
    page.get_by_role("button", name="Give the reference").click()
    looked_at(page, "give")
    page.get_by_label("What was their post, and in which team?").fill("Social worker, Duty")
    page.get_by_label("Day").first.fill("6")
    page.get_by_label("Month").first.fill("1")
    page.get_by_label("Year").first.fill("2020")
    for label in ("How was their practice?", "How did they conduct themselves?", "How did they use supervision?"):
        page.get_by_label(label).fill("Well.")
    page.get_by_label("Why did they leave, or why will they?").fill("For a change.")
    for answer in page.get_by_label("No", exact=True).all()[:2]:
        answer.check()
    page.get_by_label("Yes", exact=True).last.check()
    page.get_by_role("button", name="Give the reference").click()
    looked_at(page, "given")


def then_it_is_verified_and_the_standards_are_restated(page: Page, region: Region, sign_in: SignIn) -> None:
    sign_in(region.commissioner.manager)
    page.goto(f"/candidates/{region.file.pk}/")
    expect(page.get_by_text("Verified in writing on 23 November 2026")).to_be_visible()
    expect(page.get_by_text("Set aside: from the wrong person")).to_be_visible()
    looked_at(page, "file-verified")
    sign_in(region.giver.head)
    page.goto("/references/concerns/")
    looked_at(page, "concerns")
    page.get_by_role("link", name=WORKER).click()
    page.get_by_role("button", name="Close it").click()
    page.get_by_label("What came of it?").fill("We spoke to the team.")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What are they to read?").fill("A service manager or above gives a reference.")
    looked_at(page, "close-concern")
    page.get_by_role("button", name="Close it").click()
    sign_in(region.giver.manager)
    page.goto("/learning/")
    page.get_by_role("link", name="The standards for references").click()
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_text("You have confirmed that you read it.")).to_be_visible()


@pytest.mark.clause("REF-1", "REF-3", "REF-12")
def test_a_first_line_managers_reference_is_refused_and_the_seniors_settle_it(
    region: Region, browser_page: Page, sign_in: SignIn
) -> None:
    sign_in(region.agency.consultant)
    when_the_agency_asks_the_authority(browser_page, region)
    and_the_first_line_manager_writes_one_that_is_refused(browser_page, region, sign_in)
    and_it_comes_by_link_as_if_from_somebody_senior(region)
    and_the_commissioner_finds_out(browser_page, region, sign_in)
    and_the_senior_manager_there_gives_it(browser_page, region, sign_in)
    then_it_is_verified_and_the_standards_are_restated(browser_page, region, sign_in)


@pytest.mark.clause("REF-6", "REF-11", "REF-13")
def test_an_ignored_request_climbs_to_the_heads_of_service_by_the_clock(
    region: Region, browser_page: Page, sign_in: SignIn
) -> None:
    page = browser_page
    with transaction.atomic():
        asked = given(region.file, region.agency, region.giver)
        shared(region.file, region.commissioner, region.giver.worker)
        case = a_verification(asked, region.commissioner)
    with time_machine.travel(NOW + timedelta(3), tick=True):
        climb(now=NOW + timedelta(3))
        sign_in(region.giver.service_manager)
        page.goto("/work/")
        expect(page.get_by_role("link", name=WORKER)).to_be_visible()
        looked_at(page, "raised-work")
        page.goto(f"/cases/verification/{case.pk}/")
        expect(page.get_by_text("Raised to the senior managers").first).to_be_visible()
        looked_at(page, "raised")
    with time_machine.travel(NOW + timedelta(9), tick=True):
        climb(now=NOW + timedelta(9))
        sign_in(region.giver.head)
        page.goto("/references/verification/")
        expect(page.get_by_text("reached the heads of service")).to_be_visible()
        looked_at(page, "verifications-last")
        page.get_by_role("link", name=WORKER).click()
        expect(page.get_by_text("it went one level up on both sides")).to_be_visible()
        page.get_by_role("button", name="Confirm the reference").click()
        page.get_by_label("A service manager, a head of service, or above").check()
        page.get_by_label("What do you confirm?").fill("I gave it and it stands.")
        page.get_by_label("No", exact=True).check()
        looked_at(page, "confirm")
        page.get_by_role("button", name="Confirm the reference").click()
        looked_at(page, "confirmed")
        sign_in(region.commissioner.manager)
        page.goto(f"/candidates/{region.file.pk}/")
        expect(page.get_by_text("Verified in writing on 2 December 2026")).to_be_visible()
