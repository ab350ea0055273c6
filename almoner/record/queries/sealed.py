"""Sealed events as they stand in the database, in the form in which they are checked and exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from almoner.record.queries.streams import streamed
from almoner.record.rules.leaf import Leaf
from almoner.record.rules.verification import Sealed

# The leaf's fields, each as it is sealed, in the leaf's order: the database writes moments and hexadecimal at a
# fraction of what that costs here. What it answers is hashed here all the same.
_SEALED = """select e.actor_id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.case_id::text,
  e.clause, encode(e.commitment, 'hex'), s.entry_id::text, s.index, e.kind, s.number, e.organisation_id,
  encode(s.previous, 'hex'), to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  to_char(s.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.subject,
  s.digest, e.payload, e.salt, s.case_id::text
  from record_seal s left join record_entry e on e.id = s.entry_id"""
_FIELDS = len(Leaf._fields)


@dataclass(frozen=True, slots=True)
class Lost:
    """A place in the record whose event is gone, though its seal is still there."""

    index: int
    kept: bytes
    event_id: str
    case: str | None
    number: int


Place = Sealed | Lost


def places(before: int) -> Iterator[Place]:
    """Every place with an index below `before`, in order. Inside a transaction, in the system's scope."""
    return map(_place, streamed(f"{_SEALED} where s.index < %s order by s.index", [before]))


def places_of_case(case_id: UUID, up_to: int) -> Iterator[Place]:
    """The places of one case with an index up to `up_to`, in order. Inside a transaction, in a scope that reaches
    them.
    """
    return map(_place, streamed(f"{_SEALED} where s.case_id = %s and s.index <= %s order by s.index", [case_id, up_to]))


def sealed_event(event_id: UUID) -> Sealed | None:
    """One event, or None where it is gone, not sealed or out of reach. Inside a transaction."""
    return _one("s.entry_id = %s", event_id)


def sealed_at(index: int) -> Sealed | None:
    """The event with this index, or None where there is none or it is out of reach. Inside a transaction."""
    return _one("s.index = %s", index)


def _one(which: str, value: object) -> Sealed | None:
    place = next(map(_place, streamed(f"{_SEALED} where {which}", [value])), None)
    return None if isinstance(place, Lost) else place


def _place(row: tuple[Any, ...]) -> Place:
    leaf = Leaf._make(row[:_FIELDS])
    kept, payload, salt, case = row[_FIELDS:]
    if leaf.kind is None:
        return Lost(leaf.index, kept, leaf.id, case, leaf.number)
    return Sealed(leaf, kept, payload, salt, misfiled=case != leaf.case)
