"""Looking at the whole of an entry, which the record notes: much of it is not published."""

from datetime import datetime

from django.db import transaction

from almoner.people.rules import Permission
from almoner.record.actions import note_read
from almoner.record.rules import Actor
from almoner.register.access import check_may
from almoner.register.queries.entries import WholeEntry, whole_entry
from almoner.scope.clock import london_date


@transaction.atomic
def open_whole_entry(*, number: int, by: Actor, now: datetime) -> WholeEntry | None:
    """All that the regulator holds of an entry, with the reading noted; None when there is no such number."""
    today = london_date(now)
    regulator = check_may(by, Permission.MANAGE_REGISTER, today)
    found = whole_entry(number, today)
    if found is not None:
        note_read(subject=f"register.entry:{found.entry.id}", organisation_id=regulator, by=by, now=now)
    return found
