"""The one way to write the record: append, in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from almoner.record.models import Entry
from almoner.record.rules import Actor


def append(
    *,
    kind: str,
    subject: str,
    organisation_id: int | None,
    by: Actor,
    now: datetime,
    case_id: UUID | None = None,
    clause: str = "",
    reasons: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> UUID:
    """Append one event in the caller's transaction; returns its id."""
    payload = json.dumps(
        {"clause": clause, "reasons": reasons, "before": before or {}, "after": after or {}},
        sort_keys=True, default=str, ensure_ascii=False,
    ).encode()  # fmt: skip
    entry = Entry(
        case_id=case_id,
        organisation_id=organisation_id,
        at=now,
        actor_id=by.actor_id,
        kind=kind,
        subject=subject,
        payload=payload,
    )
    entry.save(force_insert=True)
    return entry.id


def note_read(
    *, subject: str, organisation_id: int | None, by: Actor, now: datetime, case_id: UUID | None = None
) -> None:
    """Note that somebody read casework."""
    append(kind="read", subject=subject, organisation_id=organisation_id, by=by, now=now, case_id=case_id)
