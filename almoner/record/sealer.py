"""The sealer: its own process, its own database role, and the only holder of the key that signs.

It speaks to the database directly and not through Django, so that no other process ever has what it needs to seal.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from almoner.record.rules.checkpoint import Checkpoint, open_checkpoint
from almoner.record.rules.ids import new_id
from almoner.record.rules.kinds import CHANNEL, PUT_BACK
from almoner.record.rules.leaf import SALT_BYTES, canonical_json, commitment
from almoner.record.rules.note import NoteError, SigningKey, to_base64
from almoner.record.rules.sealing import Batch, LastOfCase, Waiting, seal
from almoner.record.rules.tiles import Edge, nodes
from almoner.record.rules.tree import range_root

LOCK = 0x616C6D6F6E657201
EVERY_SECONDS = 5.0
AT_A_TIME = 2000

Connection = psycopg.Connection[tuple[Any, ...]]

_TAKE = """select q.position, e.id::text, e.case_id::text, e.at, e.recorded_at, e.actor_id, e.organisation_id,
  e.kind, e.subject, e.clause, e.commitment
  from record_queue q join record_entry e on e.id = q.entry_id order by q.position limit %s"""
_LAST_OF_CASES = """select cases.id::text, last.number, last.digest
  from unnest(%s::uuid[]) as cases(id) cross join lateral
  (select number, digest from record_seal where case_id = cases.id order by number desc limit 1) last"""
_KEEP = """insert into record_seal (index, entry_id, case_id, number, previous, digest, sealed_at)
  select * from unnest(%s::bigint[], %s::uuid[], %s::uuid[], %s::int[], %s::bytea[], %s::bytea[], %s::timestamptz[])"""


class RecordDoesNotFit(RuntimeError):
    """The record in the database is not the one that was signed. The sealer signs nothing until somebody has looked."""


@dataclass(slots=True)
class Sealer:
    """Seals what waits. `kept_head` is a file outside the database that holds the last head this sealer signed."""

    url: str
    key: SigningKey
    kept_head: Path
    at_a_time: int = AT_A_TIME
    _connection: Connection | None = field(default=None, init=False)

    @property
    def connection(self) -> Connection:
        """The sealer's own connection, opened at the first need and again after it was lost."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self.url, autocommit=True, application_name="almoner sealer")
            self._connection.execute("set timezone to 'UTC'")
            self._connection.execute(f"listen {CHANNEL}")
        return self._connection

    def close(self) -> None:
        """Lets go of the connection."""
        if self._connection is not None:
            self._connection.close()

    def seal_all(self) -> int:
        """Seals until nothing waits; returns how many events that was."""
        total = 0
        while sealed := self.seal_once():
            total += sealed
        return total

    def seal_once(self) -> int:
        """Seals one batch and signs a head over it, in one transaction; returns how many events that was.

        0 where nothing waits or another sealer is at work. Raises RecordDoesNotFit where the tree in the database is
        not the one whose head was signed last, here or elsewhere.
        """
        head = None
        with self.connection.transaction():
            if not self._alone():
                return 0
            edge = self._edge()
            self._check_still_the_record_that_was_signed(edge)
            taken = self.connection.execute(_TAKE, [self.at_a_time]).fetchall()
            if not taken:
                return 0
            waiting = [Waiting(*row[1:]) for row in taken]
            sealed_at = datetime.now(UTC)
            batch = seal(waiting, edge, self._last_of(waiting), sealed_at)
            self._keep(batch, sealed_at)
            self.connection.execute("delete from record_queue where position = any(%s)", [[row[0] for row in taken]])
            head = self._sign(edge, sealed_at)
        # After the commit: the file may lag behind the database by a head, and must never run ahead of it.
        _write_whole(self.kept_head, head)
        return len(taken)

    def wait(self, seconds: float = EVERY_SECONDS) -> None:
        """Waits for the next turn, or until a decision is recorded."""
        for _ in self.connection.notifies(timeout=seconds, stop_after=1):
            break

    def put_back(self, reasons: str) -> None:
        """Goes on after a restore from a backup that lacks events which were sealed: records that, and takes the
        shorter record as it is.

        Heads signed for the events that are lost stay in other hands and will not fit; the event says why.
        """
        with self.connection.transaction():
            edge = self._edge()
            lost = self._kept()
            payload = canonical_json(
                {
                    "reasons": reasons,
                    "before": _described(lost),
                    "after": {"size": edge.size, "root": to_base64(edge.root())},
                }
            )
            salt, now = os.urandom(SALT_BYTES), datetime.now(UTC)
            self.connection.execute(
                "insert into record_entry (id, at, actor_id, kind, subject, clause, payload, salt, commitment)"
                " values (%s, %s, 'sealer:put back', %s, 'record', '', %s, %s, %s)",
                [new_id(now), now, PUT_BACK, payload, salt, commitment(salt, payload)],
            )
        self.kept_head.unlink(missing_ok=True)

    def _alone(self) -> bool:
        row = self.connection.execute("select pg_try_advisory_xact_lock(%s)", [LOCK]).fetchone()
        return bool(row and row[0])

    def _edge(self) -> Edge:
        row = self.connection.execute("select size, levels from record_edge where id = 1 for update").fetchone()
        if row is None:
            raise RecordDoesNotFit("the row that holds the tree's edge is gone")
        try:
            return Edge(row[0], row[1])
        except ValueError as error:
            raise RecordDoesNotFit(f"the tree's edge was altered: {error}") from error

    def _check_still_the_record_that_was_signed(self, edge: Edge) -> None:
        row = self.connection.execute("select note from record_head order by size desc limit 1").fetchone()
        heads = [self._believed(row[0])] if row else []
        if kept := self._kept():
            heads.append(kept)
        if not row and edge.size:
            raise RecordDoesNotFit(f"there are {edge.size} sealed events and no head")
        for head in heads:
            if head.size > edge.size:
                raise RecordDoesNotFit(
                    f"a head was signed over {head.size} events and the record has {edge.size}: it was cut back, or "
                    "restored from an older backup. In the second case: almoner sealer --after-restore 'what happened'"
                )
            if self._root_of_first(head.size, edge) != head.root:
                raise RecordDoesNotFit(
                    f"the first {head.size} events are not those whose head was signed: the tree was altered"
                )

    def _root_of_first(self, size: int, edge: Edge) -> bytes:
        if size == edge.size:
            return edge.root()
        return range_root(0, size, nodes(self._tile, edge))

    def _tile(self, level: int, position: int) -> bytes | None:
        found = self.connection.execute(
            "select hashes from record_tile where level = %s and position = %s", [level, position]
        ).fetchone()
        return bytes(found[0]) if found else None

    def _kept(self) -> Checkpoint | None:
        try:
            return self._believed(self.kept_head.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def _believed(self, note: str) -> Checkpoint:
        try:
            return open_checkpoint(note, [self.key.verifier])
        except NoteError as error:
            raise RecordDoesNotFit(f"the last head is not one that this key signed: {error}") from error

    def _last_of(self, waiting: Sequence[Waiting]) -> dict[str, LastOfCase]:
        cases = sorted({event.case for event in waiting if event.case})
        rows = self.connection.execute(_LAST_OF_CASES, [cases]).fetchall() if cases else []
        return {case: LastOfCase(number, bytes(digest).hex()) for case, number, digest in rows}

    def _keep(self, batch: Batch, sealed_at: datetime) -> None:
        leaves = [leaf for leaf, _ in batch.leaves]
        self.connection.execute(
            _KEEP,
            [
                [leaf.index for leaf in leaves],
                [leaf.id for leaf in leaves],
                [leaf.case for leaf in leaves],
                [leaf.number for leaf in leaves],
                [bytes.fromhex(leaf.previous) for leaf in leaves],
                [digest for _, digest in batch.leaves],
                [sealed_at] * len(leaves),
            ],
        )
        for tile in batch.tiles:
            self.connection.execute(
                "insert into record_tile (level, position, hashes) values (%s, %s, %s)",
                [tile.level, tile.position, tile.hashes],
            )

    def _sign(self, edge: Edge, signed_at: datetime) -> str:
        self.connection.execute(
            "update record_edge set size = %s, levels = %s::bytea[] where id = 1",
            [edge.size, [bytes(level) for level in edge.levels]],
        )
        checkpoint = Checkpoint(self.key.verifier.name, edge.size, edge.root())
        note = checkpoint.signed(self.key)
        self.connection.execute(
            "insert into record_head (size, root, note, signed_at) values (%s, %s, %s, %s)",
            [edge.size, checkpoint.root, note, signed_at],
        )
        return note


def _described(head: Checkpoint | None) -> dict[str, object] | None:
    return {"size": head.size, "root": to_base64(head.root)} if head else None


def _write_whole(path: Path, text: str) -> None:
    """The file is either the old text or the new one, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextlib.contextmanager
def sealer(url: str, key: SigningKey, kept_head: Path) -> Iterator[Sealer]:
    """A sealer that lets go of its connection at the end."""
    working = Sealer(url, key, kept_head)
    try:
        yield working
    finally:
        working.close()
