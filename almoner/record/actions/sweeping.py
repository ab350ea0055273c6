"""The sweep of unrecorded changes: whatever changed a watched table in a transaction that appended no event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connection, transaction

from almoner.record.actions.appending import append
from almoner.record.rules import Actor
from almoner.record.rules.kinds import UNRECORDED_CHANGE

MOST_NAMED = 200

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class UnrecordedChange:
    """Rows of a table that a transaction changed without an event: when it began, which table, what it did, how many
    rows.
    """

    transaction_id: int
    began: datetime
    table: str
    operation: str
    rows: int


@transaction.atomic
def sweep(*, by: Actor, now: datetime) -> list[UnrecordedChange]:
    """Finds the changes since the last sweep that no action recorded, and records that they were found (FTP-3.5).

    Needs the system's scope. One event names them all (the first 200 one by one), so the finding is sealed like
    anything else.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select transaction_id::text::bigint, began, table_name, operation, rows from record_take_unrecorded()"
        )
        found = [UnrecordedChange(*row) for row in cursor.fetchall()]
    if found:
        append(
            kind=UNRECORDED_CHANGE,
            subject="record.sweep",
            organisation_id=None,
            by=by,
            now=now,
            clause="FTP-3.5",
            reasons="Rows of a watched table changed in a transaction that appended no event.",
            after={"changes": [_named(change) for change in found[:MOST_NAMED]], "count": len(found)},
        )
        log.error("record.unrecorded_changes", count=len(found), tables=sorted({change.table for change in found}))
    return found


def _named(change: UnrecordedChange) -> dict[str, object]:
    return {
        "transaction": change.transaction_id,
        "began": change.began,
        "table": change.table,
        "operation": change.operation,
        "rows": change.rows,
    }
