"""The pages of documents: where each stands in words, and its content only when it may be had."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from almoner.documents import actions
from almoner.documents.models import Document
from almoner.documents.rules import Finding, Verdict
from almoner.documents.tests.factories import PDF, TESTER, Says, a_clean_document, a_document
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.record.models import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]


@pytest.fixture
def officer(now: datetime) -> Person:
    return a_person(role=Role.HR_OFFICER, organisation=an_organisation(name="Northshire Council"))


@pytest.fixture
def browser(officer: Person, client: Client, now: datetime) -> Iterator[Client]:
    with time_machine.travel(now, tick=False):
        client.force_login(officer)
        yield client


def home(officer: Person) -> int:
    return officer.memberships.get().organisation_id


def page_of(browser: Client, document: Document) -> str:
    response = browser.get(f"/documents/{document.id}/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_clean_document_is_handed_out_as_an_attachment_that_nothing_interprets(
    browser: Client, officer: Person, now: datetime
) -> None:
    document = a_clean_document(officer, home(officer), now, name="Zoë's statement.pdf")
    assert "Download" in page_of(browser, document)
    response = browser.get(f"/documents/{document.id}/file/")
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    read = Reading.objects.get()
    assert (read.subject, read.actor_id) == (document.subject, officer.actor_id)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (None, "Being checked"),
        (Verdict(Finding.NO_ANSWER, "The virus scanner could not be reached."), "could not be reached"),
        (Verdict(Finding.MALWARE, "Eicar"), "Refused"),
    ],
)
def test_what_is_not_clean_is_explained_and_never_handed_out(
    browser: Client, officer: Person, now: datetime, verdict: Verdict | None, words: str
) -> None:
    document = a_document(officer, home(officer), now)
    if verdict:
        actions.scan(document_id=document.id, by=TESTER, now=now, scanner=Says(verdict))
    page = page_of(browser, document)
    assert words in page
    assert "Download" not in page
    assert browser.get(f"/documents/{document.id}/file/").status_code == 404


def test_a_document_not_scanned_is_shown_as_such(
    browser: Client, officer: Person, now: datetime, settings: Settings
) -> None:
    settings.DOCUMENTS_WITHOUT_SCANNER = "serve"
    document = a_document(officer, home(officer), now)
    actions.scan(document_id=document.id, by=TESTER, now=now)
    page = page_of(browser, document)
    assert "Not checked for viruses" in page
    assert "Download" in page
    settings.DOCUMENTS_WITHOUT_SCANNER = "wait"
    assert "Download" not in page_of(browser, document)
    assert browser.get(f"/documents/{document.id}/file/").status_code == 404


@pytest.mark.parametrize("path", ["", "file/", "withdraw/"])
def test_anothers_document_is_the_same_as_one_that_never_was(browser: Client, now: datetime, path: str) -> None:
    stranger = a_person(role=Role.HR_OFFICER)
    document = a_clean_document(stranger, home(stranger), now)
    theirs, none = (browser.get(f"/documents/{each}/{path}") for each in (document.id, uuid4()))
    assert theirs.status_code == none.status_code == 404
    assert theirs.content == none.content


def test_a_document_is_withdrawn_for_a_reason_only(browser: Client, officer: Person, now: datetime) -> None:
    document = a_clean_document(officer, home(officer), now)
    address = f"/documents/{document.id}/withdraw/"
    assert browser.post(address, {"reasons": ""}).status_code == 200
    document.refresh_from_db()
    assert document.state == "clean"
    assert browser.post(address, {"reasons": "Wrong case"}).status_code == 302
    page = page_of(browser, document)
    assert "Wrong case" in page
    assert "Withdraw this document" not in page
    again = browser.post(address, {"reasons": "Once more"})
    assert "already withdrawn" in again.content.decode()


def test_the_list_is_paged_and_an_empty_one_says_where_documents_come_from(
    browser: Client, officer: Person, now: datetime
) -> None:
    assert "No documents yet" in browser.get("/documents/").content.decode()
    for number in range(26):
        a_document(officer, home(officer), now - timedelta(minutes=number), name=f"Paper {number}.pdf")
    first, second = browser.get("/documents/"), browser.get("/documents/?page=2")
    assert first.content.count(b"Paper") == 25
    assert b"Paper 25.pdf" in second.content
