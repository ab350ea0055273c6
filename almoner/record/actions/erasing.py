"""Erasing the content of an event. The event stays, sealed, and tells nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from almoner.record.access import may_erase
from almoner.record.actions.appending import append
from almoner.record.models import Entry
from almoner.record.rules import Actor
from almoner.record.rules.kinds import ERASED
from almoner.record.rules.verification import SUBJECT_OF_AN_EVENT


class NotErased(ValueError):
    """Why nothing was erased, in words."""


@transaction.atomic
def erase(*, event: UUID, reasons: str, by: Actor, now: datetime) -> UUID:
    """Erases the content and salt of one event, and records who did and why (PLAN-O9); returns the id of that event.

    What stays is its place, kind, times, ids and commitment, so the record still verifies. Raises PermissionDenied
    where `by` may not erase for that organisation, NotErased where there is no such event in their scope, no reason
    is given, the content has gone already, or the event is itself an erasure.
    """
    if not reasons.strip():
        raise NotErased("Say why the content is erased.")
    entry = Entry.objects.filter(id=event).only("organisation_id", "case_id", "kind").first()
    if entry is None:
        raise NotErased("There is no such event.")
    if not may_erase(by, entry.organisation_id, now):
        raise PermissionDenied("Only somebody with the permission to erase content of the record may do so.")
    if entry.kind == ERASED:
        raise NotErased("The reasons for an erasure are kept.")
    recorded = append(
        kind=ERASED,
        subject=f"{SUBJECT_OF_AN_EVENT}{event}",
        case_id=entry.case_id,
        organisation_id=entry.organisation_id,
        by=by,
        now=now,
        clause="PLAN-O9",
        reasons=reasons,
    )
    with connection.cursor() as cursor:
        cursor.execute("select record_erase(%s)", [event])
        erased = cursor.fetchone()
    if not erased or not erased[0]:
        raise NotErased("The content of this event was erased before.")
    return recorded
