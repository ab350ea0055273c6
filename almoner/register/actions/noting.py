"""What every change of an entry ends with: an event in the record and a row in the change feed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from almoner.procedure.rules import Refusal, Refused
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.register.models import Change, Entry
from almoner.register.queries.entries import whole_entry
from almoner.register.rules.standing import Facts


def locked(entry_id: int) -> Entry:
    """The entry, locked until the transaction ends. Always before the feed's own lock, never after it."""
    return Entry.objects.select_for_update().get(id=entry_id)


def facts_of(entry: Entry, on: date) -> Facts:
    """Every fact of the entry that has not been withdrawn, published or not."""
    whole = whole_entry(entry.number, on)
    return whole.facts if whole else Facts()


def refuse(*refusals: Refusal) -> None:
    """Raise Refused when there is any refusal."""
    if refusals:
        raise Refused(*refusals)


def note(
    *,
    entry: Entry,
    kind: Change.Kind,
    effective_on: date,
    organisation_id: int | None,
    by: Actor,
    now: datetime,
    clause: str = "PLAN-R14",
    reasons: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record the change and put it in the feed, where employers' checks pick it up after commit."""
    append(
        kind=f"register.{kind.value}",
        subject=f"register.entry:{entry.id}",
        organisation_id=organisation_id,
        by=by,
        now=now,
        clause=clause,
        reasons=reasons,
        before=before,
        after=after,
    )
    Change.objects.create(entry=entry, hidden=entry.suppressed, kind=kind, effective_on=effective_on, recorded_at=now)
