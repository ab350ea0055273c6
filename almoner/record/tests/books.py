"""A whole record in memory, sealed as the sealer does it: for the tests that need no database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from almoner.record.rules import bundle
from almoner.record.rules.checkpoint import Checkpoint
from almoner.record.rules.leaf import canonical_json, commitment
from almoner.record.rules.note import SigningKey
from almoner.record.rules.sealing import LastOfCase, Waiting, seal
from almoner.record.rules.tiles import Edge, nodes
from almoner.record.rules.tree import consistency_proof, inclusion_proof
from almoner.record.rules.verification import Sealed

ORIGIN = "almoner.example/record"
KEY = SigningKey.generate(ORIGIN)
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def numbered(what: str, number: int) -> str:
    """An id that is the same in every run."""
    return str(UUID(bytes=hashlib.sha256(f"{what} {number}".encode()).digest()[:16], version=4))


CASE_A, CASE_B = numbered("case", 1), numbered("case", 2)


@dataclass
class Book:
    """Append events, seal them, and ask for a bundle."""

    key: SigningKey = KEY
    edge: Edge = field(default_factory=Edge)
    last_of: dict[str, LastOfCase] = field(default_factory=dict)
    waiting: list[tuple[Waiting, bytes, bytes]] = field(default_factory=list)
    events: list[Sealed] = field(default_factory=list)
    heads: list[tuple[int, str]] = field(default_factory=list)
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    appended: int = 0

    def append(
        self,
        kind: str = "case.noted",
        case: str | None = CASE_A,
        subject: str = "case:1",
        reasons: str = "because",
        seconds: int = 0,
    ) -> str:
        """One event; returns its id."""
        self.appended += 1
        number = self.appended
        payload = canonical_json({"reasons": reasons, "before": None, "after": {"number": number}})
        salt = hashlib.sha256(f"salt {number}".encode()).digest()
        at = START + timedelta(seconds=number)
        waiting = Waiting(
            id=numbered("event", number),
            case=case,
            at=at,
            recorded=at + timedelta(seconds=seconds),
            actor=numbered("person", 1),
            organisation=1,
            kind=kind,
            subject=subject,
            clause="FTP-3.5",
            commitment=commitment(salt, payload),
        )
        self.waiting.append((waiting, payload, salt))
        return waiting.id

    def seal(self) -> Checkpoint:
        """Seals what waits and signs a head."""
        sealed = self.waiting[-1][0].recorded + timedelta(seconds=2)
        batch = seal([waiting for waiting, _, _ in self.waiting], self.edge, self.last_of, sealed)
        for (leaf, digest), (_, payload, salt) in zip(batch.leaves, self.waiting, strict=True):
            self.events.append(Sealed(leaf, digest, payload, salt))
        self.tiles |= {(tile.level, tile.position): tile.hashes for tile in batch.tiles}
        self.waiting.clear()
        head = Checkpoint(ORIGIN, self.edge.size, self.edge.root())
        self.heads.append((head.size, head.signed(self.key)))
        return head

    def bundle(self, case: str | None = None, since: Checkpoint | None = None) -> list[str]:
        """A bundle as the export makes it, with the event of its own making."""
        made = self.append(kind="record.exported", case=case, subject=bundle.subject_of(case))
        head = self.seal()
        lines = [bundle.opening_line(case, made)]
        node = nodes(lambda level, position: self.tiles.get((level, position)), self.edge)
        if case:
            lines.append(bundle.head_line(self.heads[-1][1]))
            of_case = [event for event in self.events if event.leaf.case == case]
            lines += [bundle.event_line(event, inclusion_proof(event.leaf.index, head.size, node)) for event in of_case]
            if since:
                lines.append(bundle.consistency_line(since.size, consistency_proof(since.size, head.size, node)))
            return [*lines, bundle.end_line(len(of_case))]
        heads = dict(self.heads)
        for event in self.events:
            lines.append(bundle.event_line(event))
            if note := heads.get(event.leaf.index + 1):
                lines.append(bundle.head_line(note))
        return [*lines, bundle.end_line(len(self.events))]


def busy_book(events: int = 60, every: int = 7) -> Book:
    """Events of two cases and of none, taking turns, sealed a few at a time."""
    book = Book()
    for number in range(events):
        book.append(case=(CASE_A, CASE_B, None)[number % 3], reasons=f"reason {number}")
        if number % every == every - 1:
            book.seal()
    return book


def forged(book: Book, change: Callable[[Book], None]) -> Book:
    """The same book after `change` by somebody who rewrites leaves, hashes and tree, and has every means but the
    key.
    """
    change(book)
    return book
