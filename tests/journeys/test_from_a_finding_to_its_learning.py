"""A finding reaches the employer, is acknowledged and discussed, becomes learning that is read, and is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from almoner.fitness.models import Concern
from almoner.fitness.tests.factories import Council, a_council
from almoner.fitness.tests.finding_factories import a_concern_about, an_investigator
from almoner.people.models import Person
from almoner.scope import clock
from almoner.scope.context import system
from tests.accessibility import faults_by_axe
from tests.browser import SignIn
from tests.pictures import keep_narrow_too

pytestmark = [pytest.mark.django_db(transaction=True)]
WORKER = "Wilhelmina Featherstonehaugh-Cholmondeley"
LESSON = "Have another team read one record a month"


@dataclass(frozen=True)
class Stage:
    """Everybody in the journey."""

    council: Council
    investigator: Person
    concern: Concern


@pytest.fixture
def everybody(transactional_db: None) -> Stage:
    with system("test"), transaction.atomic():
        council = a_council(worker=WORKER)
        concern = a_concern_about(council.member, clock.now() - timedelta(days=1), council.organisation)
        return Stage(council, an_investigator(), concern)


def looked_at(page: Page, name: str) -> None:
    """No fault by axe; what else makes a page accessible is tried where every page is."""
    assert faults_by_axe(page) == []
    keep_narrow_too(page, f"finding-{name}")


def the_day(page: Page, day: date) -> None:
    page.get_by_label("Day").fill(str(day.day))
    page.get_by_label("Month").fill(str(day.month))
    page.get_by_label("Year").fill(str(day.year))


def when_the_regulator_shares_the_outcome(page: Page, concern: Concern) -> None:
    page.goto("/concerns/outcomes/")
    looked_at(page, "outcomes-none")
    page.goto(f"/cases/concern/{concern.pk}/")
    page.get_by_role("link", name="Share an outcome with the employer").click()
    looked_at(page, "share")
    page.get_by_role("button", name="Share it").click()
    looked_at(page, "share-error")
    page.get_by_label("What was decided, in a line?").fill("Warning for three years")
    page.get_by_label("What do you tell the employer of it?").fill("A warning, because three records were false.")
    page.get_by_label("What do you recommend").fill("Supervision every two weeks, with records looked at.")
    page.get_by_label("What did you find about the organisation?").fill("Nobody reads records between supervisions.")
    page.get_by_role("button", name="Share it").click()
    expect(page.get_by_text("Shared with Northmoor Council")).to_be_visible()
    looked_at(page, "outcomes")


def and_the_head_of_service_acknowledges_it(page: Page) -> None:
    page.goto("/practice-concerns/findings/")
    expect(page.get_by_role("heading", name="About the organisation")).to_be_visible()
    looked_at(page, "list")
    page.get_by_role("link", name=WORKER).click()
    looked_at(page, "received")
    page.get_by_role("button", name="Acknowledge it").click()
    page.get_by_role("button", name="Acknowledge it").click()
    expect(page.get_by_text("Close it: not yet")).to_be_visible()
    expect(page.get_by_text("No meeting of the heads of service and the deputy director").first).to_be_visible()
    looked_at(page, "acknowledged")


def and_the_recommendation_gets_an_owner(page: Page, owner: str) -> None:
    page.get_by_role("link", name="Supervision every two weeks").click()
    page.get_by_role("button", name="Give it an owner and a date").click()
    page.get_by_label("Who will see to it?").fill(owner)
    the_day(page, clock.today() + timedelta(days=60))
    looked_at(page, "plan")
    page.get_by_role("button", name="Give it an owner and a date").click()
    expect(page.get_by_text("Under way").first).to_be_visible()
    looked_at(page, "planned")
    page.get_by_role("link", name="The finding it came with").click()


def and_the_meeting_discusses_it(page: Page, council: Council) -> None:
    page.get_by_role("button", name="Record the meeting that discussed it").click()
    the_day(page, clock.today())
    page.get_by_label("Which heads of service were there?").fill(council.head.name)
    page.get_by_label("What was said?").fill("We have no check on records between supervisions.")
    page.get_by_role("button", name="Record the meeting that discussed it").click()
    expect(page.get_by_text("No deputy director is named").first).to_be_visible()
    looked_at(page, "meeting-refused")
    page.get_by_label("Which deputy director was there?").fill(council.deputy.name)
    page.get_by_role("button", name="Record the meeting that discussed it").click()


def and_decides_what_is_learned(page: Page, owner: str) -> None:
    page.get_by_role("link", name="Add something to learn that the meeting decided").click()
    page.get_by_label("Change how we practise").check()
    page.get_by_label("What is to be done, in a line?").fill(LESSON)
    page.get_by_label("What are people to read?").fill("Ask Wilhelmina what happened.")
    page.get_by_label("Every social worker").check()
    page.get_by_label("Who will see to it?").fill(owner)
    the_day(page, clock.today() + timedelta(days=30))
    page.get_by_role("button", name="Add something to learn").click()
    expect(page.get_by_text("This says “Wilhelmina”").first).to_be_visible()
    looked_at(page, "decide-refused")
    page.get_by_label("What are people to read?").fill("Each month somebody of another team reads one of your records.")
    page.get_by_role("button", name="Add something to learn").click()
    looked_at(page, "discussed")


def and_staff_read_it(page: Page) -> None:
    page.goto("/learning/")
    looked_at(page, "to-read")
    page.get_by_role("link", name=LESSON).click()
    looked_at(page, "read-one")
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_text("You have nothing to read")).to_be_visible()
    looked_at(page, "nothing-to-read")


def and_its_owner_does_it(page: Page) -> None:
    page.goto("/work/")
    page.get_by_role("link", name=LESSON).click()
    expect(page.get_by_text("1 of 1")).to_be_visible()
    looked_at(page, "learning")
    page.get_by_role("button", name="Say that it is done").click()
    page.get_by_label("What was done, and what changed?").fill("A rota; eleven records read so far.")
    page.get_by_role("button", name="Say that it is done").click()
    looked_at(page, "learning-done")


def then_it_is_closed(page: Page) -> None:
    page.goto("/practice-concerns/findings/")
    page.get_by_role("link", name=WORKER).click()
    page.get_by_role("button", name="Close it").click()
    page.get_by_label("Your reasons").fill("The rota is in place and everybody has read it.")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("This case was closed")).to_be_visible()
    looked_at(page, "closed")


def and_each_side_sees_its_figures(page: Page, council: Council, sign_in: SignIn) -> None:
    page.goto("/concerns/figures/")
    expect(page.get_by_role("img", name="Bar chart: Open now, by stage")).to_be_visible()
    looked_at(page, "stage-figures")
    page.goto("/concerns/employers/")
    looked_at(page, "employers")
    sign_in(council.manager)
    page.goto("/practice-concerns/endings/")
    looked_at(page, "endings")
    page.get_by_role("button", name="End an assignment").click()
    page.get_by_role("link", name=WORKER).click()
    page.get_by_role("button", name="End the assignment").click()
    looked_at(page, "ending-errors")
    page.goto("/examples/")
    looked_at(page, "examples")
    sign_in(council.head)
    page.goto("/practice-concerns/figures/")
    looked_at(page, "own-figures")


@pytest.mark.clause("FTP-2.1")
@pytest.mark.clause("FTP-4.1", "FTP-4.2", "FTP-4.4", "FTP-4.5")
def test_a_finding_is_answered_learned_from_and_closed(everybody: Stage, browser_page: Page, sign_in: SignIn) -> None:
    council = everybody.council
    sign_in(everybody.investigator)
    when_the_regulator_shares_the_outcome(browser_page, everybody.concern)
    sign_in(council.head)
    and_the_head_of_service_acknowledges_it(browser_page)
    and_the_recommendation_gets_an_owner(browser_page, council.service_manager.name)
    and_the_meeting_discusses_it(browser_page, council)
    and_decides_what_is_learned(browser_page, council.service_manager.name)
    sign_in(council.worker)
    and_staff_read_it(browser_page)
    sign_in(council.service_manager)
    and_its_owner_does_it(browser_page)
    sign_in(council.head)
    then_it_is_closed(browser_page)
    sign_in(everybody.investigator)
    browser_page.goto("/concerns/outcomes/?stage=closed")
    expect(browser_page.get_by_text("Learning done: 1 of 1")).to_be_visible()
    looked_at(browser_page, "regulator-sees")
    and_each_side_sees_its_figures(browser_page, council, sign_in)
