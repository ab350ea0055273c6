"""Content that no document claims is removed a day later, and nothing else ever is."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from almoner.documents import actions
from almoner.documents.models import Document
from almoner.documents.rules import IN_DOUBT_FOR, Finding, Verdict
from almoner.documents.settings import store
from almoner.documents.tests.factories import PDF, TESTER, Says, a_clean_document, a_document
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.record.models import Entry
from almoner.scope.context import Scope, acting, system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]


@pytest.fixture
def uploader() -> tuple[Person, int]:
    organisation = an_organisation()
    return a_person(role=Role.HR_OFFICER, organisation=organisation), organisation.id


def stored(settings: Settings) -> set[str]:
    folder = Path(settings.DOCUMENTS_STORE)
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def swept(settings: Settings, now: datetime, *, after: timedelta = IN_DOUBT_FOR + timedelta(minutes=1)) -> int:
    """How many were removed by a sweep when every mark there is was put so long ago by the disk's clock."""
    put = (datetime.now(UTC) - after).timestamp()
    for mark in (Path(settings.DOCUMENTS_STORE) / "in-doubt").iterdir():
        os.utime(mark, (put, put))
    return actions.remove_unclaimed(by=TESTER, now=now)


def given_up(uploader: tuple[Person, int], now: datetime) -> Document:
    """A document whose transaction was given up after it was received."""
    with transaction.atomic():
        document = a_document(*uploader, now)
        transaction.set_rollback(True)
    return document


def test_content_whose_transaction_was_given_up_is_removed_a_day_later(
    uploader: tuple[Person, int], now: datetime, settings: Settings
) -> None:
    document = given_up(uploader, now)
    assert document.key in stored(settings)
    assert swept(settings, now, after=IN_DOUBT_FOR - timedelta(minutes=1)) == 0
    assert document.key in stored(settings)
    assert swept(settings, now) == 1
    assert stored(settings) == set()
    event = Entry.objects.get(kind="document.unclaimed_removed")
    assert b'"count":1' in bytes(event.payload or b"")
    assert swept(settings, now) == 0


def test_content_that_a_document_claims_stays_and_is_no_longer_in_doubt(
    uploader: tuple[Person, int], now: datetime, settings: Settings
) -> None:
    quarantined, clean = a_document(*uploader, now), a_clean_document(*uploader, now)
    assert swept(settings, now) == 0
    assert stored(settings) == {quarantined.key, clean.key}


def test_content_of_a_process_killed_between_the_mark_and_the_row_is_removed(
    uploader: tuple[Person, int], now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killing:
        killing.setattr(Document, "save", lambda *_, **__: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            a_document(*uploader, now)
    assert len(stored(settings)) == 2
    assert swept(settings, now) == 1
    assert stored(settings) == set()


def test_content_of_what_was_refused_or_withdrawn_goes_even_when_the_process_died_before_removing_it(
    uploader: tuple[Person, int], now: datetime, settings: Settings
) -> None:
    ill, withdrawn = a_document(*uploader, now), a_clean_document(*uploader, now)
    swept(settings, now)
    # Callbacks do not run in this test: as if the process had died between the commit and them.
    actions.scan(document_id=ill.id, by=TESTER, now=now, scanner=Says(Verdict(Finding.MALWARE, "Eicar")))
    actions.withdraw(document=withdrawn, by=uploader[0], now=now, reasons="Sent by mistake")
    assert {ill.key, withdrawn.key} < stored(settings)
    assert swept(settings, now) == 2
    assert stored(settings) == set()


def test_who_does_not_see_every_document_may_not_say_what_nobody_claims(
    uploader: tuple[Person, int], now: datetime, settings: Settings
) -> None:
    """The danger of it: to a stranger, row-level security shows no documents at all."""
    document = a_document(*uploader, now)
    with acting(Scope(organisation_ids=(an_organisation().id,))), pytest.raises(RuntimeError, match="sees every"):
        swept(settings, now)
    assert document.key in stored(settings)


def test_a_stray_file_among_the_marks_stops_nothing(
    uploader: tuple[Person, int], now: datetime, settings: Settings
) -> None:
    document = given_up(uploader, now)
    stray = Path(settings.DOCUMENTS_STORE) / "in-doubt" / "Thumbs.db"
    stray.write_bytes(b"")
    assert swept(settings, now) == 1
    assert document.key not in stored(settings)
    assert stray.exists()


@pytest.mark.django_db(transaction=True)
def test_a_document_whose_transaction_is_still_open_keeps_its_content(
    uploader: tuple[Person, int], now: datetime, settings: Settings
) -> None:
    """The race: the sweep looks while a slow upload has stored its bytes and has not committed its row."""
    with a_slow_upload(uploader, now) as received:
        assert actions.remove_unclaimed(by=TESTER, now=datetime.now(UTC)) == 0
    assert swept(settings, now) == 0
    with store().open(received[0].key) as file:
        assert file.read() == PDF


@pytest.mark.django_db(transaction=True)
def test_a_machine_whose_clock_is_years_ahead_removes_nothing_that_is_being_uploaded(
    uploader: tuple[Person, int], now: datetime
) -> None:
    with a_slow_upload(uploader, now) as received:
        assert actions.remove_unclaimed(by=TESTER, now=datetime.now(UTC) + timedelta(days=1000)) == 0
    with store().open(received[0].key) as file:
        assert file.read() == PDF


@contextlib.contextmanager
def a_slow_upload(uploader: tuple[Person, int], now: datetime) -> Iterator[list[Document]]:
    """An upload that has stored its bytes and commits its row when the block ends."""
    stored_it, may_commit = threading.Event(), threading.Event()
    received: list[Document] = []

    def upload() -> None:
        with system("test"), transaction.atomic():
            received.append(a_document(*uploader, now))
            stored_it.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=upload)
    thread.start()
    assert stored_it.wait(10)
    yield received
    may_commit.set()
    thread.join()
