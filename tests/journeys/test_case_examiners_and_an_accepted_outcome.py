"""A concern goes from triage through an investigation to two case examiners, who propose an outcome; it is accepted.

Meanwhile an interim order protects the public; the accepted outcome takes its place.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction
from playwright.sync_api import Page, expect

from almoner.dates.days import is_working_day
from almoner.fitness.actions import evidence
from almoner.fitness.models import Concern, Hearing, Investigation, OrderMade
from almoner.fitness.tests import examination_factories as make
from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests import investigation_factories as investigations
from almoner.fitness.tests import order_factories as arrange
from almoner.fitness.tests.examination_factories import Pair
from almoner.fitness.tests.factories import Council, a_council, a_triage_officer
from almoner.people.models import Person
from almoner.scope import clock
from almoner.scope.context import system
from tests.accessibility import faults_by_axe
from tests.browser import SignIn
from tests.pictures import keep_narrow_too

pytestmark = [pytest.mark.django_db(transaction=True)]
WORKER = "Wilhelmina Featherstonehaugh-Cholmondeley"
DECISION = "We find it likely that the visits did not take place, and that fitness to practise is impaired."
MEANWHILE = "Visits families only together with another social worker, until the case is decided."
PUBLISHED = "Each month the social worker’s manager checks ten records against the visits that families remember."


@dataclass(frozen=True)
class Everybody:
    """Who takes part."""

    council: Council
    triage: Person
    investigator: Person
    pair: Pair
    concern: Concern
    bench: list[Person]


@pytest.fixture
def today(transactional_db: None) -> Iterator[date]:
    """The first working day from now, on which a panel can sit; the browser's server lives in it."""
    day = clock.now().date()
    while not is_working_day(day):
        day += timedelta(days=1)
    with time_machine.travel(arrange.at(day), tick=True):
        yield day


@pytest.fixture
def everybody(today: date) -> Everybody:
    now = clock.now()
    with system("test"), transaction.atomic():
        council, pair = a_council(worker=WORKER), make.a_pair()
        concern = make.a_concern_about(now, council.member)
        return Everybody(council, a_triage_officer(), investigations.an_investigator(), pair, concern, hear.a_bench())


def looked_at(page: Page, name: str) -> None:
    """No fault by axe; what else makes a page accessible is tried where every page is."""
    assert faults_by_axe(page) == []
    keep_narrow_too(page, name)


def given_an_investigation_that_triage_opened(page: Page, all_: Everybody, sign_in: SignIn) -> None:
    sign_in(all_.triage)
    page.goto(f"/cases/concern/{all_.concern.pk}/")
    for button in ("Acknowledge it and begin triage", "Open an investigation"):
        page.get_by_role("button", name=button).click()
        page.get_by_label("Medium: harm is possible").check()
        page.get_by_label("What makes it so?").fill("The employer keeps them from visits.")
        if page.get_by_label("Your reasons").count():
            page.get_by_label("Your reasons").fill("The visits can be checked with the families.")
        page.get_by_role("button", name=button).click()
    expect(page.get_by_text("To be investigated").first).to_be_visible()


def and_an_interim_order_is_applied_for(page: Page, all_: Everybody, sign_in: SignIn, today: date) -> None:
    sign_in(all_.investigator)
    page.goto(f"/cases/concern/{all_.concern.pk}/")
    page.get_by_role("link", name="Investigation INV").first.click()
    page.get_by_role("link", name="Say that an interim order may be needed").click()
    page.get_by_label("Why may an interim order be needed now?").fill("Families are visited alone every day.")
    page.get_by_role("button", name="Say that an interim order may be needed").click()
    page.goto("/concerns/interim-orders/")
    looked_at(page, "interim-orders")
    page.get_by_role("link", name=WORKER).first.click()
    page.get_by_role("button", name="Apply for an interim order").click()
    page.get_by_label("It is necessary for the protection of the public").check()
    page.get_by_label("Interim conditions of practice").check()
    page.get_by_label("What is the case for it?").fill("Nobody else sees these families.")
    looked_at(page, "interim-apply")
    page.get_by_role("button", name="Apply for an interim order").click()
    page.get_by_role("button", name="Tell the social worker, and call a panel").click()
    for group, day in (("On what day were they told?", today), ("By when may they write?", today + timedelta(days=5))):
        said = page.get_by_role("group", name=group)
        for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            said.get_by_label(part).fill(str(number))
    page.get_by_label("By email").check()
    looked_at(page, "interim-tell")
    page.get_by_role("button", name="Tell the social worker, and call a panel").click()
    expect(page.get_by_text("The social worker is told, panel to sit").first).to_be_visible()
    looked_at(page, "interim-told")


