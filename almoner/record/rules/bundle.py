"""A bundle: the record, or one case of it, as a file of JSON lines that anybody with the public key can check.

A bundle holds the event of its own making. What was sealed before that event cannot be left out of it: in a case the
chain would break, in the whole record the head would not fit. So a bundle that ends anywhere else is not believed.

    {"almoner": "record bundle 1", "case": … or null, "made": id of the event of its making}
    {"head": …}                                     in a bundle of one case: the head, before the events
    {"event": {…}, "hash": …, "payload": …, "salt": …, "proof": […]}
    {"head": …}                                     in a whole record: each head after the last event it covers
    {"consistency": {"from": size, "proof": […]}}   where an older head was named at the making
    {"end": number of events}
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from almoner.record.rules.checkpoint import Checkpoint, open_checkpoint
from almoner.record.rules.kinds import EXPORTED
from almoner.record.rules.leaf import WRITTEN, Leaf, LeafError
from almoner.record.rules.note import NoteError, VerifierKey, from_base64, to_base64
from almoner.record.rules.tree import is_consistent
from almoner.record.rules.verdict import Finding, Misfit, Verdict
from almoner.record.rules.verification import OneCase, Sealed, WholeRecord

FORMAT = "record bundle 1"
WHOLE = "record"
MOST_CHARACTERS_IN_A_LINE = 64 * 1024 * 1024

_HASH = '"([0-9a-f]{64})"'
_EVENT = re.compile(rf'\{{"event":({WRITTEN}),"hash":{_HASH},"payload":(?=")')
_SALT = re.compile(rf',"salt":{_HASH}\}}\n?')
_DECODER = json.JSONDecoder()

Progress = Callable[[int], None]


class BundleError(ValueError):
    """Why a line of a bundle cannot be read."""


def subject_of(case: str | None) -> str:
    """What the event of a bundle's making is about: one case, or the record."""
    return f"record.case:{case}" if case else WHOLE


def opening_line(case: str | None, made: str) -> str:
    """The first line. `made` is the id of the event of the bundle's own making."""
    return _line({"almoner": FORMAT, "case": case, "made": made})


def event_line(event: Sealed, proof: Sequence[bytes] | None = None) -> str:
    """One event; with its proof in a bundle of one case."""
    written: dict[str, Any] = {
        "event": event.leaf.as_mapping(),
        "hash": event.kept.hex(),
        "payload": None if event.payload is None else event.payload.decode(),
        "salt": None if event.salt is None else event.salt.hex(),
    }
    if proof is not None:
        written["proof"] = [to_base64(step) for step in proof]
    return _line(written)


def head_line(note: str) -> str:
    """One signed head."""
    return _line({"head": note})


def consistency_line(size: int, proof: Sequence[bytes]) -> str:
    """The proof that the record still begins with an older head's events."""
    return _line({"consistency": {"from": size, "proof": [to_base64(step) for step in proof]}})


def end_line(events: int) -> str:
    """The last line."""
    return _line({"end": events})


def _line(written: dict[str, Any]) -> str:
    return json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def verify(
    lines: Iterable[str],
    keys: Sequence[VerifierKey],
    since: Checkpoint | None = None,
    progress: Progress = lambda events: None,
) -> Verdict:
    """Checks a bundle, line by line, with the public keys alone; memory does not grow with the bundle but with its
    cases.

    `since` is an older head that somebody kept: the bundle must be of a record that still begins with it.
    """
    reading = _Reading(keys, since, progress)
    try:
        for number, line in enumerate(lines, start=1):
            reading.at = number
            reading.take(line)
    except UnicodeDecodeError:
        reading.not_readable(BundleError("is not UTF-8 text"))
    except (BundleError, LeafError, NoteError) as error:
        reading.not_readable(error)
    return reading.finish()


