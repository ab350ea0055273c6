"""Confirming what the columns hold, and checking every row against the register."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from almoner.clauses.rules import cites
from almoner.employment.actions.receiving import AT_ONCE, READER
from almoner.employment.models import ColumnMemory, StaffList, StaffListRow
from almoner.employment.queries import checking
from almoner.employment.queries.keeping import possible_as_kept, spreadsheet_row
from almoner.employment.rules import columns as columns_rules
from almoner.employment.rules import results
from almoner.employment.rules.columns import Field
from almoner.employment.rules.lists import CLAUSE
from almoner.employment.rules.results import Result
from almoner.employment.rules.rows import RowRead
from almoner.notices import actions as notices
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.rules import Refusal, Refused
from almoner.register.queries import judging
from almoner.scope.clock import london_date

log = structlog.get_logger("almoner.employment")


@transaction.atomic
def confirm_columns(
    *, staff_list: StaffList, mapping: Mapping[Field, int], by: Person, now: datetime, version: int, key: str
) -> StaffList:
    """Take a person's word for what each column holds, remember it for next time, and have every row checked.

    Raises Refused when the mapping cannot be enough, or when rows have been decided already (their decisions would be
    lost), and Stale when somebody else has moved the list on.
    """
    faults = columns_rules.faults(mapping)
    if any(column not in range(len(staff_list.columns)) for column in mapping.values()):
        faults.append("A column was chosen that the list does not have.")
    if StaffListRow.objects.filter(staff_list=staff_list, decided_by__isnull=False).exists():
        faults.append("Rows of this list have been decided. Throw the list away and upload it again to start afresh.")
    if faults:
        raise Refused(*(Refusal(CLAUSE, fault, "Change the columns and try again.") for fault in faults))
    procedure.take(case=staff_list, move="map", by=by, now=now, key=key, version=version)
    plain = {field.value: columns_rules.plain_heading(staff_list.columns[at]) for field, at in mapping.items()}
    ColumnMemory.objects.update_or_create(
        organisation_id=staff_list.organisation_id,
        fingerprint=staff_list.fingerprint,
        defaults={"mapping": plain, "used_at": now},
    )
    StaffList.objects.filter(pk=staff_list.pk).update(
        mapping={field.value: column for field, column in mapping.items()}, done=0
    )
    from almoner.employment import tasks

    tasks.check.defer(list_id=str(staff_list.pk))
    return StaffList.objects.get(pk=staff_list.pk)


@cites("STD-7.1")
def check(*, list_id: UUID, now: datetime) -> None:
    """Check every row of a list against the register, and keep what came of it. Done again, it changes nothing.

    A certain row is accepted by rule; any other waits for a person. STD-7.1.
    """
    with transaction.atomic():
        staff_list = StaffList.objects.get(pk=list_id)
        rows = list(StaffListRow.objects.filter(staff_list=staff_list).order_by("line"))
    if staff_list.state != "mapped":
        return
    mapping = {Field(field): column for field, column in staff_list.mapping.items()}
    mapped = checking.map_rows((spreadsheet_row(row) for row in rows), mapping)
    try:
        judged = judging.judge_rows(
            [checking.listed(row) for row in mapped if not row.bad], lambda done, of: _tell(staff_list, done)
        )
    except Exception:
        log.exception("a staff list could not be checked", list_id=str(list_id))
        raise
    _write(staff_list, rows, mapped, {each.line: each for each in judged}, now)


@transaction.atomic
def _tell(staff_list: StaffList, done: int) -> None:
    StaffList.objects.filter(pk=staff_list.pk).update(done=done)


@transaction.atomic
def _write(
    staff_list: StaffList,
    rows: Sequence[StaffListRow],
    mapped: Sequence[RowRead],
    judged: Mapping[int, judging.Judgement],
    now: datetime,
) -> None:
    on = london_date(now)
    entries = {int(one.entry.key) for each in judged.values() for one in each.candidates}
    standings = checking.standings_on(entries, on)
    for row, read in zip(rows, mapped, strict=True):
        texts = [cell if isinstance(cell, str) else cell[0] for cell in row.cells]
        result = checking.result_of(read, texts, judged.get(row.line), lambda one: checking.possible(one, standings))
        _fill(row, read, result)
    _keep(rows)
    StaffList.objects.filter(pk=staff_list.pk).update(
        as_at=on, done=len(rows), weights=next((each.version for each in judged.values()), "")
    )
    taken = procedure.take(case=staff_list, move="check", by=READER, now=now, key=f"check:{staff_list.version}")
    if not any(row.outcome == results.LOOK for row in rows):
        procedure.take(case=taken.case, move="complete", by=READER, now=now, key=f"complete:{taken.case.version}")
    notices.queue(
        to=staff_list.uploaded_by,
        template="staff_list_checked",
        values={"where": f"/staff/lists/{staff_list.pk}/"},
        key=f"staff_list_checked:{staff_list.pk}:{staff_list.version}",
        now=now,
        about=staff_list,
    )


_KEEP = """update employment_stafflistrow as r set "values" = n."values", name = n.name, number = n.number,
  outcome = n.outcome, why = n.why, remarks = n.remarks, possible = n.possible, may_practise = n.may_practise,
  decision = n.decision, entry_id = n.entry_id
  from jsonb_to_recordset(%s::jsonb) as n (id uuid, "values" jsonb, name text, number text, outcome text, why jsonb,
  remarks jsonb, possible jsonb, may_practise boolean, decision text, entry_id bigint) where r.id = n.id"""
_KEPT = ("values", "name", "number", "outcome", "why", "remarks", "possible", "may_practise", "decision", "entry_id")


def _keep(rows: Sequence[StaffListRow]) -> None:
    """Write what came of the rows, a thousand in a statement."""
    for start in range(0, len(rows), AT_ONCE):
        some = [
            {"id": str(r.pk)} | {field: getattr(r, field) for field in _KEPT} for r in rows[start : start + AT_ONCE]
        ]
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [json.dumps(some, cls=DjangoJSONEncoder)])


def _fill(row: StaffListRow, read: RowRead, result: Result) -> None:
    row.values = _values(read)
    row.name, row.number = result.name[:200], result.number[:60]
    row.outcome, row.why, row.remarks = result.outcome, list(result.why), list(result.remarks)
    row.possible = [possible_as_kept(one) for one in result.possible]
    accepted = result.accepted
    row.decision = StaffListRow.Decision.IS if accepted else StaffListRow.Decision.NONE
    row.entry_id = int(accepted.entry) if accepted else None
    row.may_practise = accepted.may_practise if accepted else None


def _values(read: RowRead) -> dict[str, Any]:
    return {field.value: text for field, text in read.values.items()} | {
        field.value: found.isoformat() for field, found in read.dates.items()
    }
