"""The main job, from end to end, in an installation started as anybody would start it.

A council's HR officer uploads the list that waits, decides the doubtful rows and takes the workbook home. Then the
regulator's officer ends somebody's registration, and the council is told. At the end the record verifies.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from almoner.config.environment import ROOT
from tests.accessibility import then_the_page_is_accessible
from tests.browser import watched
from tests.installation import READY, Installation, installed

PICTURES = ROOT / "docs" / "pictures"
MINUTES = 60_000


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("region") / "var", demo=True) as here:
        here.wait_until_it_says(READY)
        yield here


@pytest.fixture
def page(chromium: Browser, region: Installation) -> Iterator[Page]:
    with chromium.new_context(base_url=region.url, viewport={"width": 1100, "height": 900}) as context:
        context.set_default_timeout(60_000)
        yield watched(context.new_page())


def picture(page: Page, name: str) -> None:
    """The README's pictures are made here, when ALMONER_PICTURES=1 asks for them."""
    if os.environ.get("ALMONER_PICTURES") == "1":
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=PICTURES / f"{name}.png")


def test_a_list_is_checked_a_registration_ends_and_the_council_is_told(
    page: Page, region: Installation, tmp_path: Path
) -> None:
    given_the_hr_officer_of_thornmere(page)
    when_she_uploads_the_list_that_waits(page, region)
    and_agrees_what_the_columns_hold(page)
    then_every_row_has_an_outcome(page)
    when_she_decides_every_doubtful_row(page)
    then_the_workbook_holds_every_row_and_no_formula(page, tmp_path)
    when_she_finishes_the_list(page)
    somebody, number = then_they_are_staff_who_may_practise(page)
    when_the_register_officer_ends_the_registration_of(page, number)
    then_the_hr_officer_is_told_about(page, somebody)
    then_nobody_else_sees_the_list(page)
    then_the_record_verifies_live_and_from_a_bundle(region, tmp_path)


def become(page: Page, role: str, place: str) -> None:
    page.goto("/demo/")
    page.get_by_role("button").filter(has_text=f"{role}, {place}").first.click()
    page.wait_for_url("**/work/**")


def step(page: Page, words: str) -> Locator:
    """The main thing to do next, which looks like a button whether it leads somewhere or sends something."""
    return page.locator("main a.govuk-button, main button").filter(has_text=words)


def given_the_hr_officer_of_thornmere(page: Page) -> None:
    become(page, "HR officer", "Thornmere County Council")
    then_the_page_is_accessible(page)


def when_she_uploads_the_list_that_waits(page: Page, region: Installation) -> None:
    page.goto("/staff/lists/upload/")
    then_the_page_is_accessible(page)
    page.set_input_files("input[type=file]", region.var / "demo" / "thornmere-social-workers.xlsx")
    page.get_by_role("button", name="Upload the list").click()


def and_agrees_what_the_columns_hold(page: Page) -> None:
    page.wait_for_url("**/columns/", timeout=MINUTES)
    expect(page.get_by_label("Registration number")).to_have_value(re.compile("."))
    then_the_page_is_accessible(page)
    page.get_by_role("button", name=re.compile("^Check .* rows$")).click()


def then_every_row_has_an_outcome(page: Page) -> None:
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("rows checked", timeout=MINUTES)
    rows = int(re.findall(r"\d+", heading.inner_text())[0])
    counts = [
        int(found) for found in re.findall(r"(\d+)\s+(?:certain|to be looked at|not found)", page.inner_text("main"))
    ]
    assert len(counts) == 3
    assert sum(counts) == rows
    then_the_page_is_accessible(page)
    picture(page, "result")


def when_she_decides_every_doubtful_row(page: Page) -> None:
    step(page, "Look at the rows").click()
    then_the_page_is_accessible(page)
    for _ in range(40):
        if "/rows/" not in page.url:
            break
        page.get_by_label("Leave this row out").check()
        page.get_by_role("button", name="Save and go on").click()
    expect(
        page.get_by_role("link", name="Go on to finish").or_(page.get_by_role("button", name="Go on to finish"))
    ).to_be_visible()


