import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client

from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.register import actions, queries
from almoner.register.actions import uploads
from almoner.register.models import Order, Upload
from almoner.register.rules.extract import FIELDS
from almoner.register.tests.factories import MACHINE, a_register_officer, an_entry
from almoner.scope.context import system

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(a_register_officer())
    return client


def on(name: str, day: str) -> dict[str, str]:
    return {f"{name}_{part}": value for part, value in zip(("day", "month", "year"), day.split("/"), strict=True)}


END = {"ground": "removal-order", "reasons": "A removal order was made.", **on("on", "1/11/2026")}


def test_ending_a_registration_is_checked_before_it_is_done(officer: Client) -> None:
    an_entry("Jane", "Smith", number=11)
    checked = officer.post("/register/office/SW11/end/", END)
    assert "Check before you go on" in checked.content.decode()
    assert "1 November 2026" in checked.content.decode()
    assert queries.facts_for([_id(11)], NOW.date())[_id(11)].standing.may_practise
    done = officer.post("/register/office/SW11/end/", END | {"step": "confirm"}, follow=True).content.decode()
    assert "The registration is ended." in done
    assert "is no longer registered" in officer.get("/register/SW11/").content.decode()


def _id(number: int) -> int:
    found = queries.entry_by_number(number)
    assert found is not None
    return found


def test_what_was_written_is_kept_when_something_is_missing_and_when_it_is_changed(officer: Client) -> None:
    an_entry(number=11)
    short = officer.post("/register/office/SW11/end/", END | {"reasons": ""}).content.decode()
    assert "There is a problem" in short
    changed = officer.post("/register/office/SW11/end/", END | {"step": "change"}).content.decode()
    assert "A removal order was made." in changed


def test_a_refusal_is_explained_on_the_form(officer: Client) -> None:
    an_entry(number=11)
    page = officer.post("/register/office/SW11/end/", END | on("on", "1/1/2019") | {"step": "confirm"}).content.decode()
    assert "The person was not on the register on 1 January 2019." in page


ORDER = {"kind": "conditions", "text": "Supervised.", "reasons": "Hearing."} | on("starts", "1/11/2026")
ORDER |= on("until", "31/10/2027")


