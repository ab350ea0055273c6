"""Files that somebody without an account sends with a concern: taken in, and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction

from almoner.documents import actions as documents
from almoner.documents.rules import MOVES, NotAccepted, State
from almoner.fitness.models import SentFile, UnsentConcern
from almoner.fitness.queries.concerns import the_regulator
from almoner.fitness.queries.raising import concern_to_be, files_sent
from almoner.fitness.rules.raising import MOST_BYTES, MOST_FILES
from almoner.record.rules import Actor, SystemActor
from almoner.scope.context import system

PUBLIC = SystemActor("public:concern")


@transaction.atomic
def add_file(*, unsent: UnsentConcern, file: IO[bytes], name: str, now: datetime, declared_type: str = "") -> SentFile:
    """Take a file in with what somebody writes, in quarantine until it is looked at (PLAN-F1).

    Until the concern is sent nobody can open it. Raises `NotAccepted` for what is not taken in, and for one file or
    byte too many.
    """
    with system("somebody sends a file with a concern"):
        UnsentConcern.objects.select_for_update().get(pk=unsent.pk)
        concern_id, sent = concern_to_be(unsent), files_sent(concern_to_be(unsent))
        if len(sent) >= MOST_FILES:
            because = f"You have sent {MOST_FILES} files, which is as many as we can take here."
            raise NotAccepted(because, "Take one back, or tell us what else you have: we can ask you for it.")
        if sum(one.document.size for one in sent) + file.seek(0, 2) > MOST_BYTES:
            because = f"Your files would be more than {MOST_BYTES >> 20} MB together."
            raise NotAccepted(because, "Take one back, or tell us what else you have: we can ask you for it.")
        file.seek(0)
        document = documents.receive(
            file=file, name=name, organisation_id=the_regulator().pk, by=PUBLIC, now=now, declared_type=declared_type,
            about=f"fitness.concern:{concern_id}", case_id=concern_id,
        )  # fmt: skip
        made = SentFile(concern_id=concern_id, document=document, name=document.name, sent_at=now)
        made.save(force_insert=True)
        UnsentConcern.objects.filter(pk=unsent.pk).update(saved_at=now, warned_at=None)
    return made


@transaction.atomic
def take_back(*, unsent: UnsentConcern, file_id: UUID, now: datetime) -> bool:
    """Take a file back before the concern is sent; its content is deleted. False when there is no such file."""
    with system("somebody takes a file back"):
        found = next((one for one in files_sent(concern_to_be(unsent)) if one.pk == file_id), None)
        if found is not None:
            _withdraw(found, PUBLIC, now)
    return found is not None


def withdraw_files(*, unsent: UnsentConcern, now: datetime) -> None:
    """Delete the content of what was sent with a concern that is forgotten."""
    for sent in files_sent(concern_to_be(unsent)):
        _withdraw(sent, PUBLIC, now)


def _withdraw(sent: SentFile, by: Actor, now: datetime) -> None:
    sent.taken_back_at = now
    sent.save(update_fields=["taken_back_at"])
    if State.WITHDRAWN in MOVES[sent.document.standing]:
        reasons = "Taken back by whoever sent it, or never sent."
        documents.withdraw(document=sent.document, by=by, now=now, reasons=reasons)
