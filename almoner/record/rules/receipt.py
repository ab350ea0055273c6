"""A receipt that somebody can keep: one event, the proof that it is in the record, and the head it is proved against.

The text is C2SP tlog-proof, so other people's programs can read it; the event's own leaf is in its `extra` line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from almoner.record.rules.checkpoint import Checkpoint, open_checkpoint, tidied
from almoner.record.rules.leaf import Leaf, LeafError
from almoner.record.rules.note import NoteError, VerifierKey, from_base64, to_base64
from almoner.record.rules.tree import is_included

HEADING = "c2sp.org/tlog-proof@v1"

_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})\Z")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt whose signature and proof have been checked."""

    leaf: Leaf
    head: Checkpoint


def write(leaf: Leaf, proof: Sequence[bytes], head: str) -> str:
    """The receipt for one event. `head` is the signed head as published."""
    lines = [HEADING, f"extra {to_base64(leaf.canonical())}", f"index {leaf.index}", *map(to_base64, proof), "", head]
    return "\n".join(lines)


def is_receipt(pasted: str) -> bool:
    """Whether what was pasted means to be a receipt."""
    return pasted.lstrip().startswith(HEADING)


def read(pasted: str, keys: Iterable[VerifierKey]) -> Receipt:
    """Reads a receipt and checks it whole: signature of the head, and the proof from the event to the head.

    Raises NoteError, in words, with the first thing that does not fit.
    """
    lines = tidied(pasted).split("\n")
    if lines[0] != HEADING or "" not in lines[:-1]:
        raise NoteError("this is not a receipt of the record")
    middle = lines.index("")
    stated, head = lines[1:middle], "\n".join(lines[middle + 1 :])
    if len(stated) < 2 or not stated[0].startswith("extra "):
        raise NoteError("this receipt does not hold the event it is for")
    leaf = _leaf(from_base64(stated[0].removeprefix("extra "), "the event in this receipt"))
    found = _INDEX.match(stated[1])
    if not found:
        raise NoteError("this receipt does not say which event it is for")
    if int(found[1]) != leaf.index:
        raise NoteError(f"this receipt is for event {found[1]} but holds event {leaf.index}")
    checkpoint = open_checkpoint(head, keys)
    proof = [from_base64(line, "a line of the proof") for line in stated[2:]]
    if not is_included(leaf.digest(), leaf.index, checkpoint.size, proof, checkpoint.root):
        raise NoteError(
            f"the proof does not lead from event {leaf.index} to this head: one of the two has been altered"
        )
    return Receipt(leaf, checkpoint)


def _leaf(data: bytes) -> Leaf:
    try:
        return Leaf.from_mapping(json.loads(data))
    except (LeafError, ValueError, RecursionError) as error:
        raise NoteError(f"the event in this receipt cannot be read: {error}") from error
