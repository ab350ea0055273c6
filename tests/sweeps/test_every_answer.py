"""Every answer keeps the contract of its headers: each address, method and kind of reader, and every kind of error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from html.parser import HTMLParser
from http.cookies import Morsel
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from psycopg import errors
from pytest_django import Settings

from almoner.config import urls as house
from almoner.people.rules import Role
from almoner.people.web.pages import public_page
from tests.sweeps.probing import COMMON, IN_TURN, ONE_OF_EACH_KIND, OTHER_IN_TURN, somebody
from tests.sweeps.tally import Tried
from tests.sweeps.test_secret_rows import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_still")]

EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    # Ours, which names nothing, in place of the one by which the web server would name itself.
    "Server": "web",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
#: Each is a key to something that is kept here; nothing of what is kept lies in a cookie itself.
COOKIES = {"sessionid", "csrftoken", "almoner_link"}
NEVER = ("X-Powered-By", "Via", "X-Runtime", "X-Generator")


def faults_of(response: Any) -> Iterator[str]:
    """Each way in which an answer breaks the contract."""
    for name, value in EXACTLY.items():
        if response.get(name) != value:
            yield f"{name} is {response.get(name)!r}"
    policy = dict(part.strip().partition(" ")[::2] for part in response.get("Content-Security-Policy", "").split(";"))
    for name, value in POLICY.items():
        # A source that is not named falls back on the default; a file of a stranger's allows nothing at all.
        if policy.get(name, policy.get("default-src") if name.endswith("-src") else None) not in (value, "'none'"):
            yield f"the policy's {name} is {policy.get(name)!r}"
    if "unsafe" in str(policy) or "*" in str(policy):
        yield "the policy allows what it should not"
    if "no-store" not in response.get("Cache-Control", ""):
        yield f"may be kept: {response.get('Cache-Control')!r}"
    yield from (f"names {name}" for name in NEVER if name in response.headers)
    for cookie in response.cookies.values():
        yield from _faults_of_cookie(cookie)
    if "text/html" in response.get("Content-Type", "") and not response.streaming:
        yield from _Unsound.found_in(response.content)


def _faults_of_cookie(cookie: Morsel[str]) -> Iterator[str]:
    if cookie.key not in COOKIES:
        yield f"nobody knows the cookie {cookie.key}"
    taken_away = not cookie.value and cookie["max-age"] == 0
    if not cookie["httponly"] and not taken_away:
        yield f"script may read the cookie {cookie.key}"
    if cookie["samesite"] not in ("Lax", "Strict"):
        yield f"another site may send the cookie {cookie.key}"
    if cookie["domain"] or cookie["path"] != "/":
        yield f"the cookie {cookie.key} goes further than our own host"


class _Unsound(HTMLParser):
    """Finds what the policy would refuse, script, style and handlers within a page; and forms that nobody can send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tokenless = ""

    @classmethod
    def found_in(cls, body: bytes) -> list[str]:
        """Each inline thing on a page, and each form that changes something without the token it is asked for."""
        reader = cls()
        reader.feed(body.decode(errors="replace"))
        return reader.found

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form" and str(given.get("method")).lower() == "post":
            self.tokenless = f"a form without a token, to {given.get('action') or 'its own page'}"
        if given.get("name") == "csrfmiddlewaretoken" and given.get("value"):
            self.tokenless = ""
        # Data in a script element is never run, so no policy refuses it.
        runs = tag == "script" and given.get("type") != "application/json"
        if tag == "style" or (runs and "src" not in given):
            self.found.append(f"an inline {tag}")
        for name, value in given.items():
            if name.startswith("on") or name == "style":
                self.found.append(f"{name} on a {tag}")
            if name in ("href", "src", "action") and str(value).strip().lower().startswith("javascript:"):
                self.found.append(f"script in the {name} of a {tag}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.tokenless:
            self.found.append(self.tokenless)
            self.tokenless = ""


def broken(client: Client, asked: list[str], methods: tuple[str, ...]) -> tuple[int, list[str]]:
    """How many answers were looked at, and each that breaks the contract."""
    looked_at, found, cookies = 0, [], dict(client.cookies)
    for address in asked:
        for method in methods:
            client.cookies.clear()
            client.cookies.update(cookies)
            before = transaction.savepoint()
            response = getattr(client, method)(address)
            found += [f"{method} {address}: {fault}" for fault in faults_of(response)]
            if response.streaming:
                b"".join(response)
            transaction.savepoint_rollback(before)
            looked_at += 1
    return looked_at, found


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize("role", [None, Role.HR_OFFICER, Role.ORGANISATION_ADMINISTRATOR])
def test_every_page_keeps_the_contract(role: Role | None, now: datetime, tried: Tried) -> None:
    client = somebody(role)[0] if role else Client(raise_request_exception=False)
    looked_at, found = broken(client, list(addresses(None, None, now)), ("get",))
    assert found == []
    tried("answers whose headers were looked at", looked_at)


@pytest.mark.long
@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize("role", IN_TURN)
def test_every_page_about_ones_own_things_keeps_the_contract_by_other_methods(
    role: Role, now: datetime, tried: Tried
) -> None:
    client, person, home = somebody(role)
    methods = COMMON + OTHER_IN_TURN if role in ONE_OF_EACH_KIND else COMMON
    looked_at, found = broken(client, list(addresses(person, home, now)), methods)
    assert found == []
    tried("answers whose headers were looked at", looked_at)


def raising(error: Exception) -> Callable[..., HttpResponse]:
    """A page on which something goes wrong."""

    @public_page
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


def away() -> OperationalError:
    """The database is away."""
    error = OperationalError("connection failed")
    error.__cause__ = errors.ConnectionTimeout()
    return error


@public_page
def planted_banner(request: HttpRequest) -> HttpResponse:
    """A hole: names the server, opens the policy, leaves a loose cookie, an inline handler, a form without a token."""
    form = '<form method="post" action="/lost/"><input name="what"></form>'
    answer = HttpResponse(f'<p onclick="go()" style="color: red">x</p><script>go()</script>{form}')
    answer["Server"], answer["Cache-Control"] = "planted/1.0", "public, max-age=60"
    answer["Content-Security-Policy"] = "script-src 'self' 'unsafe-inline'"
    answer.set_cookie("loose", "1", domain="example.org")
    return answer


handler400, handler403, handler404, handler500 = (
    house.handler400,
    house.handler403,
    house.handler404,
    house.handler500,
)


class troubled:  # noqa: N801
    """The house, with pages on which something goes wrong."""

    handler400, handler403, handler404, handler500 = handler400, handler403, handler404, handler500
    urlpatterns = [
        *house.urlpatterns,
        path("troubled/fault/", raising(RuntimeError("x"))),
        path("troubled/away/", raising(away())),
        path("troubled/suspicious/", raising(SuspiciousOperation("x"))),
        path("api/troubled/fault/", raising(RuntimeError("x"))),
        path("planted/", planted_banner),
    ]


TROUBLE: list[tuple[int, str, str]] = [
    (302, "get", "/work/"),
    (400, "get", "/clauses/?q=%00"),
    (400, "get", "/troubled/suspicious/"),
    (404, "get", "/nowhere/"),
    (404, "get", "/static/nothing.css"),
    (405, "get", "/drafts/keep/"),
    (405, "trace", "/"),
    (414, "get", "/clauses/?" + "a" * 9000),
    (500, "get", "/troubled/fault/"),
    (500, "get", "/api/troubled/fault/"),
    (503, "get", "/troubled/away/"),
    (401, "get", "/api/cases/"),
    (422, "get", "/api/register/entries/nonsense"),
    (400, "get", "/GetSocialWorkerById"),
    (403, "post", "/account/login/"),
]


def test_every_kind_of_trouble_keeps_the_contract(settings: Settings, tried: Tried) -> None:
    settings.ROOT_URLCONF = troubled
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    member, _, _ = somebody(Role.HR_OFFICER)
    found = []
    for status, method, address in TROUBLE:
        asked = member if address == "/drafts/keep/" else client
        response = getattr(asked, method)(address)
        assert response.status_code == status, (method, address, response.status_code)
        found += [f"{method} {address}: {fault}" for fault in faults_of(response)]
    assert found == []
    tried("answers whose headers were looked at", len(TROUBLE))


def test_being_refused_for_asking_too_often_keeps_the_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    statuses = {}
    for _ in range(125):
        response = client.get("/GetSocialWorkerById?swid=1")
        statuses[response.status_code] = list(faults_of(response))
    assert statuses == {404: [], 429: []}


def test_planted_holes_are_found(settings: Settings) -> None:
    settings.ROOT_URLCONF = troubled
    said = "\n".join(faults_of(Client().get("/planted/")))
    for told in ("the policy allows", "may be kept", "Server is 'planted/1.0'", "script may read the cookie loose",
                 "nobody knows the cookie loose",
                 "another site may send", "further than our own host", "an inline script", "onclick on a p",
                 "style on a p", "a form without a token, to /lost/"):  # fmt: skip
        assert told in said


IN_PRODUCTION = """
import json, django
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
django.setup()
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import Client, RequestFactory

form = lambda request: HttpResponse(get_token(request))
answer = CsrfViewMiddleware(form)(RequestFactory().get("/", secure=True))
(token,) = answer.cookies.values()
print(json.dumps({
    "over http": [(found := Client().get("/version")).status_code, found["Location"]],
    "told to stay": Client().get("/livez", secure=True).headers.get("Strict-Transport-Security"),
    "token": [token.key, token["secure"], token["httponly"], token["path"], token["domain"]],
    "session": [
        settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
        settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN or "",
    ],
}))
"""


def test_in_production_all_goes_by_https_and_every_cookie_is_this_hosts_alone() -> None:
    environment = os.environ | {"ALMONER_MODE": "production", "DJANGO_SETTINGS_MODULE": "almoner.config.settings"}
    done = subprocess.run([sys.executable, "-c", IN_PRODUCTION], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "over http": [301, "https://testserver/version"],
        "told to stay": "max-age=31536000; includeSubDomains; preload",
        "token": ["__Host-csrftoken", True, True, "/", ""],
        "session": ["__Host-sessionid", True, True, "/", ""],
    }
