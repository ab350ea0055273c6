"""The making of a bundle is itself an event, and ends it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from almoner.record.actions.appending import append
from almoner.record.rules import Actor
from almoner.record.rules.bundle import subject_of
from almoner.record.rules.kinds import EXPORTED


@transaction.atomic
def make_bundle(*, case_id: UUID | None, organisation_id: int | None, reasons: str, by: Actor, now: datetime) -> UUID:
    """Records that somebody takes out a bundle of a case, or of the whole record; returns the event that the bundle
    ends with.

    The sealer is woken by it. Once it is sealed, `queries.bundles.bundle_lines` writes the bundle.
    """
    return append(
        kind=EXPORTED,
        subject=subject_of(str(case_id) if case_id else None),
        case_id=case_id,
        organisation_id=organisation_id,
        by=by,
        now=now,
        clause="FTP-3.5",
        reasons=reasons,
    )
