"""The demonstration's mail, kept to be read on its outbox page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from almoner.notices.letters import Letter
from almoner.notices.models import DemonstrationMail


def keep_for_demonstration(*, message_id: str, to: Iterable[str], letter: Letter, now: datetime) -> int:
    """Keep a message for each of its readers, once each. Returns how many were new.

    Raises RuntimeError outside a demonstration, so that no real person's mail is ever kept. Not on the record: what
    it shows was recorded when it was queued.
    """
    if not settings.DEMO:
        raise RuntimeError("Only a demonstration keeps mail")
    rows = [
        DemonstrationMail(message_id=message_id, to_address=address, subject=letter.subject, text=letter.text, at=now)
        for address in to
    ]
    before = DemonstrationMail.objects.filter(message_id=message_id).count()
    DemonstrationMail.objects.bulk_create(rows, ignore_conflicts=True)
    return DemonstrationMail.objects.filter(message_id=message_id).count() - before
