"""Checks events against their seals, one after the other, as they stream by: the same for the live record and for a
bundle.

`WholeRecord` is fed every event in order and every head at its place. `OneCase` is fed the events of one case with a
proof each. Neither asks a database anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from almoner.record.rules.checkpoint import Checkpoint, open_checkpoint
from almoner.record.rules.kinds import ERASED
from almoner.record.rules.leaf import SALT_BYTES, Leaf, commitment
from almoner.record.rules.note import NoteError, VerifierKey, to_base64
from almoner.record.rules.tree import Frontier, is_included, leaf_hash
from almoner.record.rules.verdict import Finding, Misfit, Verdict

LATE = timedelta(minutes=15)
CLOCKS_APART = timedelta(minutes=5)

SUBJECT_OF_AN_EVENT = "record.event:"

InTree = Callable[[int], bytes | None]


class Sealed(NamedTuple):
    """An event as kept: what the seal covers, the hash that was kept with it, and the content unless that has been
    erased.

    `written` are the very bytes that the leaf was read from, where those stood in its canonical form: they are what
    is hashed, so nothing need be written anew for it. `misfiled` is one whose seal names another case.
    """

    leaf: Leaf
    kept: bytes
    payload: bytes | None
    salt: bytes | None
    written: bytes | None = None
    misfiled: bool = False

    def digest(self) -> bytes:
        """The leaf's hash as it stands, whatever hash was kept."""
        return self.leaf.digest() if self.written is None else leaf_hash(self.written)


class _Events:
    """What is checked of each event whichever way it comes: its hash, its content, its times and its place in its
    case.
    """

    def __init__(self) -> None:
        self.verdict = Verdict()
        self._cases: dict[str, tuple[int, str, int]] = {}
        self._erased: dict[str, Leaf] = {}
        self._last_sealed = ""

    def _check(self, event: Sealed) -> None:
        leaf = event.leaf
        self.verdict.events += 1
        if event.digest() != event.kept:
            self._found(
                Misfit.ALTERED, leaf, "is not what was sealed: its hash differs from the one kept at the sealing"
            )
        if event.misfiled:
            self._found(
                Misfit.CASE,
                leaf,
                "is filed under another case than its own, so that whoever asks for the record of either is given the "
                "wrong events",
            )
        self._check_content(event)
        self._check_times(leaf)
        if leaf.case is not None:
            self._check_place_in_case(leaf, event.kept, leaf.case)
        elif leaf.number or leaf.previous:
            self._found(Misfit.CASE, leaf, "belongs to no case, yet has a place in one")
        if leaf.kind == ERASED and leaf.subject.startswith(SUBJECT_OF_AN_EVENT):
            self.erasure(leaf.subject.removeprefix(SUBJECT_OF_AN_EVENT))

    def erasure(self, event: str) -> None:
        """Takes it that an event says the content of this earlier one was erased."""
        self._erased.pop(event, None)

    def _check_content(self, event: Sealed) -> None:
        leaf, payload, salt = event.leaf, event.payload, event.salt
        if payload is None and salt is None:
            self.verdict.erased += 1
            self._erased[leaf.id] = leaf
        elif payload is None or salt is None or len(salt) != SALT_BYTES:
            self._found(Misfit.CONTENT, leaf, "has lost part of its content, and that is not how content is erased")
        elif commitment(salt, payload).hex() != leaf.commitment:
            self._found(Misfit.CONTENT, leaf, "does not have the content that was sealed")

    def _check_times(self, leaf: Leaf) -> None:
        try:
            recorded, sealed = datetime.fromisoformat(leaf.recorded), datetime.fromisoformat(leaf.sealed)
            behind = sealed - recorded
        except (ValueError, TypeError):
            self._found(Misfit.TIME, leaf, "has a time that cannot be read")
            return
        if behind < -CLOCKS_APART:
            self._found(Misfit.TIME, leaf, "was sealed before the database took it")
        if leaf.sealed < self._last_sealed:
            self._found(Misfit.TIME, leaf, "says that it was sealed earlier than the event before it")
        self._last_sealed = max(leaf.sealed, self._last_sealed)
        self.verdict.sealed_late += behind > LATE

    def _check_place_in_case(self, leaf: Leaf, kept: bytes, case: str) -> None:
        number, previous, index = self._cases.get(case, (0, "", -1))
        if leaf.number != number + 1:
            self._found(
                Misfit.CASE,
                leaf,
                f"is number {leaf.number} of its case, and the one before it is number {number}: events are missing, "
                "or have been put in or moved",
            )
        elif leaf.previous != previous:
            before = f"event {index}" if index >= 0 else "none"
            self._found(
                Misfit.CASE,
                leaf,
                f"was sealed after another event of its case than the one that now stands there ({before})",
            )
        self._cases[case] = (leaf.number, kept.hex(), leaf.index)

    def _finish_events(self) -> None:
        self.verdict.cases = len(self._cases)
        for leaf in self._erased.values():
            self._found(Misfit.ERASED, leaf, "has lost its content, and no event says that it was erased")

    def _found(self, misfit: Misfit, leaf: Leaf, words: str) -> None:
        self.verdict.add(Finding(misfit, f"Event {leaf.index} ({leaf.kind}) {words}.", leaf.index, leaf.id, leaf.case))