def key_on(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def orders() -> int:
    with system("test"), transaction.atomic():
        return Order.objects.count()


def test_what_is_confirmed_counts_once_and_what_is_confirmed_anew_counts_again(officer: Client) -> None:
    an_entry(number=11)
    confirmed = ORDER | {"step": "confirm", "key": key_on(officer.post("/register/office/SW11/order/", ORDER).text)}
    pages = [officer.post("/register/office/SW11/order/", confirmed, follow=True).text for _ in range(2)]
    assert orders() == 1
    assert ["counts once" in page for page in pages] == [False, True]
    officer.post(
        "/register/office/SW11/order/",
        confirmed | {"key": key_on(officer.post("/register/office/SW11/order/", ORDER).text)},
    )
    assert orders() == 2


def test_an_ending_that_arrives_again_is_no_error(officer: Client) -> None:
    an_entry(number=11)
    for _ in range(2):
        page = officer.post("/register/office/SW11/end/", END | {"step": "confirm", "key": "one"}, follow=True).text
        assert "The registration is ended." in page


def test_a_key_that_named_another_change_is_refused_and_one_that_was_refused_stays_free(officer: Client) -> None:
    an_entry(number=11)
    key = {"step": "confirm", "key": "one"}
    refused = officer.post("/register/office/SW11/end/", END | on("on", "1/1/2019") | key)
    assert "was not on the register on 1 January 2019" in refused.text
    assert "The registration is ended." in officer.post("/register/office/SW11/end/", END | key, follow=True).text
    assert "sent for another change" in officer.post("/register/office/SW11/order/", ORDER | key).text
    assert orders() == 0


@pytest.mark.django_db(transaction=True)
def test_eight_posts_at_once_of_one_confirmation_are_one_order() -> None:
    with system("test"), transaction.atomic():
        officer = a_register_officer()
        an_entry(number=11)
    clients = [Client() for _ in range(8)]
    for client in clients:
        client.force_login(officer)
    start = Barrier(len(clients))

    def post(client: Client) -> int:
        try:
            start.wait(10)
            return client.post("/register/office/SW11/order/", ORDER | {"step": "confirm", "key": "one"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clients)) as pool:
        assert list(pool.map(post, clients)) == [302] * len(clients)
    assert orders() == 1


@pytest.mark.parametrize(
    ("slug", "values", "shown"),
    [
        ("renew", on("until", "30/11/2028"), "The registration is renewed."),
        ("annotate", {"kind": "AMHP", **on("starts", "1/11/2026")}, "The qualification is shown."),
        ("order", {"kind": "conditions", "text": "Supervised.", "reasons": "Hearing.", **on("starts", "1/11/2026"),
                   **on("until", "31/10/2027")}, "The order is on the register."),
        ("name", {"forenames": "Jane", "family": "Hill", "why": "marriage", **on("from_day", "1/11/2026")},
         "The name is changed."),
        ("town", {"town": "Hull", **on("from_day", "1/11/2026")}, "The town is changed."),
        ("suppress", {"reasons": "At risk."}, "The entry is out of view."),
    ],
)  # fmt: skip
def test_each_change_is_made_from_its_page(officer: Client, slug: str, values: dict[str, Any], shown: str) -> None:
    an_entry(number=11)
    assert officer.get(f"/register/office/SW11/{slug}/").status_code == 200
    assert "Check before" in officer.post(f"/register/office/SW11/{slug}/", values).content.decode()
    done = officer.post(f"/register/office/SW11/{slug}/", values | {"step": "confirm"}, follow=True)
    assert shown in done.content.decode()


def test_the_officer_sees_what_is_out_of_view_and_the_public_does_not(officer: Client) -> None:
    entry = an_entry("Jane", "Smith", number=11)
    with system("test"):
        actions.suppress(entry_id=entry.id, reasons="At risk.", by=MACHINE, now=NOW)
    assert "Out of view" in officer.get("/register/office/", {"q": "smith"}).content.decode()
    assert officer.get("/register/office/", {"q": "SW11"}).headers["Location"] == "/register/office/SW11/"
    assert "At risk." in officer.get("/register/office/SW11/").content.decode()
    assert officer.get("/register/SW11/").status_code == 404
    assert "/register/SW11/" not in officer.get("/register/", {"q": "smith"}).content.decode()


def test_nobody_else_reaches_the_officers_pages(client: Client) -> None:
    an_entry(number=11)
    paths = ["/register/office/", "/register/office/SW11/", "/register/office/SW11/end/", "/register/office/imports/"]
    assert all(client.get(p).status_code == 302 for p in paths)
    with system("test"):
        council = a_person("Sam Okafor", Role.HR_OFFICER)
    client.force_login(council)
    assert [client.get(p).status_code for p in paths] == [403, 404, 404, 403]
    assert client.post("/register/office/SW11/end/", END | {"step": "confirm"}).status_code == 404
    assert queries.facts_for([_id(11)], NOW.date())[_id(11)].standing.may_practise


def test_a_reading_of_the_whole_entry_is_noted(officer: Client) -> None:
    an_entry(number=11)
    officer.get("/register/office/SW11/")
    from almoner.record import models

    with system("test"):
        reads = getattr(models, "Read", models.Entry).objects.filter(subject=f"register.entry:{_id(11)}")
        assert reads.exists()


def test_an_extract_is_checked_then_brought_in(officer: Client) -> None:
    text = ",".join(FIELDS) + "\nSW11,Jane Smith,Registered,Leeds,2020-01-06,2027-11-30,,True\nSWX,A,Registered,,,,,\n"
    file = io.BytesIO(text.encode())
    file.name = "extract.csv"
    sent = officer.post("/register/office/imports/", {"file": file, **on("as_at", "21/11/2026")})
    assert sent.status_code == 302, sent.content.decode()
    with system("test"):
        upload = Upload.objects.get()
        uploads.check_upload(upload_id=upload.id, now=NOW)
    page = officer.get(sent.headers["Location"]).content.decode()
    assert "What would happen" in page
    assert "A number is SW and one to six digits" in page
    assert queries.entry_by_number(11) is None
    officer.post(sent.headers["Location"])
    with system("test"):
        uploads.finish_upload(upload_id=upload.id, now=NOW)
    assert "What happened" in officer.get(sent.headers["Location"]).content.decode()
    assert queries.entry_by_number(11)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 photograph"])
def test_what_is_no_spreadsheet_is_refused_on_the_form(officer: Client, content: bytes) -> None:
    file = io.BytesIO(content)
    file.name = "extract.csv"
    sent = officer.post("/register/office/imports/", {"file": file, **on("as_at", "21/11/2026")})
    assert sent.status_code == 200
    assert "There is a problem" in sent.content.decode()


def test_an_upload_that_fails_on_our_side_says_so_and_changes_nothing(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = io.BytesIO((",".join(FIELDS) + "\nSW11,Jane Smith,Registered,Leeds,2020-01-06,2027-11-30,,True\n").encode())
    file.name = "extract.csv"
    address = officer.post("/register/office/imports/", {"file": file, **on("as_at", "21/11/2026")}).headers["Location"]
    monkeypatch.setattr(uploads, "import_extract", lambda **_: 1 / 0)
    with system("test"):
        uploads.check_upload(upload_id=Upload.objects.get().id, now=NOW)
    assert "Something went wrong on our side" in officer.get(address).content.decode()


def test_an_upload_waits_for_an_import_that_is_running(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from almoner.register.actions.importing import ImportBusy

    def busy(**_: object) -> None:
        raise ImportBusy("Another import is running.")

    file = io.BytesIO((",".join(FIELDS) + "\nSW11,Jane Smith,Registered,Leeds,2020-01-06,2027-11-30,,True\n").encode())
    file.name = "extract.csv"
    officer.post("/register/office/imports/", {"file": file, **on("as_at", "21/11/2026")})
    monkeypatch.setattr(uploads, "import_extract", busy)
    with system("test"):
        upload = Upload.objects.get()
        with pytest.raises(ImportBusy):
            uploads.check_upload(upload_id=upload.id, now=NOW)
        upload.refresh_from_db()
        assert upload.state == Upload.State.CHECKING
