from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from almoner.clauses.queries import clause as clause_of
from almoner.design.formats import format_datetime
from almoner.people.queries import names_of
from almoner.record.models import Head
from almoner.record.queries import RecordedEvent
from almoner.record.queries.checking import Checked
from almoner.record.rules.kinds import ERASED
from almoner.record.rules.note import to_base64

LATER = timedelta(hours=1)
# Kept for machines: the count by which two people's moves are kept apart.
UNTOLD = frozenset({"version"})

_KEY = re.compile(r"[a-z]+(_[a-z]+)*\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)\Z")


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A head as the list shows it."""

    size: int
    root: str
    signed_at: datetime
    href: str


def head_row(head: Head) -> HeadRow:
    """One head of the list, with where it can be downloaded."""
    return HeadRow(head.size, to_base64(bytes(head.root)), head.signed_at, reverse("record:one_head", args=[head.size]))


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EventItem:
    """An event as the page of its case shows it."""

    title: str
    by: str
    at: datetime
    reasons: str
    changes: list[Change]
    clause: str
    clause_words: str
    erased: bool
    sealed: str
    receipt: str
    erase: str
    written_down: datetime | None


def event_items(
    events: Iterable[RecordedEvent], case_id: UUID, may_erase_in: frozenset[int] = frozenset()
) -> list[EventItem]:
    """The events of a page, with the names of those who took them: one query for all the names.

    `may_erase_in` are the organisations whose events the reader may erase.
    """
    events = list(events)
    names = names_of({found for event in events if (found := _person(event.actor_id))})
    return [_item(event, case_id, names, event.organisation_id in may_erase_in) for event in events]


def _item(event: RecordedEvent, case_id: UUID, names: Mapping[UUID, str], may_erase: bool) -> EventItem:
    person = _person(event.actor_id)
    return EventItem(
        title=event.words,
        by=names.get(person, "Somebody whose name you may not see") if person else "Almoner itself",
        at=event.at,
        reasons=event.reasons,
        changes=_changes(event.before, event.after),
        clause=event.clause,
        clause_words=_clause_words(event.clause),
        erased=event.erased,
        sealed=""
        if event.index is None
        else f"Sealed as event {event.index:,} of the record, number {event.number} here",
        receipt="" if event.index is None else reverse("record:case_receipt", args=[case_id, event.id]),
        erase=_erase(event, case_id) if may_erase else "",
        written_down=event.recorded_at if event.recorded_at - event.at > LATER else None,
    )


def _erase(event: RecordedEvent, case_id: UUID) -> str:
    if event.erased or event.kind == ERASED:
        return ""
    return reverse("record:event_erase", args=[case_id, event.id])


def _person(actor_id: str) -> UUID | None:
    try:
        return UUID(actor_id)
    except ValueError:
        return None


def _clause_words(clause: str) -> str:
    try:
        return clause_of(clause).duty if clause else ""
    except LookupError:
        return ""


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    names = [*before, *(name for name in after if name not in before)]
    return [
        Change(name.replace("_", " ").capitalize(), _value(before.get(name)), _value(after.get(name)))
        for name in names
        if name not in UNTOLD and (before.get(name) or None) != (after.get(name) or None)
    ]


def _value(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "Nothing"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {_value(item)}" for name, item in value.items())
    if isinstance(value, str) and _KEY.match(value):
        return value.replace("_", " ").capitalize()
    return _moment(value) or str(value)


def _moment(value: object) -> str:
    if not isinstance(value, str) or not _MOMENT.match(value):
        return ""
    try:
        return format_datetime(datetime.fromisoformat(value))
    except ValueError:
        return ""


def answer_rows(checked: Checked) -> list[dict[str, str]]:
    """What was asked about, for the summary under an answer."""
    rows = [{"key": "Size of the record", "value": f"{checked.size:,} events"}, {"key": "Seal", "value": checked.root}]
    if checked.index is not None:
        rows.insert(0, {"key": "Event", "value": f"{checked.index:,}"})
    return rows
