"""What the sealer does to a batch of events, without the database: an index, a place in the case, a leaf, the tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from almoner.record.rules.leaf import Leaf, timestamp
from almoner.record.rules.tiles import Edge, Tile


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that the database has taken and nobody has sealed."""

    id: str
    case: str | None
    at: datetime
    recorded: datetime
    actor: str
    organisation: int | None
    kind: str
    subject: str
    clause: str
    commitment: bytes


@dataclass(frozen=True, slots=True)
class LastOfCase:
    """The last sealed event of a case: its number there, and its leaf hash in hexadecimal."""

    number: int = 0
    digest: str = ""


@dataclass(slots=True)
class Batch:
    """What came of sealing: the leaves with their hashes in order, and the tiles that they filled."""

    leaves: list[tuple[Leaf, bytes]] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)


def seal(waiting: Iterable[Waiting], edge: Edge, last_of: dict[str, LastOfCase], sealed: datetime) -> Batch:
    """Seals events in the order given. `edge` grows, and `last_of` (by case id) is brought up to date."""
    batch = Batch()
    at = timestamp(sealed)
    for event in waiting:
        before = last_of.get(event.case, LastOfCase()) if event.case else LastOfCase()
        leaf = Leaf(
            index=edge.size,
            id=event.id,
            case=event.case,
            number=before.number + 1 if event.case else 0,
            previous=before.digest,
            at=timestamp(event.at),
            recorded=timestamp(event.recorded),
            sealed=at,
            actor=event.actor,
            organisation=event.organisation,
            kind=event.kind,
            subject=event.subject,
            clause=event.clause,
            commitment=event.commitment.hex(),
        )
        digest = leaf.digest()
        batch.tiles += edge.add(digest)
        batch.leaves.append((leaf, digest))
        if event.case:
            last_of[event.case] = LastOfCase(leaf.number, digest.hex())
    return batch
