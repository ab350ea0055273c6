"""Names are as somebody typed them, and in the suggestions of a box that is typed in they are text."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from almoner.design.web.style import Example

pytestmark = [pytest.mark.django_db(transaction=True)]
MARKED_UP = "<img src=x id=planted> & <b>Ltd</b>"


def test_a_name_that_is_markup_is_shown_as_it_was_typed(browser_page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    town: Any = Example.base_fields["town"]
    monkeypatch.setattr(town, "choices", [*town.choices, (MARKED_UP, MARKED_UP)])
    browser_page.goto("/design/forms/")
    browser_page.get_by_role("combobox", name="Town of work").press_sequentially("planted")
    suggestion = browser_page.locator(".autocomplete__option")
    expect(suggestion).to_have_count(1)
    expect(suggestion).to_contain_text(MARKED_UP)
    assert browser_page.locator("#planted").count() == 0
    suggestion.click()
    expect(browser_page.get_by_role("combobox", name="Town of work")).to_have_value(MARKED_UP)
