"""Taking a list in, and reading it in a limited child process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

import structlog
from django.db import transaction

from almoner.clauses.rules import cites
from almoner.documents import actions as documents
from almoner.documents import queries as documents_queries
from almoner.documents.contents import LISTS, Accepts
from almoner.documents.spreadsheets import Unreadable
from almoner.employment.models import ColumnMemory, StaffList, StaffListRow
from almoner.employment.queries.checking import ListRead, read_list
from almoner.employment.rules import columns as columns_rules
from almoner.employment.rules.lists import STAFF_LIST
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.record.rules import SystemActor

log = structlog.get_logger("almoner.employment")

READER = SystemActor("worker:staff-lists")
MEGABYTE = 1 << 20
TAKEN = Accepts(LISTS, 20 * MEGABYTE)
AT_ONCE = 1000
#: The states in which a list with the same content is still the same list.
ENDED_WITHOUT_EFFECT = ("unreadable", "undone", "discarded")


@dataclass(frozen=True, slots=True)
class Received:
    """The list that a file became. `again` says that this very file is a list here already."""

    staff_list: StaffList
    again: bool


@cites("STD-7.1")
def receive(
    *, file: IO[bytes], name: str, organisation_id: int, by: Person, now: datetime, expected_bytes: int | None = None
) -> Received:
    """Take in a staff list; it is read by the worker once this is committed.

    The same file, byte for byte, is one list for an organisation however often and however nearly at once it is
    sent. Raises documents' `NotAccepted`, with nothing kept, for what can be known at once: cut off, empty, too
    large, not a list, password-protected, an archive that lies. Raises Refused where `by` may not check staff there.
    """
    digest = _digest(file)
    if known := _known(organisation_id, digest):
        return Received(known, again=True)
    try:
        return Received(_open(file, name, digest, organisation_id, by, now, expected_bytes), again=False)
    except procedure.NotVisible:
        # Another upload of the same file was committed between the look and the insertion.
        if known := _known(organisation_id, digest):
            return Received(known, again=True)
        raise


@transaction.atomic
def _open(
    file: IO[bytes],
    name: str,
    digest: str,
    organisation_id: int,
    by: Person,
    now: datetime,
    expected_bytes: int | None,
) -> StaffList:
    earlier = StaffList.objects.filter(organisation_id=organisation_id, sha256=digest).count()
    key = f"{organisation_id}:{digest}:{earlier}"
    document = documents.receive(
        file=file,
        name=name,
        organisation_id=organisation_id,
        by=by,
        now=now,
        accepts=TAKEN,
        about=f"employment.stafflist:{procedure.id_to_be(STAFF_LIST, key)}",
        expected_bytes=expected_bytes,
    )
    staff_list = StaffList(
        title=document.name[:200],
        organisation_id=organisation_id,
        visible_to=[organisation_id],
        document=document,
        sha256=digest,
        uploaded_by=by,
    )
    opened = procedure.open_case(STAFF_LIST, case=staff_list, move="upload", by=by, now=now, key=key).case
    from almoner.employment import tasks

    tasks.read.defer(list_id=str(opened.pk))
    return StaffList.objects.get(pk=opened.pk)


def _known(organisation_id: int, digest: str) -> StaffList | None:
    found = StaffList.objects.filter(organisation_id=organisation_id, sha256=digest)
    return found.exclude(state__in=ENDED_WITHOUT_EFFECT).first()


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(MEGABYTE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def read(*, list_id: UUID, now: datetime) -> None:
    """Read a list that has arrived, guess its columns, and keep every row as it came. Done again, it changes nothing.

    What cannot be read ends the list with the reason in words; whatever the file holds, the worker goes on.
    """
    # A scope reaches the database with a transaction, and reading a file is no work for one.
    with transaction.atomic():
        staff_list = StaffList.objects.select_related("document").get(pk=list_id)
    if staff_list.state != "uploaded":
        return
    try:
        with documents_queries.content_of(staff_list.document) as file:
            found = read_list(file)
        if found.blank:
            raise Unreadable("The list has headings and no rows under them.", "Check that it is the right file.")
    except Unreadable as fault:
        _give_up(staff_list, str(fault), now)
        return
    except Exception:
        log.exception("a staff list could not be read", list_id=str(list_id))
        _give_up(staff_list, _UNFORESEEN, now)
        return
    _keep(staff_list, found, now)


_UNFORESEEN = (
    "This file could not be read, for a reason we did not foresee. Save the list as CSV or as a new Excel workbook "
    "(.xlsx) and upload that."
)


@transaction.atomic
def _give_up(staff_list: StaffList, because: str, now: datetime) -> None:
    staff_list.trouble = because
    staff_list.save(update_fields=["trouble"])
    procedure.take(
        case=staff_list, move="give_up", by=READER, now=now, key=f"give_up:{staff_list.version}", reasons=because
    )


@transaction.atomic
def _keep(staff_list: StaffList, found: ListRead, now: datetime) -> None:
    guesses = columns_rules.guess(found.columns, [row.values for row in found.rows[: columns_rules.SHOWN_ROWS]])
    fingerprint = columns_rules.fingerprint(found.columns)
    memory = ColumnMemory.objects.filter(organisation_id=staff_list.organisation_id, fingerprint=fingerprint).first()
    kept = columns_rules.remembered(found.columns, memory.mapping) if memory else {}
    guessed = {each.field: each.column for each in guesses if each.field is not None}
    staff_list.columns = list(found.columns)
    staff_list.mapping = {field.value: column for field, column in (kept or guessed).items()}
    staff_list.fingerprint = fingerprint
    staff_list.rows_in_all = len(found.rows)
    staff_list.about = {
        "kind": found.kind,
        "notices": list(found.notices),
        "header_line": found.header_line,
        "remembered": bool(kept),
        "guesses": [[each.column, each.field or "", round(each.confidence, 2), each.why] for each in guesses],
    }
    staff_list.save(update_fields=["columns", "mapping", "fingerprint", "rows_in_all", "about"])
    StaffListRow.objects.bulk_create(_rows(staff_list, found), batch_size=AT_ONCE)
    procedure.take(case=staff_list, move="read", by=READER, now=now, key="read")


def _rows(staff_list: StaffList, found: ListRead) -> Iterator[StaffListRow]:
    for row in found.rows:
        cells = [_cell(value, text) for value, text in zip(row.values, row.texts, strict=True)]
        yield StaffListRow(
            staff_list=staff_list,
            organisation_id=staff_list.organisation_id,
            line=row.line,
            cells=cells,
            remarks=[row.problem] if row.problem else [],
        )


def _cell(value: str | date | None, text: str) -> Any:
    """A cell as it is kept: its text, with a mark beside it where the file says that it is a date."""
    text = text.replace("\x00", "\ufffd")
    return [text, value.isoformat()] if isinstance(value, date) else text
