"""Writes a bundle: the whole record, or one case with its proofs. Streams, so memory does not grow with it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from almoner.record.models import Entry, Seal
from almoner.record.queries.heads import head_covering, tree
from almoner.record.queries.sealed import Lost, Place, places, places_of_case
from almoner.record.queries.streams import snapshot, streamed
from almoner.record.rules import bundle
from almoner.record.rules.checkpoint import Checkpoint
from almoner.record.rules.kinds import EXPORTED
from almoner.record.rules.tree import Node, consistency_proof, inclusion_proof
from almoner.record.rules.verification import Sealed


class NotExported(RuntimeError):
    """Why no bundle can be made, in words."""


def is_sealed(event: UUID) -> bool:
    """Whether an event has its seal."""
    with transaction.atomic():
        return Seal.objects.filter(entry_id=event).exists()


def case_of_bundle(made: UUID) -> UUID | None:
    """The case of which this event says that a bundle was made, where the scope in force reaches it."""
    return Entry.objects.filter(id=made, kind=EXPORTED).values_list("case_id", flat=True).first()


def bundle_lines(*, made: UUID, case_id: UUID | None, since: Checkpoint | None = None) -> Iterator[str]:
    """The lines of a bundle that ends with the event of its own making, `made`, which must be sealed.

    Read in one snapshot, in the scope in force: the whole record needs the system's. `since` is an older head that
    the reader holds: the proof that the record still begins with it goes in. Raises NotExported where something is
    missing.
    """
    with snapshot():
        made_at = Seal.objects.filter(entry_id=made).values_list("index", flat=True).first()
        head = None if made_at is None else head_covering(made_at)
        if made_at is None or head is None:
            raise NotExported("The event of the bundle's making is not sealed yet.")
        if since and since.size > head.size:
            raise NotExported(f"That head covers {since.size} events, and the record has {head.size}.")
        yield bundle.opening_line(str(case_id) if case_id else None, str(made))
        if case_id:
            yield bundle.head_line(head.note)
            yield from _case(case_id, made_at, head.size, since)
        else:
            yield from _whole(head.size)


def _case(case_id: UUID, made_at: int, size: int, since: Checkpoint | None) -> Iterator[str]:
    node: Node = tree()
    events = 0
    for place in places_of_case(case_id, made_at):
        event = _present(place)
        yield bundle.event_line(event, inclusion_proof(event.leaf.index, size, node))
        events += 1
    if since:
        yield bundle.consistency_line(since.size, consistency_proof(since.size, size, node))
    yield bundle.end_line(events)


def _whole(size: int) -> Iterator[str]:
    heads = iter(streamed("select size, note from record_head where size <= %s order by size", [size]))
    head = next(heads, None)
    events = 0
    for place in places(size):
        event = _present(place)
        yield bundle.event_line(event)
        events += 1
        while head is not None and head[0] <= event.leaf.index + 1:
            yield bundle.head_line(head[1])
            head = next(heads, None)
    yield bundle.end_line(events)


def _present(place: Place) -> Sealed:
    if isinstance(place, Lost):
        raise NotExported(f"Event {place.index} is gone. Run: almoner verify")
    return place
