"""Every page is accessible, in a real browser; and each of the checks can fail."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import accessibility
from tests.accessibility import then_the_page_is_accessible

pytestmark = [pytest.mark.django_db(transaction=True)]

STYLE = ["/design/", "/design/forms/", "/design/lists/?page=3&sort=-days"]
OPEN = ["/", "/accessibility/", "/contact/", "/nowhere/", "/account/login/", "/account/password/reset/"]


@pytest.mark.parametrize("address", [*OPEN, *STYLE])
def test_a_page_open_to_anybody_is_accessible(browser_page: Page, address: str) -> None:
    browser_page.goto(address)
    then_the_page_is_accessible(browser_page)


def test_a_form_in_error_is_accessible_and_its_summary_has_the_focus(browser_page: Page) -> None:
    browser_page.goto("/design/forms/?errors=1")
    assert browser_page.locator(":focus").get_attribute("class") == "govuk-error-summary"
    browser_page.get_by_role("link", name="Select yes or no").click()
    assert browser_page.locator(":focus").get_attribute("name") == "agency"
    then_the_page_is_accessible(browser_page)


UNSEEN = "[(() => { const s = new CSSStyleSheet(); s.replaceSync('a:focus{all:unset!important}'); return s })()]"
PLANTED: dict[accessibility.Check, str] = {
    accessibility.faults_by_axe: "<img src='/static/images/mark.svg'>",
    accessibility.faults_of_headings: "<h1>Another first heading</h1>",
    accessibility.faults_of_links: "<a href='/one'>More</a> <a href='/two'>More</a>",
    accessibility.faults_of_reflow: "<table><tr><td>" + "a" * 400 + "</td></tr></table>",
    accessibility.faults_of_keyboard: "<button tabindex='3'>First</button>",
    accessibility.faults_without_script: "<a href='/contact/'>Drawn by script alone</a>",
}


@pytest.mark.parametrize("check", PLANTED)
def test_each_check_finds_a_fault_that_is_planted(browser_page: Page, check: accessibility.Check) -> None:
    browser_page.goto("/accessibility/")
    assert check(browser_page) == []
    browser_page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", PLANTED[check]
    )
    assert check(browser_page) != []


def test_without_script_none_runs(browser_page: Page) -> None:
    browser_page.goto("/design/forms/")
    expect(browser_page.locator("body.govuk-frontend-supported")).to_have_count(1)
    with accessibility.without_script(browser_page) as bare:
        assert bare.locator("h1").count() == 1
        assert bare.locator("body.govuk-frontend-supported").count() == 0


def test_an_inline_script_is_refused_by_the_browser_and_noticed(browser_page: Page) -> None:
    browser_page.goto("/accessibility/")
    browser_page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
    )
    assert browser_page.evaluate("window.ran") is None
    assert any("Content Security Policy" in fault for fault in accessibility.faults_noticed(browser_page))


def test_a_focus_that_cannot_be_seen_is_found(browser_page: Page) -> None:
    browser_page.goto("/accessibility/")
    browser_page.evaluate("css => document.adoptedStyleSheets = [css]".replace("[css]", UNSEEN))
    assert any("does not show" in fault for fault in accessibility.faults_of_keyboard(browser_page))


def test_what_a_choice_reveals_is_hidden_until_chosen_with_script_or_without(browser_page: Page) -> None:
    browser_page.goto("/design/forms/")
    expect(browser_page.get_by_label("Which employer?")).not_to_be_visible()
    browser_page.get_by_label("They go to another employer").check()
    expect(browser_page.get_by_label("Which employer?")).to_be_visible()


def test_a_list_that_can_be_searched_is_a_select_without_script(browser_page: Page) -> None:
    browser_page.goto("/design/forms/")
    box = browser_page.get_by_role("combobox", name="Town of work")
    box.fill("carr")
    browser_page.get_by_role("option", name="Carrow Hill").click()
    expect(browser_page.locator("select[name=town]")).to_have_value("Carrow Hill")
