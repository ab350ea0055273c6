"""A head of the record: how many events there are and the root over all of them, signed. C2SP tlog-checkpoint."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from almoner.record.rules.note import NoteError, SigningKey, VerifierKey, from_base64, open_note, to_base64

_SIZE = re.compile(r"(0|[1-9][0-9]{0,18})\Z")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a head says: `root` is the root over the first `size` events of the log called `origin`."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    def signed(self, key: SigningKey) -> str:
        """The head as it is published."""
        if key.verifier.name != self.origin:
            raise NoteError(f"the key {key.verifier.name} does not sign for {self.origin}")
        return key.sign(self.text)


def parse(text: str) -> Checkpoint:
    """Reads the text of a head; lines after the third are passed over. Raises NoteError where it is not one."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise NoteError("a head has three lines: the name of the record, its size and its root")
    origin, size, root = lines[:3]
    if not _SIZE.match(size):
        raise NoteError("the second line of a head is a whole number, the size of the record")
    digest = from_base64(root, "the third line of a head, the root,")
    if len(digest) != 32:
        raise NoteError("the root in a head has 32 bytes")
    return Checkpoint(origin, int(size), digest)


def open_checkpoint(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """Reads a signed head and checks that one of these keys signed it for the log of its own name.

    Raises NoteError, in words, where it is not a head or nobody we know signed it.
    """
    keys = list(keys)
    checkpoint = parse(open_note(note, keys))
    if checkpoint.origin not in {key.name for key in keys}:
        raise NoteError(f"this head is of {checkpoint.origin}, which is not the record that the key belongs to")
    return checkpoint


def tidied(pasted: str) -> str:
    """A head as somebody pasted it: line ends, stray blanks and a lost last line end put right. Nothing that is
    signed is changed.
    """
    lines = [line.strip() for line in pasted.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")]
    return "\n".join(lines) + "\n"
