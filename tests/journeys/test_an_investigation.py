"""An investigation from its plan to the case examiners, with the social worker told, shown the evidence and heard."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import FilePayload, Page, expect

from almoner.documents.models import Document
from almoner.fitness.actions.disclosures import bind_disclosure
from almoner.fitness.models import Concern, Disclosure, Investigation
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import investigation_factories as arrange
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.scope import clock
from almoner.scope.context import system
from tests.accessibility import faults_by_axe
from tests.browser import SignIn
from tests.pictures import keep_narrow_too

pytestmark = [pytest.mark.django_db(transaction=True)]
WORKER = "Wilhelmina Featherstonehaugh-Cholmondeley"


@pytest.fixture
def worker(transactional_db: None) -> Person:
    with system("test"), transaction.atomic():
        return a_person(WORKER, Role.PRACTITIONER)


@pytest.fixture
def investigation(worker: Person) -> Investigation:
    now = clock.now()
    with transaction.atomic():
        concern = arrange.a_concern(now, worker)
        arrange.a_concern(now, about_name=WORKER)
        return arrange.to_investigate(concern, now)


def looked_at(page: Page, name: str) -> None:
    """No fault by axe; what else makes a page accessible is tried where every page is."""
    assert faults_by_axe(page) == []
    keep_narrow_too(page, name)


def what_the_worker_process_does() -> None:
    """Documents are looked at and bundles bound, as the worker does between two pages."""
    with system("test"), transaction.atomic():
        for disclosure in Disclosure.objects.filter(document=None):
            bind_disclosure(disclosure_id=disclosure.pk, now=clock.now())
        for document in Document.objects.filter(state="quarantined"):
            arrange.scanned(document.pk, clock.now())


def when_it_is_planned_and_the_police_are_asked(page: Page, investigation: Investigation) -> None:
    page.goto("/work/")
    page.get_by_role("link", name=WORKER).first.click()
    looked_at(page, "investigation-opened")
    page.get_by_role("button", name="Plan the investigation").click()
    page.get_by_label("What is to be found out?").fill("Whether the visits took place.")
    page.get_by_label("From whom, or from what?").fill("The families and the police.")
    page.get_by_label("Medium").check()
    page.get_by_label("What makes it so?").fill("The employer keeps them from visits.")
    looked_at(page, "investigation-plan")
    page.get_by_role("button", name="Plan the investigation").click()
    page.get_by_role("link", name="Ask for information from the police").click()
    page.get_by_label("Name of the person or organisation").fill("Northmoor Police")
    page.get_by_label("Email address").fill("desk@police.example")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("Asked of Northmoor Police").first).to_be_visible()


def and_it_is_put_on_hold_and_goes_on(page: Page, investigation: Investigation) -> None:
    page.get_by_role("link", name="Put it on hold, or let it go on").click()
    page.get_by_role("button", name="Put it on hold").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    looked_at(page, "hold-refused")
    page.get_by_label("Police or court proceedings").check()
    page.get_by_label("Your reasons").fill("An arrest is planned for Thursday.")
    page.get_by_role("button", name="Put it on hold").click()
    looked_at(page, "investigation-on-hold")
    page.get_by_role("link", name="Put it on hold, or let it go on").click()
    looked_at(page, "hold")
    page.get_by_role("link", name="Let it go on").click()
    page.get_by_label("Your reasons").fill("There is no charge.")
    looked_at(page, "let-go-on")
    page.get_by_role("button", name="Let it go on").click()


def and_the_worker_is_told(page: Page) -> None:
    page.get_by_role("button", name="Tell the social worker").click()
    page.get_by_label("What do you tell them the concern is?").fill("That you spoke of a family to a neighbour.")
    page.get_by_label("By a notice to their account here").check()
    looked_at(page, "investigation-tell")
    page.get_by_role("button", name="Tell the social worker").click()


def and_evidence_is_gathered_and_disclosed(page: Page) -> None:
    page.get_by_role("link", name="The evidence and the bundle").click()
    looked_at(page, "evidence-none")
    page.get_by_role("button", name="Add to the bundle").click()
    page.get_by_role("button", name="Add a file").click()
    page.get_by_role("button", name="Add to the bundle").click()
    looked_at(page, "evidence-add-refused")
    page.get_by_label("What is it?").fill("Diary of the neighbour")
    page.get_by_label("Who gave it?").fill("The neighbour")
    diary = FilePayload(name="diary.txt", mimeType="text/plain", buffer=b"Monday: she came to my door.")
    page.locator("input[type=file]").set_input_files(diary)
    page.get_by_role("button", name="Add to the bundle").click()
    expect(page.get_by_text("Page 2")).to_be_visible()
    what_the_worker_process_does()
    page.reload()
    looked_at(page, "evidence")
    page.get_by_role("link", name="Withdraw number 2").click()
    looked_at(page, "evidence-withdraw")
    page.goto("/work/")
    page.get_by_role("link", name=WORKER).first.click()
    page.get_by_role("button", name="Disclose the bundle").click()
    page.get_by_label("Medium").check()
    page.get_by_label("What makes it so?").fill("As before.")
    page.get_by_role("button", name="Disclose the bundle").click()
    page.get_by_role("link", name="How the risk was judged").click()
    looked_at(page, "risk")


def and_the_worker_reads_and_answers_it(page: Page) -> None:
    page.goto("/your-case/")
    looked_at(page, "your-cases")
    page.get_by_role("link", name="You can answer now").click()
    looked_at(page, "your-case-being-bound")
    what_the_worker_process_does()
    page.reload()
    expect(page.get_by_role("link", name="Download it as one PDF")).to_be_visible()
    looked_at(page, "your-case")
    page.get_by_role("link", name="Tell us what you need").click()
    page.get_by_label("Breaks, or more time").check()
    looked_at(page, "your-support")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Answer the bundle").click()
    looked_at(page, "your-answer")
    page.get_by_label("Your answer").fill("I was on leave in May, as page 2 says.")
    page.get_by_role("button", name="Send your answer").click()
    expect(page.get_by_text("The regulator has your answer.")).to_be_visible()
    looked_at(page, "your-case-answered")


def then_it_goes_to_the_case_examiners(page: Page, investigation: Investigation) -> None:
    page.goto(f"/cases/investigation/{investigation.pk}/")
    looked_at(page, "investigation-answered")
    page.get_by_role("link", name="What people need to take part").click()
    expect(page.get_by_text("Breaks, or more time")).to_be_visible()
    looked_at(page, "support")
    page.goto(f"/cases/investigation/{investigation.pk}/refer_to_examiners/")
    page.get_by_label("Medium").check()
    page.get_by_label("What makes it so?").fill("As before.")
    page.get_by_label("Your reasons").fill("All that could be found out was.")
    page.get_by_role("button", name="Send it to the case examiners").click()
    expect(page.get_by_text("With the case examiners").first).to_be_visible()
    looked_at(page, "investigation-referred")


@pytest.mark.clause("PLAN-F10", "PLAN-F15")
def test_an_investigation_goes_from_its_plan_to_the_case_examiners(
    investigation: Investigation, worker: Person, browser_page: Page, sign_in: SignIn
) -> None:
    with system("test"), transaction.atomic():
        investigator = arrange.an_investigator()
    sign_in(worker)
    browser_page.goto("/your-case/")
    looked_at(browser_page, "your-cases-none")
    sign_in(investigator)
    when_it_is_planned_and_the_police_are_asked(browser_page, investigation)
    and_it_is_put_on_hold_and_goes_on(browser_page, investigation)
    and_the_worker_is_told(browser_page)
    and_evidence_is_gathered_and_disclosed(browser_page)
    sign_in(worker)
    and_the_worker_reads_and_answers_it(browser_page)
    sign_in(investigator)
    then_it_goes_to_the_case_examiners(browser_page, investigation)


@pytest.mark.clause("PLAN-F1")
def test_two_concerns_about_one_person_are_held_side_by_side_and_joined(
    worker: Person, browser_page: Page, sign_in: SignIn
) -> None:
    now = clock.now()
    with transaction.atomic():
        officer = make.a_triage_officer()
        said = [("What happened?", "She spoke of us to a neighbour on 5 May 2026.")]
        first = arrange.a_concern(now, worker, statement=said)
        second = arrange.a_concern(now, about_name=WORKER, about_number="", entry_id=None, statement=said)
        arrange.step(second, "acknowledge", officer, now, **arrange.RISK)
    sign_in(officer)
    page = browser_page
    page.goto(f"/cases/concern/{second.pk}/")
    page.get_by_role("link", name="Whom it is about").click()
    looked_at(page, "about-whom")
    page.goto(f"/concerns/{second.pk}/alike/")
    looked_at(page, "alike")
    page.locator("#main-content").get_by_role("link", name=WORKER).click()
    page.get_by_role("button", name="Save what you decided").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    looked_at(page, "alike-refused")
    page.get_by_label("Yes: deal with both together").check()
    page.get_by_label("Your reasons").fill("The same door on the same day.")
    page.get_by_role("button", name="Save what you decided").click()
    expect(page.get_by_text(f"Joined: concern {first.reference}").first).to_be_visible()
    looked_at(page, "concern-joined")
    with system("test"), transaction.atomic():
        assert Concern.objects.get(pk=second.pk).joined_to_id == first.pk
