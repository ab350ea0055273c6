"""From quarantine to clean, refused or waiting; never silently clean."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from almoner.documents import actions, queries
from almoner.documents.models import Document
from almoner.documents.rules import (
    MOVES,
    TO_BE_SCANNED,
    Finding,
    NotAccepted,
    Refusal,
    State,
    Verdict,
    WithoutScanner,
    may_be_served,
    state_after,
)
from almoner.documents.tests.factories import FOUND_NOTHING, PDF, TESTER, Says, a_clean_document, a_document
from almoner.documents.tests.fakes import EICAR, clamd
from almoner.people.models import Person, Recusal
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.record.models import Entry
from almoner.scope.context import Scope, acting, system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]

ON_COMMIT = Callable[..., object]


@pytest.fixture
def uploader() -> tuple[Person, int]:
    organisation = an_organisation()
    return a_person(role=Role.HR_OFFICER, organisation=organisation), organisation.id


def files_in(settings: Settings) -> list[Path]:
    return [path for path in (Path(settings.DOCUMENTS_STORE) / "documents").rglob("*") if path.is_file()]


def kinds_recorded(document: Document) -> list[str]:
    return list(Entry.objects.filter(subject=document.subject).order_by("at", "kind").values_list("kind", flat=True))


@pytest.mark.parametrize("policy", list(WithoutScanner))
@pytest.mark.parametrize("finding", list(Finding))
def test_only_a_scanner_that_looked_makes_a_document_clean(finding: Finding, policy: WithoutScanner) -> None:
    state, reason = state_after(Verdict(finding, "It says so.", "ClamAV"), policy)
    assert (state is State.CLEAN) == (finding is Finding.NOTHING)
    assert state in {State.CLEAN, State.REFUSED, State.WAITING, State.NOT_SCANNED}
    assert state is not State.NOT_SCANNED or (finding is Finding.NO_SCANNER and policy is WithoutScanner.SERVE)
    assert state is State.CLEAN or reason


def test_only_clean_documents_are_served_unless_the_operator_says_otherwise() -> None:
    served = {state for state in State if may_be_served(state, WithoutScanner.WAIT)}
    assert served == {State.CLEAN}
    assert {state for state in State if may_be_served(state, WithoutScanner.SERVE)} == {State.CLEAN, State.NOT_SCANNED}


def test_what_arrives_stands_in_quarantine_with_its_fingerprint_and_a_job(
    uploader: tuple[Person, int], now: datetime, settings: Settings
) -> None:
    document = a_document(*uploader, now, name="C:\\x\\Ann's statement.PDF")
    assert (document.state, document.name) == ("quarantined", "Ann's statement.pdf")
    assert document.size == len(PDF)
    assert document.detected_type == "application/pdf"
    assert files_in(settings)[0].read_bytes() == PDF
    assert not queries.is_served(document)
    assert kinds_recorded(document) == ["document.received"]
    job = ProcrastinateJob.objects.get(task_name="documents.scan_document")
    assert job.args == {"document_id": str(document.id)}


def test_a_document_that_was_rolled_back_leaves_no_job_and_no_row(uploader: tuple[Person, int], now: datetime) -> None:
    with transaction.atomic():
        a_document(*uploader, now)
        transaction.set_rollback(True)
    assert not Document.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="documents.scan_document").exists()


def test_a_file_that_is_not_accepted_leaves_nothing(
    uploader: tuple[Person, int], now: datetime, settings: Settings
) -> None:
    with pytest.raises(NotAccepted):
        a_document(*uploader, now, content=b"MZ\x90\x00\x03", name="list.csv")
    assert not files_in(settings)
    assert not Document.objects.exists()


def test_an_upload_cut_off_half_way_is_refused_whole(uploader: tuple[Person, int], now: datetime) -> None:
    person, organisation = uploader
    with pytest.raises(NotAccepted, match="cut off"):
        actions.receive(
            file=io.BytesIO(PDF[:40]),
            name="a.pdf",
            organisation_id=organisation,
            by=person,
            now=now,
            expected_bytes=len(PDF),
        )


def test_the_same_file_twice_is_two_documents_of_one_fingerprint(uploader: tuple[Person, int], now: datetime) -> None:
    one, two = a_document(*uploader, now), a_document(*uploader, now)
    assert one.id != two.id
    assert one.sha256 == two.sha256


def test_a_file_found_clean_by_clamd_is_served_and_one_with_malware_is_deleted(
    uploader: tuple[Person, int],
    now: datetime,
    settings: Settings,
    django_capture_on_commit_callbacks: ON_COMMIT,
) -> None:
    settings.DOCUMENTS_SIGNATURES_HOURS = 0
    with clamd() as settings.DOCUMENTS_CLAMD:
        clean = a_document(*uploader, now)
        clean = actions.scan(document_id=clean.id, by=TESTER, now=now)
        assert (clean.state, queries.is_served(clean)) == ("clean", True)
        assert clean.scanner.startswith("ClamAV")
        ill = a_document(*uploader, now, content=PDF + EICAR)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            ill = actions.scan(document_id=ill.id, by=TESTER, now=now)
    assert (ill.state, queries.is_served(ill)) == ("refused", False)
    assert "Almoner.Test.Eicar" in ill.reason
    assert [path.name for path in files_in(settings)] == [clean.id.hex]
    assert kinds_recorded(ill) == ["document.received", "document.scanned"]


@pytest.mark.parametrize(
    "fault",
    [
        {"answer": "stream: Something ERROR"},
        {"breaks_off": True},
        {"delay": 3.0},
        {"version": "ClamAV 1.4.6/27800/Mon Nov  3 07:00:00 2025"},
    ],
    ids=["erring", "breaking off", "slow", "stale"],
)
def test_a_scanner_in_trouble_leaves_the_document_waiting_and_it_is_tried_again(
    uploader: tuple[Person, int], now: datetime, settings: Settings, fault: dict[str, object]
) -> None:
    settings.DOCUMENTS_WITHOUT_SCANNER = "serve"
    settings.DOCUMENTS_SIGNATURES_HOURS = 48 if "version" in fault else 0
    settings.DOCUMENTS_SCAN_SECONDS = 0.5
    document = a_document(*uploader, now)
    with clamd(**fault) as settings.DOCUMENTS_CLAMD:  # type: ignore[arg-type]
        document = actions.scan(document_id=document.id, by=TESTER, now=now)
    assert (document.state, queries.is_served(document)) == ("waiting", False)
    assert document.reason
    assert queries.to_be_scanned(now + timedelta(minutes=5)) == [document.id]
    document = actions.scan(document_id=document.id, by=TESTER, now=now, scanner=FOUND_NOTHING)
    assert document.state == "clean"
    assert queries.to_be_scanned(now + timedelta(minutes=5)) == []


def test_a_scanner_that_is_away_for_an_hour_does_not_fill_the_record(
    uploader: tuple[Person, int], now: datetime
) -> None:
    document = a_document(*uploader, now)
    away = Says(Verdict(Finding.NO_ANSWER, "The virus scanner could not be reached."))
    for _ in range(12):
        actions.scan(document_id=document.id, by=TESTER, now=now, scanner=away)
    assert kinds_recorded(document) == ["document.received", "document.scanned"]


def test_without_a_scanner_the_stated_policy_decides_and_can_be_taken_back(
    uploader: tuple[Person, int], now: datetime, settings: Settings
) -> None:
    waiting = actions.scan(document_id=a_document(*uploader, now).id, by=TESTER, now=now)
    assert waiting.state == "waiting"
    settings.DOCUMENTS_WITHOUT_SCANNER = "serve"
    unseen = actions.scan(document_id=a_document(*uploader, now).id, by=TESTER, now=now)
    assert (unseen.state, queries.is_served(unseen)) == ("not_scanned", True)
    settings.DOCUMENTS_WITHOUT_SCANNER = "wait"
    assert not queries.is_served(unseen)


def test_content_altered_or_lost_in_the_store_is_never_clean(
    uploader: tuple[Person, int], now: datetime, settings: Settings
) -> None:
    altered, lost = a_document(*uploader, now), a_document(*uploader, now)
    folder = Path(settings.DOCUMENTS_STORE)
    (folder / altered.key).write_bytes(PDF + b" ")
    (folder / lost.key).unlink()
    for document in (altered, lost):
        assert actions.scan(document_id=document.id, by=TESTER, now=now, scanner=FOUND_NOTHING).state == "refused"


def test_a_document_withdrawn_keeps_its_line_and_loses_its_content(
    uploader: tuple[Person, int],
    now: datetime,
    settings: Settings,
    django_capture_on_commit_callbacks: ON_COMMIT,
) -> None:
    document = a_clean_document(*uploader, now)
    with pytest.raises(Refusal):
        actions.withdraw(document=document, by=uploader[0], now=now, reasons="  ")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        document = actions.withdraw(document=document, by=uploader[0], now=now, reasons="Sent to the wrong case")
    assert (document.state, queries.is_served(document), files_in(settings)) == ("withdrawn", False, [])
    with pytest.raises(queries.Missing):
        queries.content_of(document)
    with pytest.raises(Refusal):
        actions.withdraw(document=document, by=uploader[0], now=now, reasons="Again")


def test_a_document_is_not_scanned_again_once_it_is_done(uploader: tuple[Person, int], now: datetime) -> None:
    document = a_clean_document(*uploader, now)
    bad = Says(Verdict(Finding.MALWARE, "Late"))
    assert actions.scan(document_id=document.id, by=TESTER, now=now, scanner=bad).state == "clean"
    assert bad.asked == 0


@pytest.mark.parametrize(("start", "end"), list(itertools.permutations(State, 2)))
def test_the_database_keeps_the_moves_of_the_rules(
    uploader: tuple[Person, int], now: datetime, start: State, end: State
) -> None:
    document = a_document(*uploader, now)
    fields = {"reason": "why", "scanner": "ClamAV", "scanned_at": now}
    way = {State.QUARANTINED: []}.get(start, [start])
    for state in way:
        Document.objects.filter(id=document.id).update(state=state, **fields)
    try:
        with transaction.atomic():
            Document.objects.filter(id=document.id).update(state=end, **fields)
        moved = True
    except IntegrityError:
        moved = False
    assert moved == (end in MOVES[start])


def test_the_database_refuses_a_clean_document_that_nobody_scanned(uploader: tuple[Person, int], now: datetime) -> None:
    document = a_document(*uploader, now)
    with pytest.raises(IntegrityError, match="document_clean_only_when_scanned"), transaction.atomic():
        Document.objects.filter(id=document.id).update(state=State.CLEAN)


@pytest.mark.parametrize("statement", ["delete from documents_document", "update documents_document set sha256 = 'x'"])
def test_the_database_keeps_what_arrived(uploader: tuple[Person, int], now: datetime, statement: str) -> None:
    a_document(*uploader, now)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_another_organisation_reaches_no_document_even_without_a_filter(
    uploader: tuple[Person, int], now: datetime
) -> None:
    other = an_organisation()
    document = a_document(*uploader, now)
    with acting(Scope(organisation_ids=(other.id,))):
        assert not Document.objects.exists()
    with acting(Scope(organisation_ids=(uploader[1],))):
        assert Document.objects.get() == document


def test_documents_are_seen_by_those_it_is_shared_with_and_kept_from_those_recused(
    uploader: tuple[Person, int], now: datetime
) -> None:
    person, organisation = uploader
    elsewhere = an_organisation()
    guest, stranger = a_person(role=Role.HR_OFFICER, organisation=elsewhere), a_person(role=Role.HR_OFFICER)
    about = "fitness.referral:1"
    document = actions.receive(
        file=io.BytesIO(PDF), name="a.pdf", organisation_id=organisation, visible_to=[elsewhere.id], by=person, now=now,
        about=about,
    )  # fmt: skip
    on = now.date()
    assert list(queries.documents_about(person, about, on)) == [document]
    assert list(queries.documents_visible_to(guest, on)) == [document]
    assert list(queries.documents_visible_to(stranger, on)) == []
    Recusal.objects.create(
        organisation_id=organisation, person=person, subject=about, called="a referral", ground="relative",
        state="in_force", proposed_at=now,
    )  # fmt: skip
    assert list(queries.documents_visible_to(person, on)) == []


def test_the_worker_scans_what_waits(uploader: tuple[Person, int], now: datetime, settings: Settings) -> None:
    from almoner.documents import tasks

    document = a_document(*uploader, now - timedelta(days=400))
    settings.DOCUMENTS_WITHOUT_SCANNER = "serve"
    # The job itself, without the closing of connections that a worker does and an open test would miss.
    tasks.scan_those_waiting.func.__wrapped__(timestamp=0)  # type: ignore[attr-defined]
    with system("test"):
        assert Document.objects.get(id=document.id).state == State.NOT_SCANNED
    assert {State.QUARANTINED, State.WAITING} == TO_BE_SCANNED
