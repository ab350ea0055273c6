"""Every page that a person of the demonstration can come to by following links is accessible.

Nobody keeps a list of pages: each persona signs in, every link is followed, and one page of each route is looked at in
the browser as the first persona who came to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from almoner.demo.actions import make_region
from almoner.demo.queries import places
from tests.accessibility import CHECKS, faults_without_script
from tests.browser import watched

LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')
CLASS = re.compile(r'\bclass="([^"]*)"')
# Addresses that answer with a file or leave: not pages.
NO_PAGES = ("/account/logout/", "/static/", "/media/")
MOST_PAGES = 400
#: Whose pages the quick suite looks at, and the long one not again.
MAIN = {"HR officer"}
ROOT = Path(__file__).resolve().parents[2]


@cache
def route_of(address: str) -> str | None:
    """The route an address belongs to; None for what is not ours."""
    try:
        return str(resolve(urlsplit(address).path).route)
    except Resolver404:
        return None


def links_of(page: str, address: str) -> Iterator[str]:
    """The addresses of ours that a page leads to."""
    for href in map(unescape, LINK.findall(page)):
        if href.startswith("?"):
            href = urlsplit(address).path + href
        if href.startswith("/") and not href.startswith(("//", *NO_PAGES)):
            yield href.split("#")[0]


def pages_of(client: Client) -> dict[str, str]:
    """One address for each route that can be reached by links from the first page: route to address."""
    waiting, seen, found = ["/", "/work/", "/accessibility/", reverse("account_email")], set[str](), dict[str, str]()
    of_route: Counter[str] = Counter()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen or (route := route_of(address)) is None or of_route[route] >= 2:
            continue
        seen.add(address)
        of_route[route] += 1
        answer = client.get(address)
        if answer.status_code != 200 or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        found.setdefault(route, address)
        waiting += links_of(answer.content.decode(), address)
    return found


def personas(wanted: set[str] | None) -> Iterator[tuple[str, Client]]:
    """One of each role that is wanted (all when None), signed in; and first somebody who is not."""
    yield "a visitor", Client()
    roles: set[str] = set()
    for place in places():
        for somebody in place.people:
            if somebody.role not in roles and (wanted is None or somebody.role in wanted):
                roles.add(somebody.role)
                client = Client()
                client.post(reverse("demo_become", args=[somebody.persona_id]))
                yield f"{somebody.name}, {somebody.role}", client


def routes_of(wanted: set[str]) -> set[str]:
    """Every route that these roles can reach by links, and somebody who is not signed in."""
    return {route for _, client in personas(wanted) for route in pages_of(client)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(MAIN, id="the main role"),
        pytest.param(None, id="every other role", marks=pytest.mark.long),
    ],
)
def test_every_page_that_links_lead_to_is_accessible(
    chromium: Browser,
    live_server: LiveServer,
    settings: Settings,
    tmp_path: Path,
    now: datetime,
    wanted: set[str] | None,
) -> None:
    settings.VAR = tmp_path
    make_region(now=now, progress=lambda what, done, total: None, entries=120)
    looked_at = set() if wanted else routes_of(MAIN)
    already = len(looked_at)
    faults: dict[str, list[str]] = {}
    for who, client in personas(wanted):
        pages = {route: address for route, address in pages_of(client).items() if route not in looked_at}
        looked_at |= pages.keys()
        cookies = [
            {"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()
        ]
        with chromium.new_context(base_url=live_server.url, viewport={"width": 1100, "height": 900}) as context:
            context.add_cookies(cookies)  # type: ignore[arg-type]
            for route, address in pages.items():
                page = watched(context.new_page())
                page.goto(address)
                found = [fault for check in (*CHECKS, faults_without_script) for fault in check(page)]
                if found:
                    faults[f"{address} ({route}) as {who}"] = found
                page.close()
    assert faults == {}, "\n".join(f"{place}\n  " + "\n  ".join(found) for place, found in faults.items())
    assert {"", "accessibility/", "demo/", "register/", "staff/", "organisation/", "account/2fa/"} <= looked_at
    assert len(looked_at) > already + 20


def test_every_class_of_ours_that_a_page_uses_has_a_style() -> None:
    styles = "".join(path.read_text() for path in (ROOT / "almoner/design/front/css").glob("*.css"))
    known = set(re.findall(r"\.(almoner-[\w-]+)", styles))
    unstyled: dict[str, set[str]] = {}
    for template in ROOT.glob("almoner/*/web/**/*.html"):
        used = {
            name
            for names in CLASS.findall(template.read_text())
            for name in re.findall(r"almoner-[\w-]+(?![\w{-])", names)
        }
        if missing := {name for name in used if not name.endswith("-") and name not in known | MARKS}:
            unstyled[str(template.relative_to(ROOT))] = missing
    assert unstyled == {}


# Classes that a script or a test looks for, which need no style.
MARKS: set[str] = set()
