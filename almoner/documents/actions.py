"""Every write of documents: receive, scan, withdraw, and remove what nobody claims."""

from __future__ import annotations

import hashlib
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.db import transaction

from almoner.documents import rules, settings
from almoner.documents.contents import EVIDENCE_FILES, Accepts, Content, examine
from almoner.documents.models import IN_DOUBT, Document
from almoner.documents.queries import sent_since
from almoner.documents.rules import Finding, NotAccepted, Refusal, State, Verdict
from almoner.documents.scanning import Scanner
from almoner.documents.storage import Missing
from almoner.people.models import Person
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.scope.context import current

_PIECE = 1 << 20
#: What a document says in place of a scanner's name, where there was nothing to look for.
MADE_HERE = "made by this service from words alone"


@transaction.atomic
def receive(
    *,
    file: IO[bytes],
    name: str,
    organisation_id: int,
    by: Actor,
    now: datetime,
    declared_type: str = "",
    visible_to: Sequence[int] = (),
    about: str = "",
    case_id: UUID | None = None,
    accepts: Accepts = EVIDENCE_FILES,
    expected_bytes: int | None = None,
) -> Document:
    """Take a file in, in quarantine, and have it scanned once this transaction is committed.

    `organisation_id` holds it; `visible_to` are the organisations whose people may see it (the holder
    alone if not given); `about` is its matter in the record's words; `by` may be somebody without an account;
    `expected_bytes` is how long the sender said it is. Raises `NotAccepted` with nothing stored for what can be known
    at once: cut off, empty, too large, a kind not in `accepts`, macros, a password, an archive that lies, and more
    than a person may send in a day. Where the surrounding transaction is given up later, its content is removed by
    `remove_unclaimed`.
    """
    sender = by if isinstance(by, Person) else None
    if sender is not None:
        _leave_room(sender, file, now)
    arrived = _arrived(file, name, accepts, expected_bytes)
    document = Document(
        organisation_id=organisation_id,
        visible_to=sorted({organisation_id, *visible_to}),
        about=about,
        case_id=case_id,
        name=rules.safe_name(name, arrived.content.ending),
        size=arrived.size,
        sha256=arrived.digest,
        declared_type=declared_type[:120],
        detected_type=arrived.content.media_type,
        state=State.QUARANTINED,
        received_by=sender,
        received_at=now,
    )
    return _keep(document, file, by=by, now=now)


@transaction.atomic
def keep_own(
    *, content: bytes, name: str, organisation_id: int, about: str, case_id: UUID | None, by: Actor, now: datetime
) -> Document:
    """Keep a file that the platform made itself, from words alone, such as a letter: nothing in it is a stranger's.

    It is served at once, and its line says that it was made here. Raises `NotAccepted` for what is no PDF.
    """
    file = io.BytesIO(content)
    arrived = _arrived(file, name, Accepts(frozenset({Content.PDF}), len(content)), len(content))
    document = Document(
        organisation_id=organisation_id,
        visible_to=[organisation_id],
        about=about,
        case_id=case_id,
        name=rules.safe_name(name, arrived.content.ending),
        size=arrived.size,
        sha256=arrived.digest,
        detected_type=arrived.content.media_type,
        state=State.QUARANTINED,
        received_at=now,
    )
    _store(document, file)
    document.state, document.scanner, document.scanned_at = State.CLEAN.value, MADE_HERE, now
    document.save(update_fields=["state", "scanner", "scanned_at"])
    _append_received(document, by=by, now=now)
    return document


def scan(*, document_id: UUID, by: Actor, now: datetime, scanner: Scanner | None = None) -> Document:
    """Have the document looked at, and move it to where the finding and the operator's policy say.

    The scanner is asked outside any lock, for it may take a minute; the finding counts only if the
    document still waits for one. Content that is missing or altered is refused.
    """
    document = Document.objects.get(id=document_id)
    if document.standing not in rules.TO_BE_SCANNED:
        return document
    verdict = _look(document, scanner or settings.scanner())
    state, reason = rules.state_after(verdict, settings.without_scanner())
    with transaction.atomic():
        document = Document.objects.select_for_update().get(id=document_id)
        if document.standing not in rules.TO_BE_SCANNED:
            return document
        if document.standing is state and document.reason == reason:
            return document
        _move(document, state, reason=reason, scanner=verdict.scanner, by=by, now=now, kind="document.scanned")
        document.scanned_at = now
        document.save(update_fields=["state", "reason", "scanner", "scanned_at"])
        if state in rules.WITHOUT_CONTENT:
            _remove_after_commit(document)
    return document


@transaction.atomic
def withdraw(*, document: Document, by: Actor, now: datetime, reasons: str) -> Document:
    """Withdraw a document: its content is deleted, its line stays. Reasons are required.

    Raises `Refusal` where it was refused or withdrawn before, or no reason is given.
    """
    document = Document.objects.select_for_update().get(id=document.id)
    if not reasons.strip():
        raise Refusal("A document is withdrawn only for a reason.", "Say why it is withdrawn.")
    if State.WITHDRAWN not in rules.MOVES[document.standing]:
        raise Refusal(
            f"This document is already {document.standing.words.lower()}; its content is gone.",
            "Nothing more needs to be done.",
        )
    said = reasons.strip()
    _move(document, State.WITHDRAWN, reason=said, scanner=document.scanner, by=by, now=now, kind="document.withdrawn")
    document.save(update_fields=["state", "reason", "scanner"])
    _remove_after_commit(document)
    return document


