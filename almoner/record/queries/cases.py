"""The record of one case in the order in which it came about: what its page and its timeline show."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload
from uuid import UUID

from django.db import connection

from almoner.record.rules.kinds import in_words
from almoner.scope.context import system

_COUNTS = """select count(*), count(*) filter (where s.index is null) from record_entry e
  left join record_seal s on s.entry_id = e.id where e.case_id = %s"""
_COLUMNS = """select e.id, e.organisation_id, e.at, e.recorded_at, e.actor_id, e.kind, e.subject, e.clause, e.payload,
  s.index, s.number, s.sealed_at
  from record_entry e left join record_seal s on s.entry_id = e.id"""
_EVENTS = f"""{_COLUMNS}
  where e.case_id = %s order by s.number nulls last, e.recorded_at, e.id limit %s offset %s"""


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One event as a reader meets it. `index`, `number` and `sealed_at` are None while it waits for its seal;
    `reasons`, `before` and `after` are None once erased.
    """

    id: UUID
    organisation_id: int | None
    at: datetime
    recorded_at: datetime
    actor_id: str
    kind: str
    subject: str
    clause: str
    words: str
    erased: bool
    reasons: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    index: int | None
    number: int | None
    sealed_at: datetime | None


class CaseRecord(Sequence[RecordedEvent]):
    """The events of a case, oldest first, fetched a slice at a time; `waiting` says how many wait for their seal.

    Shows what the scope in force reaches; with `whole`, all of it, for a reader whose own organisation the case
    belongs to.
    """

    def __init__(self, case_id: UUID, *, whole: bool = False) -> None:
        self._case_id = case_id
        self._whole = whole
        [(self._total, self.waiting)] = self._rows(_COUNTS, [case_id])

    def __len__(self) -> int:
        return int(self._total)

    @overload
    def __getitem__(self, wanted: int) -> RecordedEvent: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[RecordedEvent]: ...
    def __getitem__(self, wanted: int | slice) -> RecordedEvent | list[RecordedEvent]:
        start, stop, _ = wanted.indices(len(self)) if isinstance(wanted, slice) else (wanted, wanted + 1, 1)
        found = [_event(row) for row in self._rows(_EVENTS, [self._case_id, max(stop - start, 0), start])]
        return found if isinstance(wanted, slice) else found[0]

    def _rows(self, query: str, values: list[Any]) -> list[tuple[Any, ...]]:
        reach = system("the whole record of a case of the reader's own organisation") if self._whole else nullcontext()
        with reach, connection.cursor() as cursor:
            cursor.execute(query, values)
            return list(cursor.fetchall())


def record_of_case(case_id: UUID, *, whole: bool = False) -> CaseRecord:
    """The record of a case; empty where there is none or none is within reach. Two queries whatever the length."""
    return CaseRecord(case_id, whole=whole)


def event_of_case(case_id: UUID, event_id: UUID) -> RecordedEvent | None:
    """One event of a case, or None where it is not of that case or out of reach."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_COLUMNS} where e.case_id = %s and e.id = %s", [case_id, event_id])
        row = cursor.fetchone()
        return _event(row) if row else None


def _event(row: tuple[Any, ...]) -> RecordedEvent:
    event_id, organisation_id, at, recorded_at, actor_id, kind, subject, clause, payload, index, number, sealed_at = row
    content = {} if payload is None else json.loads(bytes(payload))
    return RecordedEvent(
        id=event_id,
        organisation_id=organisation_id,
        at=at,
        recorded_at=recorded_at,
        actor_id=actor_id,
        kind=kind,
        subject=subject,
        clause=clause,
        words=in_words(kind),
        erased=payload is None,
        reasons=content.get("reasons") or "",
        before=content.get("before") or {},
        after=content.get("after") or {},
        index=index,
        number=number,
        sealed_at=sealed_at,
    )
