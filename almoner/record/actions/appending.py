"""The one way to write the record: append, in the caller's transaction."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from almoner.record.rules import Actor
from almoner.record.rules.ids import new_id
from almoner.record.rules.kinds import CHANNEL, check_kind, sealed_at_once
from almoner.record.rules.leaf import SALT_BYTES, canonical_json, commitment

# No "returning": whoever acts need not be able to read what they append.
_APPEND = """insert into record_entry
  (id, case_id, organisation_id, at, actor_id, kind, subject, clause, payload, salt, commitment)
  values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
# Waking the sealer makes commits wait for each other (the server keeps notifications in order), so only decisions do
# it.
_APPEND_AND_WAKE = f"with appended as ({_APPEND}) select pg_notify('{CHANNEL}', '')"


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
    """Appends one event in the caller's transaction, in one round trip, and returns its id (FTP-3.5, PLAN-O9).

    `kind` is named like `staff.accepted`, `subject` like `employment.staffmember:<id>`; neither may hold a name or
    any other personal detail, for both stay when the content is erased. The content is `reasons` and the values
    `before` and `after`: text, whole numbers, decimals, dates, lists and mappings of these.

    Raises ValueError for a kind that is not named so or a moment without a zone, TypeError for a value the record
    cannot keep.
    """
    check_kind(kind)
    if now.tzinfo is None:
        raise ValueError("a moment in the record says its time zone")
    payload = canonical_json({"reasons": reasons, "before": before, "after": after})
    salt = os.urandom(SALT_BYTES)
    event = new_id(now)
    values = (
        event,
        case_id,
        organisation_id,
        now,
        by.actor_id,
        kind,
        subject,
        clause,
        payload,
        salt,
        commitment(salt, payload),
    )
    with connection.cursor() as cursor:
        cursor.execute(_APPEND_AND_WAKE if sealed_at_once(kind) else _APPEND, values)
    return event
