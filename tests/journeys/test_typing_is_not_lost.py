"""Kill the browser in the middle of a form: at most ten seconds of typing are lost."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from almoner.people.tests.factories import a_person
from almoner.scope.context import system
from tests.accessibility import then_the_page_is_accessible
from tests.browser import SignIn, watched

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def writer(settings: Settings) -> Any:
    settings.ROOT_URLCONF = "tests.journeys.draft_urls"
    with system("test"):
        return a_person("Ada Writer")


def given_a_form_half_filled(page: Page) -> None:
    page.goto("/note/")
    page.get_by_label("Who it is about").fill("Oluwaseun O’Shaughnessy")
    page.get_by_label("Day").fill("31")
    page.get_by_label("What was said").fill("We talked about ")


def when_the_browser_is_killed(page: Page) -> BrowserContext:
    """The state that is left is what the server has: cookies, and nothing of the page."""
    browser, state = page.context.browser, page.context.storage_state()
    assert browser is not None
    page.evaluate("window.onpagehide = null")
    page.context.close()
    return browser.new_context(storage_state=state, base_url=page.url.removesuffix("/note/"))


def test_what_was_typed_ten_seconds_ago_survives_the_browser(browser_page: Page, sign_in: SignIn, writer: Any) -> None:
    sign_in(writer)
    given_a_form_half_filled(browser_page)
    browser_page.get_by_text("Saved at").wait_for(timeout=10_000)

    with when_the_browser_is_killed(browser_page) as reopened:
        page = watched(reopened.new_page())
        page.goto("/note/")

        expect(page.get_by_label("Who it is about")).to_have_value("Oluwaseun O’Shaughnessy")
        expect(page.get_by_label("Day")).to_have_value("31")
        expect(page.get_by_label("What was said")).to_have_value("We talked about ")
        expect(page.get_by_text("We kept what you typed")).to_be_visible()
        then_the_page_is_accessible(page)


def test_somebody_who_types_without_a_pause_is_saved_within_ten_seconds(
    browser_page: Page, sign_in: SignIn, writer: Any
) -> None:
    sign_in(writer)
    browser_page.goto("/note/")
    box = browser_page.get_by_label("What was said")
    box.focus()
    for _ in range(32):  # eight seconds, a key every quarter of a second: never two seconds of quiet
        browser_page.keyboard.type("a")
        browser_page.wait_for_timeout(250)
    expect(browser_page.get_by_text("Saved at")).to_be_visible()


def test_without_script_the_button_keeps_it_and_start_again_forgets_it(
    chromium: Browser, live_server: LiveServer, browser_context: BrowserContext, sign_in: SignIn, writer: Any
) -> None:
    sign_in(writer)
    with chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=browser_context.storage_state()
    ) as plain:
        page = plain.new_page()
        given_a_form_half_filled(page)
        page.get_by_role("button", name="Save and come back later").click()
        expect(page.get_by_role("heading", name="Saved for later")).to_be_visible()

        page.get_by_role("button", name="Carry on now").click()
        expect(page.get_by_label("Day")).to_have_value("31")

        page.get_by_role("button", name="Start again instead").click()
        expect(page.get_by_label("Day")).to_have_value("")


def test_a_form_that_was_sent_leaves_no_draft(browser_page: Page, sign_in: SignIn, writer: Any) -> None:
    sign_in(writer)
    given_a_form_half_filled(browser_page)
    browser_page.get_by_text("Saved at").wait_for(timeout=10_000)
    browser_page.get_by_label("Month").fill("May")
    browser_page.get_by_label("Year").fill("2026")
    browser_page.get_by_role("button", name="Send").click()
    expect(browser_page.get_by_text("sent")).to_be_visible()
    browser_page.goto("/note/")
    expect(browser_page.get_by_label("Day")).to_have_value("")


def test_signed_out_while_typing_says_so_and_keeps_the_words_in_the_page(
    browser_page: Page, sign_in: SignIn, writer: Any
) -> None:
    sign_in(writer)
    browser_page.goto("/note/")
    browser_page.context.clear_cookies(name="sessionid")
    browser_page.get_by_label("What was said").fill("Typed after the session ended")
    browser_page.get_by_text("you have been signed out").wait_for(timeout=10_000)
    expect(browser_page.get_by_label("What was said")).to_have_value("Typed after the session ended")