def remove_unclaimed(*, by: Actor, now: datetime, most: int = 10_000) -> int:
    """Remove stored content that no document claims, a day after it came to be in doubt; how many were removed.

    Content is in doubt from before it is written, and from before it is to be deleted: the transaction that would
    settle it may be given up, or its process killed. A document that still has its content claims it. Only what has
    been in doubt for `rules.IN_DOUBT_FOR` is looked at, which no transaction lasts: by the store's clock, for this
    machine's may be wrong; `now` is the event's moment. Needs the system's scope, for one that sees fewer documents
    would remove the content of the others; raises RuntimeError in any other.
    """
    scope = current()
    if scope is None or not scope.everything:
        raise RuntimeError("only the platform itself, which sees every document, can tell what nobody claims")
    marks = settings.store().keys(IN_DOUBT, untouched=rules.IN_DOUBT_FOR)
    removed = sum(_settle(mark) for mark in itertools.islice(marks, most))
    if removed:
        append(
            kind="document.unclaimed_removed",
            subject="documents.store",
            organisation_id=None,
            by=by,
            now=now,
            after={"count": removed},
        )
    return removed


@transaction.atomic
def _settle(mark: str) -> bool:
    """Take the mark away, and the content if nobody claims it. The row is locked: no withdrawal comes between."""
    try:
        document = Document(id=UUID(mark.removeprefix(IN_DOUBT)))
    except ValueError:
        return False  # something that is none of our marks
    store = settings.store()
    found = Document.objects.select_for_update().filter(id=document.id).first()
    unclaimed = found is None or found.standing in rules.WITHOUT_CONTENT
    if unclaimed:
        store.remove(document.key)
    store.remove(mark)
    return unclaimed


@dataclass(frozen=True, slots=True)
class _Arrived:
    content: Content
    digest: str
    size: int


def _leave_room(sender: Person, file: IO[bytes], now: datetime) -> None:
    files, sent_bytes = sent_since(sender, now - timedelta(days=1))
    if refusal := rules.too_much_for_a_day(files, sent_bytes, file.seek(0, io.SEEK_END)):
        raise refusal
    file.seek(0)


def _arrived(file: IO[bytes], name: str, accepts: Accepts, expected_bytes: int | None) -> _Arrived:
    digest, size = _digest(file)
    if expected_bytes is not None and expected_bytes != size:
        raise NotAccepted("The file was cut off on its way here.", "Choose it again and wait until it has arrived.")
    return _Arrived(examine(file, name, accepts), digest, size)


def _keep(document: Document, file: IO[bytes], *, by: Actor, now: datetime) -> Document:
    _store(document, file)
    _append_received(document, by=by, now=now)
    _scan_after_commit(document.id)
    return document


def _store(document: Document, file: IO[bytes]) -> None:
    """The content is in doubt from before it is written until the transaction that claims it is settled."""
    store = settings.store()
    store.put(document.doubt, io.BytesIO())
    store.put(document.key, file)
    document.save(force_insert=True)


def _append_received(document: Document, *, by: Actor, now: datetime) -> None:
    append(
        kind="document.received",
        subject=document.subject,
        case_id=document.case_id,
        organisation_id=document.organisation_id,
        by=by,
        now=now,
        after={
            "sha256": document.sha256,
            "size": document.size,
            "type": document.detected_type,
            "about": document.about,
        },
    )


def _move(document: Document, state: State, *, reason: str, scanner: str, by: Actor, now: datetime, kind: str) -> None:
    before = document.state
    document.state, document.reason, document.scanner = state, reason[:400], scanner[:200]
    append(
        kind=kind,
        subject=document.subject,
        case_id=document.case_id,
        organisation_id=document.organisation_id,
        by=by,
        now=now,
        reasons=reason,
        before={"state": before},
        after={"state": state.value, "scanner": document.scanner},
    )


def _look(document: Document, scanner: Scanner) -> Verdict:
    try:
        file = settings.store().open(document.key)
    except Missing:
        return Verdict(Finding.SPOILT, "Its content is missing from the store.")
    with file:
        digest, _ = _digest(file)
        if digest != document.sha256:
            return Verdict(Finding.SPOILT, "Its content is no longer what was received.")
        return scanner.scan(file)


def _digest(file: IO[bytes]) -> tuple[str, int]:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := file.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    file.seek(0)
    return digest.hexdigest(), size


def _scan_after_commit(document_id: UUID) -> None:
    """The job's row joins this transaction: a document that was not received is not scanned."""
    from almoner.documents.tasks import scan_document

    scan_document.defer(document_id=str(document_id))


def _remove_after_commit(document: Document) -> None:
    """Put in doubt first: if the process dies between the commit and the removal, the sweep removes it."""
    key = document.key
    settings.store().put(document.doubt, io.BytesIO())
    transaction.on_commit(lambda: settings.store().remove(key))
