"""Who read what: a log of its own, append-only, kept for a shorter time than the events."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from almoner.record.rules import Actor
from almoner.record.rules.ids import new_id

_NOTE = (
    "insert into record_reading (id, at, actor_id, subject, case_id, organisation_id) values (%s, %s, %s, %s, %s, %s)"
)


def note_read(
    *, subject: str, organisation_id: int | None, by: Actor, now: datetime, case_id: UUID | None = None
) -> None:
    """Notes that somebody opened casework, in the caller's transaction, in one round trip (PLAN-O9).

    Every opening is noted, also the second of one page: what is rare is found by counting, not by leaving out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, (new_id(now), now, by.actor_id, subject, case_id, organisation_id))
