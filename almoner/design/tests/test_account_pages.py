"""The pages of the sign-in library wear our dress: drawn once, and with nothing inside that is forbidden."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client

from almoner.design.templatetags.shell import browser
from almoner.people.tests.factories import a_person
from almoner.scope.context import system

pytestmark = pytest.mark.django_db
SKIN = Path(__file__).resolve().parents[1] / "web" / "allauth"
ENTRANCE = ["/account/login/", "/account/password/reset/", "/account/password/reset/done/"]
FORBIDDEN = re.compile(r"<script(?![^>]*(?: src=| type=\"application/json\"))|<style|\sstyle=|\son[a-z]+=\"", re.I)


@pytest.mark.parametrize("path", ENTRANCE)
def test_a_page_before_sign_in_is_in_our_frame_and_drawn_once(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert page.count("</html>") == page.count("<h1") == 1
    assert "almoner-header" in page
    assert "&lt;" not in page
    assert FORBIDDEN.findall(page) == []


def test_a_wrong_password_is_told_in_the_summary_and_the_address_is_kept(client: Client) -> None:
    page = client.post("/account/login/", {"login": "ada@example.org", "password": "wrong words"}).content.decode()
    assert "<title>Error: Sign in" in page
    assert "govuk-error-summary" in page
    assert 'value="ada@example.org"' in page
    assert "wrong words" not in page


def test_a_name_that_is_markup_stays_text_through_both_engines(client: Client) -> None:
    page = client.post("/account/login/", {"login": "<b>ada</b>@x", "password": "x"}).content.decode()
    assert "<b>ada" not in page
    assert "&lt;b&gt;ada" in page
    assert "&amp;lt;" not in page


@pytest.mark.parametrize("path", ["/account/password/change/", "/account/2fa/", "/account/sessions/"])
def test_a_page_of_ones_own_account_is_in_our_frame(client: Client, path: str) -> None:
    with system("test"):
        client.force_login(a_person())
    answer = client.get(path)
    assert answer.status_code in (200, 302)
    if answer.status_code == 200:
        page = answer.content.decode()
        assert page.count("<h1") == 1
        assert FORBIDDEN.findall(page) == []


@pytest.mark.parametrize("template", sorted(str(path.relative_to(SKIN)) for path in SKIN.rglob("*.html")))
def test_every_template_of_the_skin_compiles_and_holds_no_style_or_script(template: str) -> None:
    engines["django"].get_template(template)
    assert FORBIDDEN.findall((SKIN / template).read_text()) == []


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on an iPhone"),
        ("curl/8", "Not known"),
        ("", "Not known"),
    ],
)
def test_a_browser_is_named_in_words(agent: str, words: str) -> None:
    assert browser(agent) == words
