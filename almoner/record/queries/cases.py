"""The record of one case in the order in which it came about: what its page and its timeline show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from almoner.record.rules.kinds import in_words

PAGE = 25

_EVENTS = """select e.id, e.at, e.recorded_at, e.actor_id, e.kind, e.subject, e.clause, e.payload,
  s.index, s.number, s.sealed_at
  from record_entry e left join record_seal s on s.entry_id = e.id
  where e.case_id = %s order by s.number nulls last, e.recorded_at, e.id limit %s offset %s"""


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One event as a reader meets it. `index`, `number` and `sealed_at` are None while it waits for its seal;
    `reasons`, `before` and `after` are None once erased.
    """

    id: UUID
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


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One page of a case's record."""

    events: list[RecordedEvent]
    total: int
    waiting: int


def record_of_case(case_id: UUID, page: int = 1) -> CaseRecord:
    """The events of a case, oldest first, 25 a page; an empty page where there is none. Shows what the scope in force
    reaches.

    Two queries whatever the length.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), count(*) filter (where s.index is null) from record_entry e"
            " left join record_seal s on s.entry_id = e.id where e.case_id = %s",
            [case_id],
        )
        total, waiting = cursor.fetchone() or (0, 0)
        cursor.execute(_EVENTS, [case_id, PAGE, PAGE * (max(page, 1) - 1)])
        return CaseRecord([_event(row) for row in cursor.fetchall()], total, waiting)


def _event(row: tuple[Any, ...]) -> RecordedEvent:
    event_id, at, recorded_at, actor_id, kind, subject, clause, payload, index, number, sealed_at = row
    content = {} if payload is None else json.loads(bytes(payload))
    return RecordedEvent(
        id=event_id,
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
