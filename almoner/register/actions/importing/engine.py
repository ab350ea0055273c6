"""One import, whole: all of it or none of it, and the same file again changes nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction

from almoner.documents.spreadsheets import Limits, Table, Unreadable, read
from almoner.people.rules import Permission
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.register.access import check_may
from almoner.register.actions.importing import statements
from almoner.register.actions.importing.staging import Staged, stage
from almoner.register.actions.index import GatheringIndexWriter, IndexRows, index_entries
from almoner.register.models import ImportBatch
from almoner.register.rules.extract import FIELDS, Columns, columns
from almoner.scope.clock import london_date

Progress = Callable[[str, int], None]
LOCK: Final = 7230512
INDEXED_AT_ONCE: Final = 20_000
MEBIBYTE: Final = 1 << 20
LIMITS: Final = Limits(
    file_bytes=512 * MEBIBYTE, unpacked_bytes=2048 * MEBIBYTE, rows=2_000_000, cpu_seconds=900, wall_seconds=1800.0
)


class ImportProblem(Exception):
    """The file as a whole cannot be brought in; the message says why and what to do."""


class ImportBusy(ImportProblem):
    """Another import is running; the same file may be brought in once it has ended."""


@dataclass(slots=True)
class ImportReport:
    """What came of an import. Every row of the file is counted once, as accepted or refused.

    `changes` counts what happened by kind of change; `not_in_file` counts entries the file does not mention, which
    were left as they are; `faults` are the first hundred refused rows as (line, number, reason).
    """

    rows: int = 0
    accepted: int = 0
    refused: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    extra_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()
    not_in_file: int = 0
    notices: tuple[str, ...] = ()
    faults: tuple[tuple[int, str, str], ...] = ()
    batch_id: int | None = None


def import_extract(
    *,
    path: Path,
    file_name: str,
    as_at: date,
    by: Actor,
    now: datetime,
    dry_run: bool = False,
    progress: Progress = lambda step, rows: None,
) -> ImportReport:
    """Bring the register up to date from an extract of the eight fields, as it stood on ``as_at`` (domain 1.1).

    What differs becomes dated facts and rows of the change feed, with one event in the record for the batch.
    ``dry_run`` does it all and takes it back. Raises ImportProblem when the file cannot be read, lacks a column
    that is needed, is dated in the future, or another import is running; Refused without the permission.
    """
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    if as_at > london_date(now):
        raise ImportProblem("The day of the extract is in the future. Give the day on which it was made.")
    try:
        with transaction.atomic(), read(path, limits=LIMITS, expects=FIELDS) as table:
            report = _bring_in(table, path, file_name, as_at, regulator, by, now, dry_run, progress)
            if dry_run:
                transaction.set_rollback(True)
            return report
    except Unreadable as problem:
        raise ImportProblem(str(problem)) from problem


def _bring_in(
    table: Table,
    path: Path,
    file_name: str,
    as_at: date,
    regulator: int | None,
    by: Actor,
    now: datetime,
    dry_run: bool,
    progress: Progress,
) -> ImportReport:
    where = columns(table.columns)
    if where.fault:
        raise ImportProblem(f"{where.fault} It has: {', '.join(table.columns)[:300]}.")
    _only_one_at_a_time()
    staged = stage(table, where, lambda rows: progress("reading", rows))
    batch = ImportBatch.objects.create(
        file_name=file_name[:255], digest=_digest(path), as_at=as_at, started_at=now, by=by.actor_id,
        extra_columns=list(where.extra),
    )  # fmt: skip
    values = {"as_at": as_at, "now": now, "batch": batch.id}
    progress("comparing with the register", staged.rows)
    _run(statements.compare(staged.rows), values)
    for step, sql in statements.STEPS:
        progress(step, staged.rows)
        _run(sql, values)
    if not dry_run:
        _index(progress)
        if staged.rows > statements.FEW:
            _run(statements.REFRESH, values)
    _run(statements.CHANGES + statements.FAULTS, values)
    report = _report(staged, where, table, batch)
    _close(batch, report, regulator, by, now)
    return report


def _run(sql: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for statement in sql.split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)


def _only_one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise ImportBusy("Another import is running. Wait for it to end, then try again.")


def _index(progress: Progress) -> None:
    """Put new names in the index by COPY, and make changed ones anew, some thousands in memory at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select entry_id from side where renamed and name_id is not null")
        changed = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(changed), INDEXED_AT_ONCE):
        index_entries(changed[start : start + INDEXED_AT_ONCE])
    writer, done = GatheringIndexWriter(), 0
    with connection.chunked_cursor() as cursor:
        cursor.execute("select entry_id, forenames, family from side where name_id is null and renamed and not hidden")
        while names := cursor.fetchmany(INDEXED_AT_ONCE):
            rows = IndexRows()
            for entry_id, forenames, family in names:
                rows.take(entry_id, forenames, family, former=False)
            writer.write(rows)
            done += len(names)
            progress("search", done)
    writer.finish()


def _report(staged: Staged, where: Columns, table: Table, batch: ImportBatch) -> ImportReport:
    with connection.cursor() as cursor:
        cursor.execute("select kind, count(*) from happened group by kind order by kind")
        changes = dict(cursor.fetchall())
        cursor.execute("select count(*) from fault")
        refused = cursor.fetchone()[0]
        cursor.execute("select line, number, reason from fault order by line limit 100")
        faults = tuple(cursor.fetchall())
        cursor.execute(
            "select count(*) from register_entry e"
            " where not exists (select 1 from incoming i where i.number = e.number)"
        )
        absent = cursor.fetchone()[0]
    return ImportReport(
        rows=staged.rows, accepted=staged.rows - refused, refused=refused, changes=changes, extra_columns=where.extra,
        missing_columns=where.missing, not_in_file=absent, notices=tuple(table.notices), faults=faults,
        batch_id=batch.id,
    )  # fmt: skip


def _close(batch: ImportBatch, report: ImportReport, regulator: int | None, by: Actor, now: datetime) -> None:
    batch.finished_at, batch.rows, batch.accepted, batch.refused = now, report.rows, report.accepted, report.refused
    batch.changes, batch.not_in_file = report.changes, report.not_in_file
    batch.save()
    append(
        kind="register.imported", subject=f"register.importbatch:{batch.id}", organisation_id=regulator, by=by, now=now,
        clause="PLAN-R14",
        after={"digest": batch.digest, "as_at": batch.as_at, "rows": report.rows, "accepted": report.accepted,
               "refused": report.refused, "changes": report.changes},
    )  # fmt: skip


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