def and_a_panel_makes_it_so_that_the_register_shows_it(page: Page, all_: Everybody, today: date) -> None:
    with system("test"):
        hearing = Hearing.objects.get(concern=all_.concern, purpose="interim")
    desk = arrange.Desk(all_.pair.officer, all_.pair.officer)
    made = {"outcome": "interim-conditions", "tests": ["public"], "months": 12, "shown": MEANWHILE}
    hear.decided(
        hear.opened(hearing, desk, all_.bench, arrange.at(today), today), all_.bench, today,
        why_no_less="Nothing less would be seen.", **made,
    )  # fmt: skip
    page.goto(f"/register/{all_.council.member.number}/")
    expect(page.get_by_text(MEANWHILE).first).to_be_visible()
    looked_at(page, "register-interim")


def and_whose_evidence_the_worker_has_answered(all_: Everybody) -> None:
    now, investigator = clock.now(), all_.investigator
    with system("test"), transaction.atomic():
        found = Investigation.objects.select_related("concern").get(concern=all_.concern)
    planned = investigations.step(found, "plan", investigator, now, **investigations.PLAN)
    told = investigations.step(planned, "tell_worker", investigator, now, **investigations.TELLING)
    with system("test"), transaction.atomic():
        piece = evidence.add_file(
            concern=told.concern, file=io.BytesIO(b"Monday: duty"), name="rota.txt",
            described=evidence.Described("Rota", "Northmoor Council"), by=investigator, now=now,
        )  # fmt: skip
    with system("test"):
        investigations.scanned(piece.document_id, now)
    disclosed = investigations.step(told, "disclose", investigator, now, **investigations.RISK)
    investigations.step(
        disclosed, "record_response", investigator, now, response="I did not go. I was ill.", came_how="A letter."
    )


def when_the_investigator_sends_it_to_the_examiners(page: Page, all_: Everybody, sign_in: SignIn) -> None:
    sign_in(all_.investigator)
    page.goto(f"/cases/concern/{all_.concern.pk}/")
    page.get_by_role("link", name="Investigation INV").first.click()
    page.get_by_role("button", name="Send it to the case examiners").click()
    page.get_by_label("Medium: harm is possible").check()
    page.get_by_label("What makes it so?").fill("They are kept from visits.")
    page.get_by_label("Your reasons").fill("Everything that was asked has been answered.")
    page.get_by_role("button", name="Send it to the case examiners").click()
    expect(page.get_by_text("Sent it to the case examiners").first).to_be_visible()


def and_an_officer_gives_it_to_a_pair(page: Page, all_: Everybody, sign_in: SignIn) -> None:
    sign_in(all_.pair.officer)
    page.goto("/work/")
    page.get_by_role("link", name=WORKER).first.click()
    page.get_by_role("button", name="Give it to a pair of case examiners").click()
    looked_at(page, "examination-give")
    page.get_by_label("Lay case examiner").select_option(label=all_.pair.lay.name)
    page.get_by_label("Professional case examiner").select_option(label=all_.pair.professional.name)
    page.get_by_role("button", name="Give it to a pair of case examiners").click()
    expect(page.get_by_text("Opinions being written").first).to_be_visible()
    looked_at(page, "examination-given")


def writes_an_opinion(page: Page, name: str, *, wrong_first: bool = False) -> None:
    page.goto("/work/")
    page.get_by_role("link", name=WORKER).first.click()
    page.get_by_role("button", name="Write your opinion").click()
    if wrong_first:
        looked_at(page, f"{name}-empty")
        page.get_by_role("button", name="Write your opinion").click()
        looked_at(page, f"{name}-errors")
    page.get_by_label("Misconduct", exact=True).check()
    page.get_by_label("Likely to be found proved", exact=True).locator("visible=true").check()
    page.get_by_label("Misconduct: on what evidence do you think so?").fill("The rota, and what two families say.")
    page.get_by_role("group", name="Is there a realistic prospect").get_by_label("Yes").first.check()
    page.get_by_label("Why is there one, or why is there none?").fill("False records of visits are serious.")
    page.get_by_role("group", name="Is a hearing in the public interest?").get_by_label("No").check()
    page.get_by_label("Why is it, or is it not?").fill("The facts are accepted.")
    page.get_by_label("Medium: harm is possible").check()
    page.get_by_label("What makes it so?").fill("They are kept from visits.")
    page.get_by_label("Propose an outcome to the social worker").check()
    page.get_by_label("Conditions of practice order").check()
    page.get_by_label("Conditions or suspension: for how many months?").fill("12")
    page.get_by_label("Why would nothing less restrictive").fill("A warning keeps nobody’s eye on the records.")
    looked_at(page, name)
    page.get_by_role("button", name="Write your opinion").click()
    expect(page.get_by_text("Wrote the opinion").first).to_be_visible()