def then_the_workbook_holds_every_row_and_no_formula(page: Page, folder: Path) -> None:
    rows = int(re.findall(r"\d+", page.get_by_role("heading", level=1).inner_text())[0])
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Excel").click()
    path = folder / "result.xlsx"
    arriving.value.save_as(path)
    book = load_workbook(path)
    assert max(sheet.max_row for sheet in book.worksheets) >= rows
    assert not [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def when_she_finishes_the_list(page: Page) -> None:
    step(page, "Go on to finish").click()
    then_the_page_is_accessible(page)
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Finish the list").click()
    expect(page.get_by_role("button", name="Finish the list")).to_have_count(0)


def then_they_are_staff_who_may_practise(page: Page) -> tuple[str, str]:
    """The name and number of somebody on the staff who may practise today."""
    page.goto("/staff/")
    then_the_page_is_accessible(page)
    row = page.locator("main tbody tr, main .almoner-work__row").filter(has_text="Yes").first
    words = row.inner_text()
    number = re.search(r"SW\d+", words)
    assert number, words
    return row.get_by_role("link").first.inner_text().strip(), number[0]


def when_the_register_officer_ends_the_registration_of(page: Page, number: str) -> None:
    become(page, "Register officer", "Office for Social Work Registration")
    page.goto(f"/register/office/{number}/end/")
    then_the_page_is_accessible(page)
    page.get_by_label("Voluntary removal", exact=True).check()
    page.get_by_label("Reasons").fill("They asked to come off the register.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="End the registration").click()
    expect(page.locator("main")).to_contain_text("The registration is ended.")


def then_the_hr_officer_is_told_about(page: Page, somebody: str) -> None:
    become(page, "HR officer", "Thornmere County Council")
    told = page.locator("main").get_by_text(somebody).first
    for _ in range(60):
        page.goto("/work/")
        if told.count():
            break
        page.wait_for_timeout(1_000)
    expect(told).to_be_visible()
    then_the_page_is_accessible(page)
    picture(page, "told")
    page.goto("/demo/")
    officer = page.locator(".almoner-persona__role").first.inner_text().split(",")[0]
    messages = page.locator("main").get_by_text(f"To {officer}")
    for _ in range(60):
        page.goto("/notices/outbox/")
        if messages.count():
            break
        page.wait_for_timeout(1_000)
    expect(messages.first).to_be_visible()
    # A message says that there is something to see, never about whom.
    assert somebody not in page.inner_text("main")


def then_nobody_else_sees_the_list(page: Page) -> None:
    page.goto("/staff/lists/")
    mine = page.locator("main a[href*='/staff/lists/']").filter(has_text="thornmere").first.get_attribute("href")
    assert mine
    become(page, "HR officer", "Wexcombe City Council")
    answer = page.request.get(mine)
    never = page.request.get("/staff/lists/11111111-1111-4111-8111-111111111111/")
    assert (answer.status, never.status) == (404, 404)


def then_the_record_verifies_live_and_from_a_bundle(region: Installation, folder: Path) -> None:
    region.wait_until_it_says(READY)
    live = region.run("verify", "--json")
    assert live.returncode == 0, live.stdout + live.stderr
    bundle = folder / "record.jsonl"
    exported = region.run("record", "export", "--out", str(bundle))
    assert exported.returncode == 0, exported.stdout + exported.stderr
    key = region.var / "keys" / "record.pub"
    offline = region.run("verify", str(bundle), "--key", str(key), "--json")
    assert offline.returncode == 0, offline.stdout + offline.stderr
    changed = folder / "changed.jsonl"
    lines = bundle.read_text().splitlines()
    entry = json.loads(lines[-1])
    assert entry
    changed.write_text("\n".join([*lines[:-3], *lines[-2:]]) + "\n")
    assert region.run("verify", str(changed), "--key", str(key)).returncode != 0
