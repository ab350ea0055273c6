"""Anybody's concern, without an account: screened, saved, resumed, sent once, followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from almoner.documents.models import Document
from almoner.documents.queries import documents_visible_to
from almoner.fitness.actions import letters
from almoner.fitness.actions import raising as actions
from almoner.fitness.actions.investigations import open_investigation
from almoner.fitness.models import Concern, Evidence, Letter, Raiser, SentFile, Support, UnsentConcern
from almoner.fitness.queries import raising as queries
from almoner.fitness.rules.raising import ELSEWHERE, LETTERS, QUESTIONS, a_code, first_unanswered, read_code
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import investigation_factories as arrange
from almoner.fitness.tests.browsing import text
from almoner.notices import letters as notices
from almoner.notices.models import Notice
from almoner.notices.rules import template
from almoner.notices.sealing import unseal
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.record.models import Entry
from almoner.record.sealer import Sealer
from almoner.record.tests.conftest import keys, sealer
from almoner.register.tests.factories import an_entry, the_regulator
from almoner.scope.context import system

__all__ = ["keys", "sealer"]
ANSWERS: dict[str, dict[str, str]] = {
    "you": {"as": "service_user"},
    "worker": {"described_name": "Jane from the duty team", "described_where": "Northmoor"},
    "what": {"what": "She told my neighbour what I had told her."},
    "when": {"when": "In May, at my door."},
    "told": {"told": ""},
    "support": {"needs": "breaks", "support_words": "I read slowly."},
    "contact": {"name": "Alex Stone", "email": "alex@example.org"},
}


@pytest.fixture(autouse=True)
def at(now: datetime, settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.DOCUMENTS_STORE = str(tmp_path)
    settings.DOCUMENTS_CLAMD = ""
    settings.DOCUMENTS_WITHOUT_SCANNER = "serve"
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def browser(db: None) -> Client:
    the_regulator()
    return Client()


def begin(browser: Client) -> str:
    browser.post("/raise-a-concern/", {"matter": "practice"})
    return str(browser.session["concern-code"])


def answer_all(browser: Client, **changed: dict[str, str]) -> Any:
    for slug, answers in {**ANSWERS, **changed}.items():
        answered = browser.post(f"/raise-a-concern/{slug}/", answers)
        assert answered.status_code == 302, text(answered)
    return browser.get("/raise-a-concern/check/")


def send(browser: Client) -> Any:
    return browser.post("/raise-a-concern/check/", follow=True)


def the_concern() -> Concern:
    with system("test"):
        return Concern.objects.get()


@given(st.text())
def test_whatever_is_typed_is_read_as_a_code_or_as_none(typed: str) -> None:
    found = read_code(typed)
    assert found == "" or set(found) <= {*LETTERS, "-"}


@given(st.randoms())
def test_a_code_is_read_back_however_it_is_typed(random: Any) -> None:
    code = a_code()
    typed = "".join(random.choice([letter, letter.lower(), f" {letter}"]) for letter in code)
    assert read_code(typed) == code


def test_nothing_optional_stops_a_concern() -> None:
    required = {field.name: "x" for question in QUESTIONS for field in question.fields if field.required}
    assert first_unanswered(required) == ""
    assert all(first_unanswered({**required, name: ""}) for name in required)


@pytest.mark.clause("PLAN-F1")
@pytest.mark.parametrize("matter", sorted(ELSEWHERE))
def test_whoever_is_in_the_wrong_place_is_told_the_right_one_before_they_type(browser: Client, matter: str) -> None:
    page = browser.post("/raise-a-concern/", {"matter": matter}, follow=True)
    assert ELSEWHERE[matter].title in text(page)
    with system("test"):
        assert not UnsentConcern.objects.exists()


@pytest.mark.clause("PLAN-F1")
def test_somebody_without_an_account_raises_a_concern_and_follows_it(browser: Client) -> None:
    code = begin(browser)
    assert code in text(browser.get("/raise-a-concern/your-code/"))
    checked = text(answer_all(browser))
    assert "She told my neighbour what I had told her." in checked
    assert "We have your concern" in text(send(browser))
    concern = the_concern()
    assert concern.state == "received"
    assert dict(concern.statement)["What happened?"] == ANSWERS["what"]["what"]
    assert not any("Alex" in said for _, said in concern.statement)
    with system("test"):
        assert Raiser.objects.get(concern=concern).name == "Alex Stone"
        assert Notice.objects.get(case_id=concern.pk, template="concern_received").to_address == "alex@example.org"
        assert Entry.objects.filter(case_id=concern.pk, kind="concern.receive").exists()


@pytest.mark.clause("PLAN-F1")
def test_it_is_resumed_on_another_device_by_its_code_alone(browser: Client) -> None:
    code = begin(browser)
    browser.post("/raise-a-concern/you/", ANSWERS["you"])
    elsewhere = Client()
    assert elsewhere.get("/raise-a-concern/what/").status_code == 302
    page = elsewhere.post("/raise-a-concern/code/", {"code": code.lower().replace("-", " ")}, follow=True)
    assert "Who is the social worker?" in text(page)


def test_another_code_opens_nothing(browser: Client) -> None:
    begin(browser)
    page = Client().post("/raise-a-concern/code/", {"code": a_code()})
    assert "Nothing is kept under this code" in text(page)


def test_the_worker_is_found_on_the_register_though_misspelt(browser: Client) -> None:
    entry = an_entry("Wilhelmina", "Zdziarski", town="Hull")
    begin(browser)
    found = text(browser.get("/raise-a-concern/worker/?q=wilhelmina+zdziarsky"))
    assert "Wilhelmina Zdziarski" in found
    number = found.partition('name="number" value="')[2].partition('"')[0]
    answer_all(browser, worker={"number": number})
    send(browser)
    concern = the_concern()
    assert (concern.entry_id, concern.about_name) == (entry.pk, "Wilhelmina Zdziarski")


def test_somebody_whom_the_register_does_not_show_cannot_be_chosen(browser: Client) -> None:
    begin(browser)
    page = browser.post("/raise-a-concern/worker/", {"number": "SW999999"})
    assert page.status_code == 200
    assert "If you cannot find them" in text(page)


def test_sent_twice_it_is_one_concern(browser: Client, now: datetime) -> None:
    code = begin(browser)
    answer_all(browser)
    send(browser)
    assert actions.raise_concern(code=code, now=now) == the_concern()


def test_nothing_is_sent_while_a_question_is_unanswered(browser: Client, now: datetime) -> None:
    code = begin(browser)
    page = browser.post("/raise-a-concern/check/", follow=True)
    assert "How do you come to know of this?" in text(page)
    with pytest.raises(actions.NotWhole):
        actions.raise_concern(code=code, now=now)


def test_without_a_name_or_an_address_it_is_sent_all_the_same(browser: Client) -> None:
    begin(browser)
    answer_all(browser, contact={"name": "", "email": ""})
    send(browser)
    with system("test"):
        assert not Notice.objects.filter(template="concern_received").exists()
    assert the_concern().about_name == ANSWERS["worker"]["described_name"]


def test_each_person_who_raises_a_concern_is_written_to(browser: Client) -> None:
    for address in ("alex@example.org", "sam@example.org"):
        begin(browser)
        answer_all(browser, contact={"name": "", "email": address})
        send(browser)
    with system("test"):
        written_to = Notice.objects.filter(template="concern_received").values_list("to_address", flat=True)
        assert sorted(written_to) == ["alex@example.org", "sam@example.org"]


def test_a_wrong_address_is_said_and_what_was_typed_is_kept(browser: Client) -> None:
    begin(browser)
    page = text(browser.post("/raise-a-concern/contact/", {"name": "Alex Stone", "email": "alex"}))
    assert "name@example.com" in page
    assert "Alex Stone" in page


def test_whoever_raised_it_sees_the_outcome_and_not_the_reasons(browser: Client, now: datetime) -> None:
    begin(browser)
    answer_all(browser)
    send(browser)
    officer, concern = make.a_triage_officer(), the_concern()
    with system("test"):
        risk = {"risk": "low", "risk_why": "At home."}
        later = now + timedelta(hours=1)
        procedure.take(case=concern, move="acknowledge", by=officer, now=later, key="a", values=risk)
        reasons = "The inspector's letter."
        procedure.take(case=concern, move="close", by=officer, now=later, key="b", reasons=reasons, values=risk)
    page = text(browser.get("/raise-a-concern/follow/"))
    assert "There were no grounds for us to investigate." in page
    assert "inspector" not in page


def test_the_officer_sees_who_raised_it_and_no_other_organisation_does(browser: Client) -> None:
    begin(browser)
    answer_all(browser)
    send(browser)
    desk = Client()
    with system("test"):
        desk.force_login(make.a_triage_officer())
        elsewhere = Client()
        elsewhere.force_login(a_person("Otto Sand", Role.HR_OFFICER))
    assert "Alex Stone" in text(desk.get(f"/cases/concern/{the_concern().pk}/"))
    assert elsewhere.get(f"/cases/concern/{the_concern().pk}/").status_code == 404


def test_what_is_not_sent_is_forgotten_after_28_days_and_not_before(browser: Client, now: datetime) -> None:
    code = begin(browser)
    assert actions.forget_unsent(now=now + timedelta(days=27)) == 0
    assert actions.forget_unsent(now=now + timedelta(days=29)) == 1
    assert queries.unsent_by_code(code, now) is None


def test_a_code_whose_time_has_run_out_opens_nothing_though_it_is_not_forgotten_yet(
    browser: Client, now: datetime
) -> None:
    code = begin(browser)
    assert queries.unsent_by_code(code, now + timedelta(days=29)) is None


def send_file(browser: Client, name: str, content: bytes) -> Any:
    return browser.post("/raise-a-concern/files/", {"file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.mark.clause("PLAN-F1")
def test_files_are_sent_with_it_taken_back_and_opened_by_nobody_before_it_is_sent(
    browser: Client, now: datetime
) -> None:
    begin(browser)
    for name in ("letter.txt", "message.txt"):
        assert name in text(send_file(browser, name, name.encode()))
    with system("test"):
        taken = SentFile.objects.get(name="letter.txt")
        officer = make.a_triage_officer()
        assert not documents_visible_to(officer, now.date()).exists()
    assert "letter.txt" not in text(browser.post("/raise-a-concern/files/", {"take_back": str(taken.pk)}, follow=True))
    checked = text(answer_all(browser))
    assert "message.txt" in checked
    assert "I read slowly." in checked
    send(browser)
    concern = the_concern()
    assert not any("slowly" in said for _, said in concern.statement)
    with system("test"):
        assert {one.name for one in documents_visible_to(officer, now.date())} == {"message.txt", "letter.txt"}
        assert Document.objects.get(name="letter.txt").state == "withdrawn"
        assert Support.objects.get(concern=concern, whose="raiser").needs == ["breaks"]


@pytest.mark.clause("PLAN-F1")
def test_a_file_that_came_with_it_is_put_in_the_bundle(browser: Client, now: datetime) -> None:
    begin(browser)
    send_file(browser, "message.txt", b"Monday")
    answer_all(browser)
    send(browser)
    concern, investigator = the_concern(), arrange.an_investigator()
    with system("test"):
        sent = SentFile.objects.get()
        arrange.scanned(sent.document_id, now)
        open_investigation(concern=concern, by=arrange.MACHINE, now=now, key="files")
    desk = Client()
    with system("test"):
        desk.force_login(investigator)
    address = f"/concerns/{concern.pk}/evidence/"
    assert "message.txt" in text(desk.get(address))
    assert desk.post(address, {"file": str(sent.pk)}).status_code == 302
    with system("test"):
        assert Evidence.objects.get().document_id == sent.document_id


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "The file is empty"),
        ("program.exe", b"MZ", "must be"),
        ("locked.pdf", b"%PDF-1.7 /Encrypt 1 0 R", "protected by a password"),
        ("large.txt", b"x" * (26 << 20), "25 MB or smaller"),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_said_why(browser: Client, name: str, content: bytes, said: str) -> None:
    begin(browser)
    assert said in text(send_file(browser, name, content))
    with system("test"):
        assert not SentFile.objects.exists()


@pytest.mark.clause("PLAN-F1")
def test_several_files_are_chosen_at_once_and_one_that_is_unfit_keeps_no_other_back(browser: Client) -> None:
    begin(browser)
    chosen = [("one.txt", b"1"), ("program.exe", b"MZ"), ("two.txt", b"2"), ("locked.pdf", b"%PDF-1.7 /Encrypt 1 0 R")]
    sent = [SimpleUploadedFile(name, content) for name, content in chosen]
    page = text(browser.post("/raise-a-concern/files/", {"file": sent}))
    assert "“program.exe”: The file must be" in page
    assert re.search("“locked.pdf”: [^.]*protected by a password", page)
    with system("test"):
        assert set(SentFile.objects.values_list("name", flat=True)) == {"one.txt", "two.txt"}


def test_forty_files_of_100_mb_are_refused_before_they_are_read(browser: Client) -> None:
    begin(browser)
    for length in (100 << 20, 40 * (100 << 20)):
        got = browser.post("/raise-a-concern/files/", {}, CONTENT_LENGTH=str(length))
        assert got.status_code == 413
        assert "too large" in text(got)


def test_no_more_files_are_taken_than_it_says(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(browser)
    monkeypatch.setattr("almoner.fitness.actions.raising_files.MOST_FILES", 1)
    send_file(browser, "one.txt", b"1")
    assert "as many as we can take here" in text(send_file(browser, "two.txt", b"2"))


@pytest.mark.clause("PLAN-F1")
def test_the_code_is_sent_to_an_address_once_and_opens_what_was_begun(browser: Client) -> None:
    code = begin(browser)
    for _ in range(2):
        page = text(browser.post("/raise-a-concern/your-code/send/", {"to": "alex@example.org"}))
        assert "on its way to alex@example.org" in page
    assert "There is a problem" in text(browser.post("/raise-a-concern/your-code/send/", {"to": "alex"}))
    with system("test"):
        notice = Notice.objects.get(template="concern_code")
        assert code not in str(notice.values)
        assert unseal(notice.sealed_values) == {"code": code}
    message = notices.write(template("concern_code"), {"code": code}, base_url="https://example.org", service="Almoner")
    assert f"Your code is {code}." in message.text
    # An address is kept by proxies and histories, so the code is not in it.
    assert code not in "".join(re.findall(r"https://\S+", message.text + message.html))


@pytest.mark.clause("PLAN-F1")
def test_whoever_gave_an_address_is_warned_once_some_days_before_it_is_forgotten(
    browser: Client, now: datetime
) -> None:
    begin(browser)
    browser.post("/raise-a-concern/your-code/send/", {"to": "alex@example.org"})
    assert actions.warn_of_forgetting(now=now + timedelta(days=22)) == 0
    assert actions.warn_of_forgetting(now=now + timedelta(days=24)) == 1
    assert actions.warn_of_forgetting(now=now + timedelta(days=25)) == 0
    with system("test"):
        assert Notice.objects.get(template="concern_ending").to_address == "alex@example.org"


def test_files_of_what_is_forgotten_are_deleted_with_it(browser: Client, now: datetime) -> None:
    begin(browser)
    send_file(browser, "letter.txt", b"Hello")
    assert actions.forget_unsent(now=now + timedelta(days=29)) == 1
    with system("test"):
        assert Document.objects.get().state == "withdrawn"


def write_letters(now: datetime, sealer: Sealer) -> None:
    sealer.seal_all()
    with system("test"):
        letters.write_all(now=now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("PLAN-F8")
def test_whoever_raised_it_reads_by_their_code_what_triage_decided_and_nobody_else_does(
    browser: Client, now: datetime, sealer: Sealer
) -> None:
    begin(browser)
    answer_all(browser)
    send(browser)
    other = Client()
    begin(other)
    answer_all(other, contact={"name": "Sam Hill", "email": ""})
    send(other)
    officer, later = make.a_triage_officer(), now + timedelta(hours=1)
    with system("test"):
        first, second = (raiser.concern for raiser in Raiser.objects.order_by("name"))
    first, second = (arrange.step(one, "acknowledge", officer, later, **arrange.RISK) for one in (first, second))
    arrange.step(second, "join", officer, later, "The same visit.", into=first.reference)
    assert "Letters to you" not in text(browser.get("/raise-a-concern/follow/"))
    arrange.step(first, "close", officer, later, "Nothing in it.", **arrange.RISK)
    write_letters(later, sealer)
    with system("test"):
        assert {one.concern_id: one.name for one in Letter.objects.all()} == {
            first.pk: "Alex Stone", second.pk: "Sam Hill"
        }  # fmt: skip
        assert [one.to_address for one in Notice.objects.filter(template="letter_to_raiser")] == ["alex@example.org"]
        address = f"/raise-a-concern/letters/{Letter.objects.get(concern=first).pk}/"
    assert address in text(browser.get("/raise-a-concern/follow/"))
    letter = text(browser.get(address))
    assert "There were no grounds for us to investigate." in letter
    assert first.reference in letter
    assert second.reference not in letter
    assert b"".join(browser.get(f"{address}file/")).startswith(b"%PDF-")
    for stranger in (other, Client()):
        assert stranger.get(address).status_code == 404
        assert stranger.get(f"{address}file/").status_code == 404
