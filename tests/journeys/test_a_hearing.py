"""A concern through a hearing to suspension, its review and its expiry: seen on the register and at the employer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from playwright.sync_api import Page, expect

from almoner.dates.days import is_working_day
from almoner.employment.actions import sweep
from almoner.fitness.actions.diary import keep_the_diary
from almoner.fitness.models import Concern, Hearing, OrderMade
from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests import order_factories as arrange
from almoner.fitness.tests.factories import Council, a_council
from almoner.fitness.tests.order_factories import Desk
from almoner.people.models import Person
from almoner.scope import clock
from almoner.scope.context import system
from tests.accessibility import faults_by_axe
from tests.browser import SignIn
from tests.pictures import keep_narrow_too

pytestmark = [pytest.mark.django_db(transaction=True)]
WORKER = "Wilhelmina Featherstonehaugh-Cholmondeley"


@dataclass
class Matter:
    """Whom it is about, who hears it, and the hearing."""

    council: Council
    desk: Desk
    bench: list[Person]
    hearing: Hearing

    @property
    def register(self) -> str:
        return f"/register/{self.council.member.number}/"


@pytest.fixture
def now() -> datetime:
    """The moment in which the browser lives."""
    return clock.now()


@pytest.fixture
def matter(transactional_db: None, now: datetime) -> Matter:
    """Notice of a hearing was served six weeks ago; its day has come."""
    served = now - timedelta(days=42)
    day = now.date()
    while not is_working_day(day):
        day -= timedelta(days=1)
    with system("test"), transaction.atomic():
        council, desk, bench = a_council(worker=WORKER), arrange.a_desk(), hear.a_bench()
        concern = arrange.a_concern_about(WORKER, now=served)
        Concern.objects.filter(pk=concern.pk).update(
            entry_id=council.member.entry_id, about_number=council.member.number
        )
        concern.refresh_from_db()
        hearing = hear.noticed(hear.a_hearing(concern, now=served), desk, bench, served, day)
        sweep(now=now)
    return Matter(council, desk, bench, hearing)


def looked_at(page: Page, name: str) -> None:
    """No fault by axe; what else makes a page accessible is tried where every page is."""
    assert faults_by_axe(page) == []
    keep_narrow_too(page, name)


def take(page: Page, matter: Matter, link: str, button: str = "", **answers: Any) -> None:
    page.goto(f"/cases/hearing/{matter.hearing.pk}/")
    page.locator("main").get_by_text(link, exact=True).click()
    for label, words in answers.pop("filled", {}).items():
        page.get_by_label(label).fill(words)
    for label in answers.pop("chosen", ()):
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name=button or link, exact=True).click()


def when_the_panel_opens_it_and_makes_its_findings(page: Page, matter: Matter) -> None:
    page.goto("/concerns/hearings/")
    looked_at(page, "hearings")
    page.get_by_role("link", name=WORKER).click()
    looked_at(page, "hearing")
    take(page, matter, "Open it", chosen=["Represented, and not there"])
    take(
        page, matter, "Record what it finds on the facts", chosen=["All of them"],
        filled={"Your reasons": "The notes of three visits were made up."},
    )  # fmt: skip
    take(
        page, matter, "Record what it finds on the ground", chosen=["Yes", "Misconduct"],
        filled={"Your reasons": "It fell far below what is expected."},
    )  # fmt: skip
    take(
        page, matter, "Record what it finds on impairment", chosen=["Yes"],
        filled={"Your reasons": "There is no insight yet."},
    )  # fmt: skip
    looked_at(page, "hearing-found")


def and_writes_its_decision(page: Page, matter: Matter) -> None:
    page.get_by_text("Draft the decision", exact=True).click()
    page.get_by_label("Suspension order", exact=True).check()
    page.get_by_label("For how many months?").fill("40")
    page.get_by_label("What will the register show?").fill("Suspended for six months.")
    page.get_by_label("Why would nothing less protect the public?").fill("Conditions need insight to be kept.")
    page.get_by_label("Yes, suspension", exact=True).check()
    page.get_by_label("The decision, with its reasons").fill("We suspend, for the reasons that we gave.")
    page.get_by_role("button", name="Put it to the others").click()
    expect(page.get_by_role("alert").get_by_text("36 months at most")).to_be_visible()
    looked_at(page, "decision-too-long")
    page.get_by_label("For how many months?").fill("6")
    page.get_by_role("button", name="Put it to the others").click()
    expect(page.get_by_text("The decision is drafted.")).to_be_visible()


def then_another_member_approves_exactly_that_and_it_is_given(page: Page, matter: Matter) -> None:
    page.goto(f"/decisions/hearing/{matter.hearing.pk}/")
    looked_at(page, "decision-to-approve")
    page.get_by_role("button", name="Approve").click()
    take(page, matter, "Give the decision")
    looked_at(page, "hearing-decided")


def then_the_register_and_the_employer_show_it(page: Page, matter: Matter, sign_in: SignIn, now: datetime) -> None:
    page.goto(matter.register)
    expect(page.get_by_text("Suspended", exact=False).first).to_be_visible()
    looked_at(page, "register-suspended")
    sweep(now=now + timedelta(minutes=10))
    sign_in(matter.council.manager)
    page.goto("/work/")
    expect(page.get_by_text(WORKER).first).to_be_visible()
    looked_at(page, "employer-told")


def suspension() -> OrderMade:
    with system("test"):
        return OrderMade.objects.get(kind="suspension")


def when_its_day_comes_near_it_is_in_the_diary_and_its_review_is_listed(
    page: Page, matter: Matter, sign_in: SignIn, day: date
) -> None:
    with time_machine.travel(arrange.at(day), tick=True):
        keep_the_diary(now=clock.now())
        sign_in(matter.desk.officer)
        page.goto("/concerns/orders/")
        expect(page.get_by_text("40 days left")).to_be_visible()
        looked_at(page, "diary")
        page.get_by_role("link", name=WORKER).click()
        page.locator("main").get_by_text("Have its review listed", exact=True).click()
        page.get_by_role("button", name="Have its review listed").click()
        looked_at(page, "order-review-listed")


def and_the_panel_lets_it_end(matter: Matter, day: date) -> None:
    heard = day + timedelta(days=30)
    while not is_working_day(heard):
        heard += timedelta(days=1)
    with system("test"), transaction.atomic():
        review = Hearing.objects.get(order__kind="suspension")
        review = hear.opened(review, matter.desk, matter.bench, arrange.at(day), heard)
        hear.decided(review, matter.bench, heard, outcome="let_end")


def then_it_ends_on_its_last_day_and_not_before(page: Page, matter: Matter, sign_in: SignIn, last: date) -> None:
    for day, words in ((last, "Suspended"), (last + timedelta(days=1), "Registered")):
        with time_machine.travel(arrange.at(day), tick=True):
            keep_the_diary(now=clock.now())
            page.goto(matter.register)
            expect(page.locator("main").get_by_text(words, exact=False).first).to_be_visible()
    assert suspension().state == "ended"
    with time_machine.travel(arrange.at(last + timedelta(days=1)), tick=True):
        sign_in(matter.desk.officer)
        page.goto("/concerns/orders/")
        expect(page.get_by_text("No order is in force")).to_be_visible()


def test_a_hearing_to_suspension_review_and_expiry(
    browser_page: Page, sign_in: SignIn, matter: Matter, now: datetime
) -> None:
    sign_in(matter.bench[0])
    when_the_panel_opens_it_and_makes_its_findings(browser_page, matter)
    and_writes_its_decision(browser_page, matter)
    sign_in(matter.bench[1])
    then_another_member_approves_exactly_that_and_it_is_given(browser_page, matter)
    then_the_register_and_the_employer_show_it(browser_page, matter, sign_in, now)
    last = suspension().until
    assert last is not None
    near = last - timedelta(days=40)
    when_its_day_comes_near_it_is_in_the_diary_and_its_review_is_listed(browser_page, matter, sign_in, near)
    and_the_panel_lets_it_end(matter, near)
    then_it_ends_on_its_last_day_and_not_before(browser_page, matter, sign_in, last)
