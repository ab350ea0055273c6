"""A real browser on the live server: `browser_page` for a journey, `sign_in` for who drives it.

def test_an_officer_uploads_a_list(browser_page, sign_in):
    sign_in(officer)
    browser_page.goto("/staff/lists/")
    ...
    then_the_page_is_accessible(browser_page)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from almoner.scope.context import system
from tests.browser_install import browser as installed_browser

# No sandbox inside a container run as root; the rest keeps Chromium from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SignIn = Callable[[Any], None]

_noticed: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run."""
    path = installed_browser()
    if path is None:
        pytest.fail("No browser: run `make browser`, or name one in ALMONER_BROWSER")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread; what the test arranges in the database is not asynchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def browser_context(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """Cookies of its own, at the live server; a desktop window."""
    with chromium.new_context(base_url=live_server.url, viewport={"width": 1100, "height": 900}) as context:
        context.set_default_timeout(10_000)
        yield context


@pytest.fixture
def browser_page(browser_context: BrowserContext) -> Page:
    """A page whose console, policy violations and failed requests are noticed."""
    return watched(browser_context.new_page())


@pytest.fixture
def sign_in(browser_context: BrowserContext, live_server: LiveServer) -> SignIn:
    """Sign somebody in without going through the sign-in pages: `sign_in(person)`."""

    def _sign_in(person: Any) -> None:
        client = Client()
        with system("test signs in"):
            client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        browser_context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return _sign_in


def watched(page: Page) -> Page:
    """The page, from now on with what goes wrong in it noticed."""
    found: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            found.append(f"console {message.type}: {message.text}")

    def response(answer: Response) -> None:
        if answer.status >= 500 or (answer.status >= 400 and answer.request.resource_type != "document"):
            found.append(f"{answer.status}: {answer.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: found.append(f"script: {error}"))
    page.on("response", response)
    _noticed[page] = found
    return page


def noticed(page: Page) -> list[str]:
    """What went wrong in a watched page since the last time it was asked."""
    found = _noticed.get(page, [])
    # A page that is refused or not there is an answer, not a fault; Chromium writes it to the console all the same.
    faults = [one for one in found if "Failed to load resource" not in one]
    found.clear()
    return faults
