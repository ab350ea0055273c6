"""The pages of a list and of staff, as a browser without script meets them."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from almoner.employment import actions
from almoner.employment.models import StaffList, StaffListRow, StaffMember
from almoner.employment.tests.factories import a_council, an_officer
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.record.models import Entry as RecordEntry
from almoner.register.tests.factories import an_entry
from almoner.scope import clock
from almoner.scope.context import system

pytestmark = pytest.mark.django_db

LIST = """Name,SWE No,Town,Team
Jane Okonkwo,SW11111,Leeds,MASH
Peter Grimshaw,SW33333,Bath,Duty
Wilhelmina Zdziarski,,Hull,Duty
=1+1,,Hull,Duty
,,Leeds,
"""


@pytest.fixture(autouse=True)
def at(now: datetime) -> object:
    with time_machine.travel(now, tick=True) as travelling:
        yield travelling


@pytest.fixture
def council() -> Organisation:
    return a_council()


@pytest.fixture
def officer(council: Organisation) -> Person:
    return an_officer(council)


@pytest.fixture
def browser(officer: Person) -> Client:
    return signed_in(officer)


def signed_in(person: Person) -> Client:
    client = Client()
    with system("test"):
        client.force_login(person)
    return client


def register() -> None:
    an_entry("Jane", "Okonkwo", number=11111, town="Leeds")
    an_entry("Margaret", "Thistlewood", number=33333, town="Bath")


def send(client: Client, content: str | bytes, name: str = "staff.csv") -> object:
    data = content.encode() if isinstance(content, str) else content
    return client.post("/staff/lists/upload/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def the_list() -> StaffList:
    with system("test"):
        return StaffList.objects.get()


def worked() -> None:
    """The worker does what waits for it."""
    with system("test"):
        for staff_list in StaffList.objects.all():
            actions.read(list_id=staff_list.pk, now=clock.now())
            actions.check(list_id=staff_list.pk, now=clock.now())


def text(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def checked(browser: Client) -> StaffList:
    register()
    send(browser, LIST)
    worked()
    found = the_list()
    fields = {field: str(column) for field, column in found.mapping.items()}
    browser.post(f"/staff/lists/{found.pk}/columns/", {**fields, "version": found.version, "key": "k"})
    worked()
    return the_list()


def test_a_list_is_uploaded_mapped_decided_finished_and_undone(browser: Client) -> None:
    found = checked(browser)
    page = text(browser.get(f"/staff/lists/{found.pk}/"))
    assert "5 rows checked" in page
    assert "1 row left to look at" in page
    following = browser.get(f"/staff/lists/{found.pk}/next/", follow=True)
    assert "Margaret Thistlewood" in text(following)
    assert "Is this the same person?" in text(following)
    where = following.redirect_chain[-1][0]
    done = browser.post(where, {"who": "nobody", "version": "0"}, follow=True)
    assert "Every row has been looked at." in text(done)
    assert "Ready to finish" in text(done)
    finish = browser.get(f"/staff/lists/{found.pk}/finish/")
    assert "New to your staff" in text(finish)
    done = browser.post(f"/staff/lists/{found.pk}/finish/", {"version": the_list().version}, follow=True)
    assert "1 person joined your staff" in text(done)
    staff = text(browser.get("/staff/"))
    assert "Jane Okonkwo" in staff
    assert "30 November 2027" in staff
    undone = browser.post(f"/staff/lists/{found.pk}/undo/", {"reasons": "The wrong file"}, follow=True)
    assert "This list was undone" in text(undone)
    assert "Jane Okonkwo" not in text(browser.get("/staff/"))


def test_the_columns_page_shows_the_guess_with_the_rows_and_keeps_what_was_chosen(browser: Client) -> None:
    send(browser, LIST)
    worked()
    found = the_list()
    page = text(browser.get(f"/staff/lists/{found.pk}/", follow=True))
    assert "What do the columns hold?" in page
    assert "Jane Okonkwo" in page
    answer = browser.post(f"/staff/lists/{found.pk}/columns/", {"team": "3", "version": found.version, "key": "k"})
    assert "Choose the column that holds the registration number" in text(answer)
    twice = {"number": "1", "full_name": "1", "version": found.version, "key": "k"}
    assert "already" in text(browser.post(f"/staff/lists/{found.pk}/columns/", twice))


def test_of_two_deciders_the_second_is_told_who_was_first(browser: Client, council: Organisation) -> None:
    found = checked(browser)
    colleague = signed_in(an_officer(council, "Ben Ng"))
    with system("test"):
        row = StaffListRow.objects.get(staff_list=found, outcome="to be looked at")
    where = f"/staff/lists/{found.pk}/rows/{row.pk}/"
    browser.post(where, {"who": "nobody", "version": "0"})
    told = colleague.post(where, {"who": "left_out", "version": "0"}, follow=True)
    assert "Asha Rao decided row 3 while you were looking at it" in text(told)


def test_a_row_can_be_somebody_else_on_the_register(browser: Client) -> None:
    found = checked(browser)
    other = an_entry("Peter", "Grimshaw", number=44444, town="Bath")
    with system("test"):
        row = StaffListRow.objects.get(staff_list=found, outcome="to be looked at")
    where = f"/staff/lists/{found.pk}/rows/{row.pk}/"
    wrong = browser.post(where, {"who": "other", "number": "SW99998", "version": "0"})
    assert "No entry on the register has this number" in text(wrong)
    assert 'value="SW99998"' in text(wrong)
    browser.post(where, {"who": "other", "number": "sw 44444", "version": "0"})
    with system("test"):
        row.refresh_from_db()
    assert row.entry_id == other.pk


def test_the_workbook_leaves_with_every_row_and_is_recorded(browser: Client) -> None:
    found = checked(browser)
    for ending in ("xlsx", "ods", "csv"):
        answer = browser.get(f"/staff/lists/{found.pk}/result.{ending}")
        content = answer.getvalue()
        assert "attachment" in answer["Content-Disposition"]
        assert len(content) > 300
        if ending == "xlsx":
            sheet = load_workbook(io.BytesIO(content))["Every row"]
            assert sheet.max_row == 6
            assert sheet.cell(5, 1).value == "'=1+1"
    assert browser.get(f"/staff/lists/{found.pk}/result.exe").status_code == 404
    with system("test"):
        assert RecordEntry.objects.filter(kind="staff_list.taken_out").count() == 3


@pytest.mark.clause("STD-7.1")
def test_the_staff_page_says_who_may_practise_and_one_page_says_why(browser: Client) -> None:
    found = checked(browser)
    with system("test"):
        row = StaffListRow.objects.get(staff_list=found, outcome="to be looked at")
    browser.post(f"/staff/lists/{found.pk}/rows/{row.pk}/", {"who": "nobody", "version": "0"})
    browser.post(f"/staff/lists/{found.pk}/finish/", {"version": the_list().version})
    with system("test"):
        member = StaffMember.objects.get()
    page = text(browser.get(f"/staff/{member.pk}/"))
    assert "The registration covers 23 November 2026" in page
    assert "A term on the register covers the day" in page


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.TEAM_MANAGER, Role.DIRECTOR])
def test_those_who_do_not_check_staff_are_refused_with_the_reason(council: Organisation, role: Role) -> None:
    client = signed_in(an_officer(council, role=role))
    assert client.get("/staff/lists/").status_code == 403
    assert client.get("/staff/lists/upload/").status_code == 403
    assert client.get("/staff/").status_code == 200


def test_another_employers_list_is_not_there_byte_for_byte(browser: Client) -> None:
    found = checked(browser)
    with system("test"):
        row = StaffListRow.objects.filter(staff_list=found).first()
    assert row is not None
    stranger = signed_in(an_officer(a_council("Southmoor")))
    nowhere = "00000000-0000-4000-8000-000000000000"
    for path in ("", "columns/", "rows/", "next/", f"rows/{row.pk}/", "result.xlsx", "finish/", "undo/", "discard/"):
        for method in ("get", "post"):
            theirs = getattr(stranger, method)(f"/staff/lists/{found.pk}/{path}")
            nobodys = getattr(stranger, method)(f"/staff/lists/{nowhere}/{path}")
            assert theirs.status_code == nobodys.status_code
            assert theirs.status_code in (404, 405)


def test_empty_pages_say_what_to_do(browser: Client, council: Organisation) -> None:
    assert "No list yet" in text(browser.get("/staff/lists/"))
    assert "No staff yet" in text(browser.get("/staff/"))
    practitioner = signed_in(an_officer(council, role=Role.PRACTITIONER))
    assert "No staff to show" in text(practitioner.get("/staff/"))
