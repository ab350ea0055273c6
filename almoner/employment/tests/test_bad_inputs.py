"""What bad input gets: a clear message with the row and what to do, nothing lost, nothing half done, no worker down."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from openpyxl import Workbook

from almoner.documents.models import Document
from almoner.documents.tests.crafted import png
from almoner.documents.tests.hostile import EVERY_TIME, HOSTILE, Hostile
from almoner.employment import actions
from almoner.employment.models import StaffList, StaffListRow, StaffMember
from almoner.employment.tests.factories import a_council, an_officer
from almoner.employment.web.views.lists import list_upload
from almoner.people.models import Organisation
from almoner.register.tests.factories import an_entry
from almoner.scope import clock
from almoner.scope.context import system

pytestmark = pytest.mark.django_db

GOOD = "Name,SWE No\nJane Okonkwo,SW11111\n"
UPLOAD = "/staff/lists/upload/"


@pytest.fixture
def council() -> Organisation:
    return a_council()


@pytest.fixture
def browser(council: Organisation) -> Client:
    client = Client()
    with system("test"):
        client.force_login(an_officer(council))
    an_entry("Jane", "Okonkwo", number=11111, town="Leeds")
    an_entry("Zoë", "Bjørnsdóttir", number=22222, town="York")
    an_entry("Robert", "Fairweather", number=33333, town="Hull")
    return client


def send(client: Client, content: str | bytes, name: str = "staff.csv") -> str:
    data = content.encode() if isinstance(content, str) else content
    answer = client.post(UPLOAD, {"file": SimpleUploadedFile(name, data)}, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def worked(client: Client) -> StaffList:
    """The worker reads the newest list, and where its columns suffice the guess is confirmed and checked."""
    with system("test"):
        found = StaffList.objects.order_by("-opened_at").first()
        assert found is not None
        actions.read(list_id=found.pk, now=clock.now())
        found.refresh_from_db()
    if found.state == "read":
        fields = {field: str(column) for field, column in found.mapping.items()}
        client.post(f"/staff/lists/{found.pk}/columns/", {**fields, "version": found.version, "key": "k"})
        with system("test"):
            actions.check(list_id=found.pk, now=clock.now())
            found.refresh_from_db()
    return found


def rows(found: StaffList) -> dict[int, StaffListRow]:
    with system("test"):
        return {row.line: row for row in StaffListRow.objects.filter(staff_list=found)}


def then_another_list_still_goes_through(client: Client) -> None:
    send(client, GOOD)
    found = worked(client)
    assert {row.outcome for row in rows(found).values()} == {"certain"}


EACH = [pytest.param(one, id=one.name, marks=[] if one in EVERY_TIME else [pytest.mark.long]) for one in HOSTILE]


@pytest.mark.parametrize("hostile", EACH)
def test_a_file_that_means_harm_is_refused_in_words_and_leaves_nothing(browser: Client, hostile: Hostile) -> None:
    page = send(browser, hostile.make(), hostile.name if "." in hostile.name else f"{hostile.name}.csv")
    with system("test"):
        arrived = StaffList.objects.exists()
    if not arrived:
        assert "There is a problem" in page
        with system("test"):
            assert not Document.objects.exists()
    else:
        found = worked(browser)
        assert found.state == "unreadable", f"{hostile.name} was taken for a list"
        shown = browser.get(f"/staff/lists/{found.pk}/").content.decode()
        assert "The list could not be read" in shown
        assert found.trouble
        assert rows(found) == {}
    with system("test"):
        assert not StaffMember.objects.exists()
    if hostile.bomb:
        then_another_list_still_goes_through(browser)


def test_after_a_list_that_could_not_be_read_the_next_one_is(browser: Client) -> None:
    send(browser, next(one for one in HOSTILE if one.name == "a workbook cut off at a half").make(), "staff.xlsx")
    then_another_list_still_goes_through(browser)


def book(*lines: list[object], merge: str = "") -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    if merge:
        sheet.merge_cells(merge)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_usual_encoding_and_separator_is_read(browser: Client, encoding: str, separator: str) -> None:
    text = separator.join(["Name", "SWE No"]) + "\r\n" + separator.join(["Zoë Bjørnsdóttir", "SW22222"]) + "\r\n"
    send(browser, text.encode(encoding))
    (row,) = rows(worked(browser)).values()
    assert (row.name, row.outcome) == ("Zoë Bjørnsdóttir", "certain")


@pytest.mark.parametrize("typed", ["SW 11111", "sw11111", " SW11111 ", "11111", "SW-11111", 11111, 11111.0])
def test_a_number_however_it_was_bent_is_read(browser: Client, typed: object) -> None:
    send(browser, book(["Name", "SWE No"], ["Jane Okonkwo", typed]), "staff.xlsx")
    (row,) = rows(worked(browser)).values()
    assert row.outcome == "certain"


@pytest.mark.parametrize("typed", ["06/01/2020", "6 January 2020", "2020-01-06", "43836", 43836])
def test_a_start_date_as_text_or_serial_number_is_the_same_day(browser: Client, typed: object) -> None:
    send(browser, book(["Name", "SWE No", "Start Date"], ["Jane Okonkwo", "SW11111", typed]), "staff.xlsx")
    (row,) = rows(worked(browser)).values()
    assert row.values["starts"] == "2020-01-06"


def test_a_date_that_is_none_is_remarked_on_and_the_row_stands(browser: Client) -> None:
    send(browser, "Name,SWE No,Start Date\nJane Okonkwo,SW11111,soon\nRobert Fairweather,SW33333,06/01/2020\n")
    found = rows(worked(browser))
    assert found[2].outcome == "certain"
    assert "is not a date" in found[2].remarks[0]


def test_blank_and_repeated_headings_and_a_title_above_are_read_and_said(browser: Client) -> None:
    text = "Northmoor Council,,,\nName,SWE No,,Name\nJane Okonkwo,SW11111,x,y\n"
    send(browser, text)
    found = worked(browser)
    assert any("heading" in said for said in found.about["notices"])
    assert rows(found)[3].outcome == "certain"


def test_merged_cells_lose_nothing(browser: Client) -> None:
    content = book(["Team list", None], ["Name", "SWE No"], ["Jane Okonkwo", "SW11111"], merge="A1:B1")
    send(browser, content, "staff.xlsx")
    assert {row.outcome for row in rows(worked(browser)).values()} == {"certain"}


def test_ten_thousand_columns_are_refused_in_words(browser: Client) -> None:
    wide = ",".join(f"c{at}" for at in range(10_000)) + "\n" + ",".join("x" * 10_000) + "\n"
    page = send(browser, wide)
    found = worked(browser)
    assert "columns" in (found.trouble or page)
    assert found.state == "unreadable"


def test_a_formula_in_a_name_is_text_everywhere(browser: Client) -> None:
    send(browser, "Name,SWE No\n\"=cmd|'/c calc'!A1\",SW11111\n")
    found = worked(browser)
    assert rows(found)[2].name.startswith("=cmd")
    answer = browser.get(f"/staff/lists/{found.pk}/result.csv").getvalue().decode("utf-8-sig")
    assert "\"'=cmd" in answer


def test_two_people_with_one_number_and_one_person_twice_are_each_told(browser: Client) -> None:
    text = (
        "Name,SWE No\nJane Okonkwo,SW11111\nPeter Grimshaw,SW11111\nRobert Fairweather,SW33333\nBob Fairweather,33333\n"
    )
    send(browser, text)
    found = rows(worked(browser))
    assert found[2].outcome == "certain"
    assert found[3].outcome == "to be looked at"
    assert any("Row 2 has the same number" in why for why in found[3].why)
    assert any("same person" in why for why in found[5].why)


def test_the_same_person_on_two_accepted_rows_is_one_member_of_staff(browser: Client) -> None:
    send(browser, "Name,SWE No\nRobert Fairweather,SW33333\nBob Fairweather,33333\n")
    found = worked(browser)
    browser.post(f"/staff/lists/{found.pk}/finish/", {"version": found.version})
    with system("test"):
        assert StaffMember.objects.count() == 1


def test_the_same_file_twice_leads_to_the_same_list_and_says_so(browser: Client) -> None:
    send(browser, GOOD)
    assert "is here already" in send(browser, GOOD, "copy.csv")
    with system("test"):
        assert StaffList.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (lambda: b"", "staff.csv", "empty"),
        (png, "staff.csv", "picture"),
        (lambda: b"%PDF-1.7 x", "staff.pdf", "CSV, XLSX, ODS or XML"),
    ],
)
def test_what_is_no_list_is_refused_at_once(
    browser: Client, content: Callable[[], bytes], name: str, says: str
) -> None:
    page = send(browser, content(), name)
    assert "There is a problem" in page
    assert says.casefold() in page.casefold()
    with system("test"):
        assert not StaffList.objects.exists()


def test_an_upload_cut_off_half_way_is_refused_and_leaves_nothing(council: Organisation) -> None:
    long = b"Name,SWE No\n" + b"Jane Okonkwo,SW11111\n" * 2_000
    half = RequestFactory().post(UPLOAD, {"file": SimpleUploadedFile("staff.csv", long[: len(long) // 2])})
    assert half.FILES  # read, as the server reads whatever arrived
    half.META["CONTENT_LENGTH"] = str(len(long) + 300)
    half.now = clock.now()  # type: ignore[attr-defined]
    half.user, half.session = an_officer(council), {}  # type: ignore[assignment]
    half.memberships, half.organisation = [], council  # type: ignore[attr-defined]
    with system("test"):
        page = list_upload(half).content.decode()
        assert "cut off" in page
        assert not StaffList.objects.exists()
        assert not Document.objects.exists()


def test_a_bad_row_says_what_to_do_and_the_good_ones_go_on(browser: Client) -> None:
    send(browser, "Name,SWE No,Town\nJane Okonkwo,SW11111,Leeds\n,,Hull\n" + "x" * 300 + ",SW2,\n")
    found = rows(worked(browser))
    assert [found[line].outcome for line in (2, 3, 4)] == ["certain", "bad", "bad"]
    assert "Add one of them" in found[3].why[0]
    assert "longer than" in found[4].why[0]
