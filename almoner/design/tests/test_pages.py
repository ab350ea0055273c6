"""The frame of every page: its policy, its errors, its navigation, and nothing inside that the policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from almoner.config.environment import ROOT
from almoner.design import navigation
from almoner.design.navigation import Identity, Link, Place
from almoner.design.web import errors

pytestmark = pytest.mark.django_db
STYLE_PAGES = [
    "/design/",
    "/design/forms/",
    "/design/forms/?errors=1",
    "/design/lists/",
    "/design/lists/?page=99&sort=-days",
]
PAGES = [*STYLE_PAGES, "/accessibility/", "/contact/", "/nowhere/"]
IMPORTED = re.compile(r"{% from \"design/forms.html\" import (.*?) %}")
FORBIDDEN = re.compile(r"<script(?![^>]* src=)|<style|\sstyle=\"|\son[a-z]+=\"|javascript:", re.I)


def test_every_form_in_our_frame_carries_its_token() -> None:
    """The frame draws the token out of the page's context: imported without it, nothing that is sent is taken."""
    pages = list((ROOT / "almoner").glob("*/web/templates/**/*.html"))
    imports = {page.name: IMPORTED.findall(page.read_text()) for page in pages}
    framed = {name: line for name, found in imports.items() for line in found if "form_frame" in line}
    assert len(framed) > 40
    assert [name for name, line in framed.items() if not line.endswith("with context")] == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_script_or_style_inside(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert "</html>" in page
    assert FORBIDDEN.findall(page) == []


def test_the_check_for_script_inside_a_page_can_fail() -> None:
    for planted in ("<script>x</script>", '<p style="x">', '<a onclick="x">', "<style>"):
        assert FORBIDDEN.search(planted)


@pytest.mark.parametrize("path", [*PAGES, "/livez"])
def test_every_answer_carries_a_policy_without_inline_script(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("status", list(errors.TROUBLE))
def test_every_page_of_trouble_says_what_to_do_without_the_database(rf: RequestFactory, status: int) -> None:
    page = errors.trouble(rf.get("/"), status)
    assert page.status_code == status
    assert "What you can do" in page.content.decode()


def test_a_page_that_is_not_there_is_the_same_bytes_whatever_the_address(client: Client) -> None:
    first, second = client.get("/nowhere/"), client.get("/register/SW999999-not/")
    assert first.status_code == second.status_code == 404
    assert first.content == second.content


def test_a_stale_form_is_refused_with_what_to_do_and_shows_nothing_that_was_sent(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/design/forms/", {"password": "a secret thing"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Go back, reload the page and send it again" in page
    assert "a secret thing" not in page


def test_the_style_page_is_not_in_production(client: Client, settings: Settings) -> None:
    settings.PRODUCTION = True
    assert {client.get(path).status_code for path in STYLE_PAGES} == {404}


def test_a_form_in_error_says_so_in_its_title_and_keeps_what_was_typed(client: Client) -> None:
    page = client.get("/design/forms/?errors=1").content.decode()
    assert "<title>Error: " in page
    assert 'value="SW12X"' in page


@pytest.fixture
def contributed() -> Iterator[None]:
    before = {place: list(known) for place, known in navigation._contributors.items()}
    for known in navigation._contributors.values():
        known.clear()
    yield
    navigation._contributors.update(before)


def test_the_link_to_this_page_is_the_most_particular_one(rf: RequestFactory, contributed: None) -> None:
    def some(request: HttpRequest) -> list[Link]:
        return [Link("Staff", "/staff/"), Link("Lists", "/staff/lists/"), Link("Home", "/")]

    navigation.contribute(some, order=1)
    navigation.contribute(some, order=1)
    shown = [link for link in navigation.links(rf.get("/staff/lists/12/"), Place.PRIMARY) if link.text != "Home"]
    assert [(link.text, link.active) for link in shown if link.href.startswith("/staff")] == [
        ("Staff", False),
        ("Lists", True),
    ]


def test_someone_with_one_hat_wears_it() -> None:
    hat = navigation.Hat("HR officer", "Northmoor", "1", worn=True)
    assert Identity("Ada", "/account/", "/out/", (hat,)).worn == hat
    assert Identity("Ada", "/account/", "/out/").worn is None