@dataclass(slots=True)
class _Reading:
    keys: Sequence[VerifierKey]
    since: Checkpoint | None
    progress: Progress
    at: int = 0
    opened: bool = False
    case: str | None = None
    made: str = ""
    whole: WholeRecord | None = None
    one: OneCase | None = None
    head: Checkpoint | None = None
    earlier_head_size: int = 0
    consistency: tuple[int, list[bytes]] | None = None
    making: Leaf | None = None
    last: Leaf | None = None
    ended: int | None = None
    unreadable: Finding | None = None
    events: int = field(default=0)

    def take(self, line: str) -> None:
        """One line of the bundle."""
        if len(line) > MOST_CHARACTERS_IN_A_LINE:
            raise BundleError("is too long")
        if self.ended is not None:
            raise BundleError("comes after the end")
        if self.whole and (event := _as_written(line)):
            self.whole.event(event)
            self._taken(event.leaf)
        else:
            self._take_parsed(_parsed(line))

    def _take_parsed(self, written: dict[str, Any]) -> None:
        if not self.opened:
            self._open(written)
        elif "head" in written:
            self._head(_text(written, "head"))
        elif "event" in written:
            self._event(written)
        elif "consistency" in written:
            self.consistency = _consistency(written["consistency"])
        elif "end" in written:
            self.ended = _number(written, "end")
        else:
            raise BundleError("is none of the lines that a bundle has")

    def not_readable(self, error: Exception) -> None:
        """Notes that reading stopped at this line."""
        self.unreadable = Finding(Misfit.FORM, f"Line {self.at} of the bundle cannot be read: {error}.")

    def finish(self) -> Verdict:
        """The verdict on everything that was read."""
        verdict = self.whole.finish() if self.whole else self.one.finish() if self.one else Verdict()
        if self.unreadable:
            verdict.add(self.unreadable)
            return verdict
        for words in self._incomplete():
            verdict.add(Finding(Misfit.FORM, words))
        if self.one and self.head and self.since:
            verdict.findings.extend(_against_older_head(self.since, self.head, self.consistency))
        return verdict

    def _open(self, written: dict[str, Any]) -> None:
        if written.get("almoner") != FORMAT or "case" not in written:
            raise BundleError("does not open a bundle of the record")
        self.case = None if written.get("case") is None else _text(written, "case")
        self.made = _text(written, "made")
        self.opened = True
        if self.case is None:
            self.whole = WholeRecord(self.keys, [self.since] if self.since else [])

    def _head(self, note: str) -> None:
        if self.whole:
            if self.head:
                self.earlier_head_size = self.head.size
            self.head = self.whole.head(note) or self.head
        elif self.one or self.case is None:
            raise BundleError("is a second head, and a bundle of one case has one")
        else:
            self.head = open_checkpoint(note, self.keys)
            self.one = OneCase(self.case, self.head)

    def _event(self, written: dict[str, Any]) -> None:
        event = _sealed(written)
        if self.whole:
            self.whole.event(event)
        elif self.one:
            self.one.event(event, _hashes(written.get("proof")))
        else:
            raise BundleError("is an event, and the head that it is proved against comes first")
        self._taken(event.leaf)

    def _taken(self, leaf: Leaf) -> None:
        self.last = leaf
        if leaf.id == self.made:
            self.making = leaf
        self.events += 1
        self.progress(self.events)

    def _incomplete(self) -> Iterator[str]:
        if not self.opened:
            yield "The bundle is empty."
            return
        if self.ended is None:
            yield "The bundle stops before its end: it has been cut short."
        elif self.ended != self.events:
            yield f"The bundle says that it has {self.ended} events and it has {self.events}."
        if self.head is None:
            yield "The bundle has no signed head, so nothing in it is proved."
        elif not self._ends_with_its_making():
            yield "The bundle does not end with the event of its own making, so events may have been left off its end."

    def _ends_with_its_making(self) -> bool:
        making = self.making
        if making is None or making.kind != EXPORTED or making.subject != subject_of(self.case):
            return False
        return making is self.last if self.case else making.index >= self.earlier_head_size


def _against_older_head(
    since: Checkpoint, head: Checkpoint, consistency: tuple[int, list[bytes]] | None
) -> Iterator[Finding]:
    if since.origin != head.origin:
        yield Finding(
            Misfit.OLD_HEAD, f"The head that you kept is of {since.origin}, and this bundle is of {head.origin}."
        )
    elif since.size > head.size:
        words = (
            f"The head that you kept covers {since.size} events, and the record this was taken from has {head.size}."
        )
        yield Finding(Misfit.OLD_HEAD, words)
    elif since.size == head.size:
        if since.root != head.root:
            yield Finding(
                Misfit.OLD_HEAD, "The head that you kept and the one in this bundle are of one size and differ."
            )
    elif consistency is None or consistency[0] != since.size:
        words = (
            f"The bundle does not prove that the record still begins with the {since.size} events of the head that "
            "you kept: ask for one made with --since and that head."
        )
        yield Finding(Misfit.OLD_HEAD, words)
    elif not is_consistent(since.size, since.root, head.size, head.root, consistency[1]):
        words = (
            f"The record does not begin with the {since.size} events of the head that you kept: "
            "the past has been altered."
        )
        yield Finding(Misfit.OLD_HEAD, words)


def _parsed(line: str) -> dict[str, Any]:
    try:
        written = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BundleError("is not JSON") from error
    if not isinstance(written, dict):
        raise BundleError("is not a set of named fields")
    return written


def _text(written: dict[str, Any], name: str) -> str:
    value = written.get(name)
    if not isinstance(value, str):
        raise BundleError(f"lacks its {name}")
    return value


def _number(written: dict[str, Any], name: str) -> int:
    value = written.get(name)
    if type(value) is not int or value < 0:
        raise BundleError(f"lacks its {name}")
    return value


def _hashes(value: object) -> list[bytes]:
    if not isinstance(value, list) or not all(isinstance(step, str) for step in value):
        raise BundleError("lacks its proof")
    return [from_base64(step, "a step of the proof") for step in value]


def _consistency(value: object) -> tuple[int, list[bytes]]:
    if not isinstance(value, dict):
        raise BundleError("lacks its proof")
    return _number(value, "from"), _hashes(value.get("proof"))


def _as_written(line: str) -> Sealed | None:
    """The event in a line that is letter for letter as `event_line` writes it, with its content and without a proof.

    Nearly all of a whole record is such lines, and this is the quick way to read them. Any other line gives None, and
    is read as JSON.
    """
    opening = _EVENT.match(line)
    if opening is None or "\\" in opening[1]:
        return None
    try:
        payload, end = _DECODER.raw_decode(line, opening.end())
        closing = _SALT.fullmatch(line, end)
        if closing is None:
            return None
        written, *leaf, kept = opening.groups()
        salt = bytes.fromhex(closing[1])
        return Sealed(Leaf.from_written(leaf), bytes.fromhex(kept), payload.encode(), salt, written.encode())
    except ValueError:
        return None


def _sealed(written: dict[str, Any]) -> Sealed:
    try:
        payload = None if written.get("payload") is None else _text(written, "payload").encode()
        salt = None if written.get("salt") is None else bytes.fromhex(_text(written, "salt"))
        kept = bytes.fromhex(_text(written, "hash"))
    except ValueError as error:
        raise BundleError("has a hash, salt or content that cannot be read") from error
    return Sealed(Leaf.from_mapping(written["event"]), kept, payload, salt)
