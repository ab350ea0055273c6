"""Sealed events as they stand in the database, in the form in which they are checked and exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from almoner.record.queries.streams import streamed
from almoner.record.rules.leaf import Leaf, timestamp
from almoner.record.rules.verification import Sealed

_SEALED = """select s.index, s.entry_id, s.case_id, s.number, s.previous, s.digest, s.sealed_at,
  e.id, e.case_id, e.organisation_id, e.at, e.recorded_at, e.actor_id, e.kind, e.subject, e.clause, e.commitment,
  e.payload, e.salt from record_seal s left join record_entry e on e.id = s.entry_id"""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the record: its seal, and the event in it unless that is gone."""

    index: int
    kept: bytes
    event_id: str
    case: str | None
    number: int
    event: Sealed | None


def places(before: int) -> Iterator[Place]:
    """Every place with an index below `before`, in order. Inside a transaction, in the system's scope."""
    return map(_place, streamed(f"{_SEALED} where s.index < %s order by s.index", [before]))


def places_of_case(case_id: UUID, up_to: int) -> Iterator[Place]:
    """The places of one case with an index up to `up_to`, in order. Inside a transaction, in a scope that reaches
    them.
    """
    return map(_place, streamed(f"{_SEALED} where s.case_id = %s and s.index <= %s order by s.index", [case_id, up_to]))


def place_of_event(event_id: UUID) -> Place | None:
    """The place of one event, or None where it is not sealed or out of reach. Inside a transaction."""
    return next(map(_place, streamed(f"{_SEALED} where s.entry_id = %s", [event_id])), None)


def place_at(index: int) -> Place | None:
    """The place with this index, or None where there is none or it is out of reach. Inside a transaction."""
    return next(map(_place, streamed(f"{_SEALED} where s.index = %s", [index])), None)


def _place(row: tuple[Any, ...]) -> Place:
    index, event_id, seal_case, number, previous, digest, sealed_at, found, *entry = row
    kept = bytes(digest)
    if found is None:
        return Place(index, kept, str(event_id), _text(seal_case), number, None)
    case_id, organisation_id, at, recorded_at, actor_id, kind, subject, clause, committed, payload, salt = entry
    leaf = Leaf(
        index=index,
        id=str(found),
        case=_text(case_id),
        number=number,
        previous=bytes(previous).hex(),
        at=timestamp(at),
        recorded=timestamp(recorded_at),
        sealed=timestamp(sealed_at),
        actor=actor_id,
        organisation=organisation_id,
        kind=kind,
        subject=subject,
        clause=clause,
        commitment=bytes(committed).hex(),
    )
    return Place(
        index, kept, str(event_id), _text(seal_case), number, Sealed(leaf, kept, _bytes(payload), _bytes(salt))
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
