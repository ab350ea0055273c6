"""The main job: a council's list checked, its doubtful rows decided, its people watched from then on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from almoner.employment import actions
from almoner.employment.models import StaffList, StaffMember
from almoner.employment.tests.factories import a_council, an_officer
from almoner.notices.models import Notice
from almoner.people.models import Person
from almoner.register import actions as register
from almoner.register.tests.factories import a_register_officer, an_entry
from almoner.scope import clock
from almoner.scope.context import system
from tests.accessibility import then_the_page_is_accessible
from tests.browser import SignIn

pytestmark = [pytest.mark.django_db(transaction=True)]

LONG = "Wilhelmina-Philippa Featherstonehaugh-Cholmondeley-Oluwatobiloba"
LIST = f"""Worker,SWE No,Office,Section
Jane Okonkwo,sw 11111,Leeds,MASH
Peter Grimshaw,SW33333,Bath,Duty
{LONG},44444,Stow-on-the-Wold,Looked After Children and Care Leavers (North and East)
Bob Lapse,SW55555,York,Duty
,,Leeds,
"""


@pytest.fixture
def officer() -> Person:
    """The HR officer of a council, and the register that its people are on."""
    with system("test"), transaction.atomic():
        officer = an_officer(a_council())
        an_entry("Jane", "Okonkwo", number=11111, town="Leeds")
        an_entry("Margaret", "Thistlewood", number=33333, town="Bath")
        an_entry(*LONG.split(), number=44444, town="Stow-on-the-Wold")
        an_entry("Bob", "Lapse", number=55555, town="York", until=date(2025, 11, 30))
    return officer


def the_list() -> StaffList:
    with system("test"), transaction.atomic():
        return StaffList.objects.get()


def given_the_list_is_uploaded(page: Page) -> None:
    page.goto("/staff/")
    page.get_by_role("button", name="Upload a list").click()
    page.set_input_files("input[type=file]", {"name": "staff.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    page.get_by_role("button", name="Upload the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your list is being read")


def when_the_worker_has_read_it(page: Page) -> None:
    with system("test"):
        actions.read(list_id=the_list().pk, now=clock.now())
    page.goto(f"/staff/lists/{the_list().pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do the columns hold?")


def when_a_column_is_mended_and_the_rows_are_checked(page: Page) -> None:
    expect(page.get_by_label("Registration number")).to_have_value("1")
    page.get_by_text("Other things a list may hold").click()
    page.get_by_label("Team").select_option(label="Section")
    page.get_by_role("button", name="Check 5 rows").click()
    with system("test"):
        actions.check(list_id=the_list().pk, now=clock.now())
    page.goto(f"/staff/lists/{the_list().pk}/")


def when_the_doubtful_row_is_decided(page: Page) -> None:
    page.get_by_role("button", name="Look at the rows").click()
    expect(page.get_by_text("belongs to Margaret Thistlewood")).to_be_visible()
    then_the_page_is_accessible(page)
    page.get_by_label("No, this person is not on the register").check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Every row has been looked at.")).to_be_visible()


def then_the_workbook_holds_every_row(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    download.value.save_as(tmp_path / "result.xlsx")
    rows = list(load_workbook(tmp_path / "result.xlsx")["Every row"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["Jane Okonkwo", "Peter Grimshaw", LONG, "Bob Lapse", None]


def when_the_list_is_finished(page: Page) -> None:
    page.get_by_role("button", name="Go on to finish").click()
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Finish the list").click()
    expect(page.get_by_text("3 people joined your staff")).to_be_visible()


def when_the_regulator_ends_a_registration() -> None:
    with system("test"), transaction.atomic():
        entry = StaffMember.objects.get(number="SW11111").entry_id
        officer = a_register_officer()
        register.end_registration(
            entry_id=entry,
            on=clock.today(),
            ground="removal-order",
            reasons="The adjudicators’ order.",
            by=officer,
            now=clock.now(),
        )
    actions.sweep(now=clock.now())


def then_the_notice_is_queued_and_the_alert_stands_until_dealt_with(page: Page, officer: Person) -> None:
    with system("test"), transaction.atomic():
        assert Notice.objects.filter(to_person=officer, template="staff_alerts").exists()
    page.goto("/work/")
    expect(page.get_by_text("Registration ended: Jane Okonkwo")).to_be_visible()
    page.goto("/staff/?show=may-not")
    page.get_by_role("link", name="Jane Okonkwo", exact=True).click()
    expect(page.get_by_text("May not practise", exact=True)).to_be_visible()
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="Deal with this").first.click()
    page.get_by_role("link", name="Say what was done").or_(
        page.get_by_role("button", name="Say what was done")
    ).first.click()
    page.get_by_label("taken off social work").check()
    page.get_by_role("button", name="Say what was done").click()
    page.goto("/work/")
    expect(page.get_by_text("Registration ended: Jane Okonkwo")).to_have_count(0)


def test_a_councils_list_from_upload_to_the_notice_that_a_registration_ended(
    browser_page: Page, sign_in: SignIn, officer: Person, tmp_path: Path
) -> None:
    sign_in(officer)
    given_the_list_is_uploaded(browser_page)
    when_the_worker_has_read_it(browser_page)
    then_the_page_is_accessible(browser_page)
    when_a_column_is_mended_and_the_rows_are_checked(browser_page)
    then_the_page_is_accessible(browser_page)
    when_the_doubtful_row_is_decided(browser_page)
    then_the_workbook_holds_every_row(browser_page, tmp_path)
    when_the_list_is_finished(browser_page)
    when_the_regulator_ends_a_registration()
    then_the_notice_is_queued_and_the_alert_stands_until_dealt_with(browser_page, officer)
