"""Somebody without an account raises a concern, stops half way, comes back by their code, sends it and follows it."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from almoner.register.tests.factories import an_entry, the_regulator
from almoner.scope.context import system
from tests.accessibility import faults_by_axe
from tests.browser import watched
from tests.pictures import keep_narrow_too

pytestmark = [pytest.mark.django_db(transaction=True)]
WHAT = "She told my neighbour what I had told her about my children."


@pytest.fixture(autouse=True)
def _register(transactional_db: None) -> None:
    with system("test"), transaction.atomic():
        the_regulator()
        an_entry("Wilhelmina", "Featherstonehaugh-Cholmondeley", town="Hull")


def looked_at(page: Page, name: str) -> None:
    """No fault by axe; what else makes a page accessible is tried where every page is."""
    assert faults_by_axe(page) == []
    keep_narrow_too(page, name)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Save and continue").click()


def given_somebody_who_began(page: Page) -> str:
    page.goto("/raise-a-concern/")
    looked_at(page, "raise-start")
    page.get_by_label("How a social worker in England did their work").check()
    page.get_by_role("button", name="Continue").click()
    looked_at(page, "raise-code")
    code = page.locator("main strong").first.inner_text()
    page.get_by_role("button", name="I have noted it down").click()
    looked_at(page, "raise-you")
    go_on(page)
    expect(page.get_by_text("There is a problem")).to_be_visible()
    page.get_by_label("I have had support from the social worker").check()
    go_on(page)
    return code


def when_they_come_back_on_a_telephone(page: Page, code: str) -> None:
    page.goto("/raise-a-concern/code/")
    page.get_by_label("Your code").fill(code.lower())
    looked_at(page, "raise-enter-code")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Look them up on the register").fill("wilhelmina fetherstonehaugh")
    page.get_by_role("button", name="Search").click()
    looked_at(page, "raise-worker")
    page.get_by_role("button", name="This person").click()
    page.get_by_label("What happened?").fill(WHAT)
    looked_at(page, "raise-what")
    go_on(page)
    page.get_by_label("When and where did it happen?").fill("In May, at my door.")
    go_on(page)
    go_on(page)
    page.locator("input[type=file]").set_input_files({"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Hi"})
    page.get_by_role("button", name="Add these files").click()
    expect(page.get_by_text("letter.txt", exact=True)).to_be_visible()
    looked_at(page, "raise-files")
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_label("Breaks, or more time").check()
    looked_at(page, "raise-support")
    go_on(page)
    looked_at(page, "raise-contact")
    go_on(page)


def then_they_check_send_and_follow_it(page: Page) -> None:
    expect(page.get_by_text(WHAT)).to_be_visible()
    looked_at(page, "raise-check")
    page.get_by_role("button", name="Send your concern").click()
    expect(page.get_by_text("We have your concern")).to_be_visible()
    looked_at(page, "raise-follow")


@pytest.mark.clause("PLAN-F1")
def test_a_concern_is_saved_resumed_sent_and_followed(
    browser_page: Page, chromium: Browser, live_server: LiveServer
) -> None:
    code = given_somebody_who_began(browser_page)
    with chromium.new_context(base_url=live_server.url, viewport={"width": 1100, "height": 900}) as another:
        page = watched(another.new_page())
        when_they_come_back_on_a_telephone(page, code)
        then_they_check_send_and_follow_it(page)