def and_the_two_write_alone_and_agree(page: Page, all_: Everybody, sign_in: SignIn) -> None:
    sign_in(all_.pair.lay)
    writes_an_opinion(page, "opinion", wrong_first=True)
    alone = page.url
    sign_in(all_.pair.professional)
    page.goto(alone)
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    writes_an_opinion(page, "opinion-other")
    page.goto(alone)
    expect(page.get_by_text("The rota, and what two families say.").first).to_be_visible()


def and_one_drafts_what_the_other_approves(page: Page, all_: Everybody, sign_in: SignIn) -> None:
    sign_in(all_.pair.lay)
    page.goto("/work/")
    page.get_by_role("link", name=WORKER).first.click()
    looked_at(page, "examination-agreed")
    page.get_by_role("button", name="Draft the decision").click()
    page.get_by_label("The decision, with its reasons").fill(DECISION)
    page.get_by_role("button", name="Draft the decision").click()
    expect(page.get_by_text("It is not said what the register will publish").first).to_be_visible()
    looked_at(page, "decision-refused")
    page.get_by_label("What the register will publish").fill(PUBLISHED)
    page.get_by_role("button", name="Draft the decision").click()
    sign_in(all_.pair.professional)
    page.goto("/work/")
    page.get_by_role("link", name=WORKER).first.click()
    page.get_by_role("button", name="Read and approve the text").click()
    expect(page.get_by_text(DECISION)).to_be_visible()
    looked_at(page, "decision")
    page.get_by_role("button", name="Approve this text").click()
    expect(page.get_by_text("You approved the text as you read it")).to_be_visible()
    sign_in(all_.pair.officer)
    page.goto("/work/")
    page.get_by_role("link", name=WORKER).first.click()
    page.get_by_role("button", name="Send the decision out").click()
    looked_at(page, "examination-issue")
    page.get_by_role("button", name="Send the decision out").click()
    expect(page.get_by_text("Sent the decision out").first).to_be_visible()
    looked_at(page, "examination-issued")
    page.get_by_role("link", name="Letter to the social worker").click()
    looked_at(page, "letter-waiting")


def and_the_worker_accepts_it(page: Page, all_: Everybody, sign_in: SignIn) -> None:
    sign_in(all_.council.worker)
    page.goto("/")
    page.get_by_role("link", name="outcome proposed to you").click()
    looked_at(page, "proposal")
    page.get_by_role("button", name="Send your answer").click()
    looked_at(page, "proposal-error")
    page.get_by_label("Yes, I accept it").check()
    page.get_by_label("Anything that you want to say").fill("I am sorry.")
    page.get_by_role("button", name="Send your answer").click()
    expect(page.get_by_text("Your answer has reached the regulator")).to_be_visible()
    looked_at(page, "proposal-accepted")


def then_the_register_shows_it(page: Page, all_: Everybody, sign_in: SignIn) -> None:
    page.goto(f"/register/{all_.council.member.number}/")
    expect(page.get_by_text(PUBLISHED).first).to_be_visible()
    sign_in(all_.pair.officer)
    page.goto(f"/cases/concern/{all_.concern.pk}/")
    page.get_by_role("link", name="Proposed outcome").click()
    expect(page.get_by_text("I am sorry.").first).to_be_visible()
    looked_at(page, "proposal-case")


def and_the_interim_order_is_over(page: Page, all_: Everybody) -> None:
    with system("test"):
        interim = OrderMade.objects.get(concern=all_.concern, kind="interim-conditions")
    page.goto(f"/cases/order/{interim.pk}/")
    expect(page.get_by_text("Followed by a final order").first).to_be_visible()
    looked_at(page, "interim-superseded")
    page.goto(f"/register/{all_.council.member.number}/")
    expect(page.get_by_text(MEANWHILE)).to_have_count(0)


@pytest.mark.clause("PLAN-F6", "PLAN-F8", "PLAN-F14", "PLAN-F15")
def test_a_concern_under_an_interim_order_ends_in_an_outcome_that_is_accepted(
    everybody: Everybody, browser_page: Page, sign_in: SignIn, today: date
) -> None:
    given_an_investigation_that_triage_opened(browser_page, everybody, sign_in)
    and_an_interim_order_is_applied_for(browser_page, everybody, sign_in, today)
    and_a_panel_makes_it_so_that_the_register_shows_it(browser_page, everybody, today)
    and_whose_evidence_the_worker_has_answered(everybody)
    when_the_investigator_sends_it_to_the_examiners(browser_page, everybody, sign_in)
    and_an_officer_gives_it_to_a_pair(browser_page, everybody, sign_in)
    and_the_two_write_alone_and_agree(browser_page, everybody, sign_in)
    and_one_drafts_what_the_other_approves(browser_page, everybody, sign_in)
    and_the_worker_accepts_it(browser_page, everybody, sign_in)
    then_the_register_shows_it(browser_page, everybody, sign_in)
    and_the_interim_order_is_over(browser_page, everybody)