class WholeRecord(_Events):
    """The whole record from its first event. Feed `event` and `head` in order, then ask `finish` for the verdict.

    `since` is a head that somebody kept: the record must still begin with what it covers. `in_tree` gives the leaf
    hash that the stored tree has at an index, where there is one to ask: it names the very event where a head no
    longer fits.
    """

    def __init__(
        self, keys: Iterable[VerifierKey], since: Sequence[Checkpoint] = (), in_tree: InTree = lambda index: None
    ) -> None:
        super().__init__()
        self._keys = list(keys)
        self._since = {head.size: head for head in since}
        self._in_tree = in_tree
        self._frontier = Frontier()
        self._since_last_head: list[bytes] = []
        self._broken = False
        self._covered = 0
        self._promised: Checkpoint | None = None

    @property
    def size(self) -> int:
        """How many places of the record have been filled so far."""
        return self._frontier.size

    def event(self, event: Sealed) -> None:
        """The next event."""
        if event.leaf.index != self.size:
            self._misplaced(event.leaf.index, event.leaf)
        self._check(event)
        self._grow(event.kept)

    def lost(self, index: int, kept: bytes, event: str, case: str | None, number: int) -> None:
        """The next place in the record, whose event is gone though its seal is still there."""
        words = f"Event {index} has been deleted: its seal stands, and the event is gone."
        self.verdict.add(Finding(Misfit.MISSING, words, index, event, case))
        if index != self.size:
            self._misplaced(index, None)
        if case is not None:
            self._cases[case] = (number, kept.hex(), index)
        self._grow(kept)

    def head(self, note: str) -> Checkpoint | None:
        """The head that was signed when the record had the events fed so far; returns it where it can be believed."""
        self.verdict.heads += 1
        try:
            checkpoint = open_checkpoint(note, self._keys)
        except NoteError as error:
            self.verdict.add(
                Finding(Misfit.SIGNATURE, f"The head after event {self.size - 1} cannot be believed: {error}.")
            )
            return None
        if self._promised is None or checkpoint.size > self._promised.size:
            self._promised = checkpoint
        if checkpoint.size == self.size and not self._broken:
            self._compare(checkpoint)
        return checkpoint

    def finish(self) -> Verdict:
        """The verdict, once everything has been fed."""
        self._finish_events()
        self.verdict.size = self.size
        self.verdict.root = to_base64(self._frontier.root())
        self._check_tail()
        for head in self._since.values():
            if head.size > self.size:
                self._cut_off(Misfit.OLD_HEAD, head, "The head that you kept")
        return self.verdict

    def _misplaced(self, index: int, leaf: Leaf | None) -> None:
        if self._broken:
            return
        self._broken = True
        words = f"Event {self.size} is missing: in its place comes event {index}."
        self.verdict.add(
            Finding(Misfit.MISSING, words, self.size, leaf.id if leaf else None, leaf.case if leaf else None)
        )

    def _grow(self, kept: bytes) -> None:
        self._frontier.add(kept)
        self._since_last_head.append(kept)
        old = self._since.get(self.size)
        if old is not None and not self._broken and old.root != self._frontier.root():
            words = (
                f"The first {old.size} events are not those under the head that you kept: the past has been altered."
            )
            self.verdict.add(Finding(Misfit.OLD_HEAD, words))

    def _compare(self, checkpoint: Checkpoint) -> None:
        if checkpoint.root == self._frontier.root():
            self._covered = checkpoint.size
            self._since_last_head.clear()
            return
        self._broken = True
        first, last = self._covered, checkpoint.size - 1
        differs = next(
            (
                first + at
                for at, kept in enumerate(self._since_last_head)
                if self._in_tree(first + at) not in (None, kept)
            ),
            None,
        )
        if differs is not None:
            words = f"Event {differs} is not the one over which the head of {checkpoint.size} events was signed."
        else:
            words = (
                f"The head of {checkpoint.size} events was signed over others: one or more of the events {first} to "
                f"{last} have been altered, put in, taken out or moved."
            )
        self.verdict.add(Finding(Misfit.HEAD, words, first if differs is None else differs, span=differs is None))

    def _check_tail(self) -> None:
        if self._promised and self._promised.size > self.size:
            self._cut_off(Misfit.MISSING, self._promised, "A signed head")
        elif self.size > self._covered and not self._broken:
            words = f"The events from {self._covered} on have an index and stand under no signed head."
            self.verdict.add(Finding(Misfit.HEAD, words, self._covered, span=True))

    def _cut_off(self, misfit: Misfit, head: Checkpoint, which: str) -> None:
        gone = f"events {self.size} to {head.size - 1} are gone"
        words = f"{which} covers {head.size} events and there are {self.size}: {gone}."
        self.verdict.add(Finding(misfit, words, self.size))


class OneCase(_Events):
    """The events of one case in their order, each with its proof, against one head."""

    def __init__(self, case: str, head: Checkpoint) -> None:
        super().__init__()
        self._case = case
        self._head = head
        self._last = -1
        self.verdict.heads = 1
        self.verdict.size = head.size
        self.verdict.root = to_base64(head.root)

    def event(self, event: Sealed, proof: Sequence[bytes]) -> None:
        """The next event of the case, with the proof that it is in the record."""
        leaf = event.leaf
        if leaf.case != self._case:
            self._found(Misfit.CASE, leaf, "is not of the case that this bundle is about")
        if leaf.index <= self._last:
            self._found(
                Misfit.CASE, leaf, f"comes after event {self._last}: the events are not in the order of their sealing"
            )
        self._last = max(self._last, leaf.index)
        self._check(event)
        if not is_included(event.digest(), leaf.index, self._head.size, proof, self._head.root):
            self._found(Misfit.PROOF, leaf, f"is not proved to be in the record of {self._head.size} events")

    def finish(self) -> Verdict:
        """The verdict, once every event has been fed."""
        self._finish_events()
        return self.verdict
