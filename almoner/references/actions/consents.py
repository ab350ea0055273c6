"""The social worker agrees to a reader, or no longer; what follows is in the database at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from almoner.record import actions as record
from almoner.record.rules import Actor, SystemActor
from almoner.references.models import CandidateFile, Consent, GivenWords
from almoner.scope.context import system

#: The worker, who came by the link that was sent to them.
BY_LINK = SystemActor("outside:worker-by-link")


@transaction.atomic
def give_consent(*, file: CandidateFile, to_id: int, what: str, by: Actor, now: datetime) -> Consent:
    """The worker lets an organisation read their file, or the agency read what was said of them; given twice, once.

    Whoever calls has proved that `by` is the worker concerned.
    """
    with system("a social worker agrees to a reader"):
        found = Consent.objects.filter(file=file, to_id=to_id, what=what, withdrawn_at__isnull=True).first()
        if found is not None:
            return found
        given = Consent(
            file=file, organisation_id=file.organisation_id, to_id=to_id, what=what, given_at=now,
            by_link=by is BY_LINK,
        )  # fmt: skip
        given.save(force_insert=True)
        _append("consent_given", given, by, now)
        share(file.pk)
    return given


@transaction.atomic
def withdraw_consent(*, file: CandidateFile, to_id: int, what: str, by: Actor, now: datetime) -> bool:
    """The worker ends it: from this transaction on nobody there reads anything of it. Whether there was one to end."""
    with system("a social worker no longer agrees to a reader"):
        found = Consent.objects.select_for_update(of=("self",)).filter(
            file=file, to_id=to_id, what=what, withdrawn_at__isnull=True
        )
        ended = found.first()
        if ended is None:
            return False
        ended.withdrawn_at = now
        ended.save(update_fields=["withdrawn_at"])
        _append("consent_withdrawn", ended, by, now)
        share(file.pk)
    return True


def share(file_id: UUID) -> None:
    """Set who the database lets read a file and each of its references, by the consents that stand. As the system."""
    file = CandidateFile.objects.select_for_update(of=("self",)).get(pk=file_id)
    standing = Consent.objects.filter(file=file, withdrawn_at__isnull=True)
    readers = sorted(standing.filter(what=Consent.What.FILE).values_list("to_id", flat=True))
    words = sorted({*readers, *standing.filter(what=Consent.What.WORDS).values_list("to_id", flat=True)})
    file.visible_to = [file.organisation_id, *(one for one in readers if one != file.organisation_id)]
    file.save(update_fields=["visible_to"])
    for given in GivenWords.objects.filter(asked__file=file):
        given.visible_to = [given.organisation_id, *(one for one in words if one != given.organisation_id)]
        given.save(update_fields=["visible_to"])


def _append(kind: str, consent: Consent, by: Actor, now: datetime) -> None:
    record.append(
        kind=f"references.{kind}", subject=f"references.consent:{consent.pk}", case_id=consent.file_id,
        organisation_id=consent.organisation_id, by=by, now=now, clause="REF-9",
        after={"to": consent.to_id, "what": consent.what},
    )  # fmt: skip
