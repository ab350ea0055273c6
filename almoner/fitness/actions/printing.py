"""That a referral was printed is in the record, since whoever holds the print holds the case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from almoner.fitness.models import Referral
from almoner.people.models import Person
from almoner.record import actions as record


@transaction.atomic
def note_print(*, referral: Referral, by: Person, now: datetime) -> None:
    """Record that somebody printed a referral as one bundle (FTP-3.5)."""
    record.append(
        kind="referral.printed", subject=f"fitness.referral:{referral.pk}", case_id=referral.pk,
        organisation_id=referral.organisation_id, by=by, now=now, clause="FTP-3.5",
    )  # fmt: skip
