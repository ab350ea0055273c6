"""What the record can say of a head, a receipt or a letter that somebody kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from almoner.record.models import Head
from almoner.record.queries.heads import head_of, latest_head, proof_of_consistency, proof_of_event
from almoner.record.queries.sealed import sealed_at
from almoner.record.queries.streams import snapshot
from almoner.record.rules import receipt
from almoner.record.rules.checkpoint import Checkpoint, open_checkpoint, tidied
from almoner.record.rules.note import VerifierKey, to_base64
from almoner.record.rules.tree import is_consistent, is_included
from almoner.scope.context import system


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer. `size` and `root` are of the head that was asked about; `index` of the event, where one was;
    `proof` are the lines by which anybody can check the answer against `latest`, the record's newest head as signed.
    """

    fits: bool
    words: str
    size: int
    root: str
    index: int | None = None
    proof: tuple[str, ...] = ()
    latest: str = ""


def check_pasted(pasted: str, keys: Sequence[VerifierKey]) -> Checked:
    """Checks a head or a receipt that somebody pasted, first by itself and then against the record as it stands.

    Raises NoteError, in words, where it is neither, or nobody we know signed it, or it does not fit itself.
    """
    if receipt.is_receipt(pasted):
        found = receipt.read(pasted, keys)
        return _against_the_record(found.head, found.leaf.index)
    return _against_the_record(open_checkpoint(tidied(pasted), keys), None)


def check_letter(index: int, size: int, root: bytes) -> Checked:
    """Checks what is printed on a letter: that a head with this size and root was signed, that the record still
    begins with it, and that it covers the event with this index.
    """
    with snapshot():
        head = head_of(size)
    if head is None or bytes(head.root) != root:
        words = (
            "No seal like this was signed over a record of this size. "
            "Compare what you typed with the letter, letter by letter."
        )
        return Checked(False, words, size, to_base64(root), index)
    if index >= size:
        words = f"A record of {size:,} events has no event {index:,}. Compare what you typed with the letter."
        return Checked(False, words, size, to_base64(root), index)
    return _against_the_record(Checkpoint("", size, root), index)


def _against_the_record(head: Checkpoint, index: int | None) -> Checked:
    with system("check a head"), snapshot():
        latest = latest_head()
        if latest is None or head.size > latest.size:
            have = latest.size if latest else 0
            words = (
                f"This seal is genuine and covers {head.size:,} events, and the record here has {have:,}. Events are "
                "missing here. Please tell us, and keep the seal safe."
            )
            return Checked(False, words, head.size, to_base64(head.root), index)
        proof = _proof(head, latest)
        if proof is None:
            words = (
                f"This seal is genuine, and the first {head.size:,} events of the record here are not the ones it "
                "covers. The past has been altered. Please tell us, and keep the seal safe."
            )
            return Checked(False, words, head.size, to_base64(head.root), index)
        if index is not None:
            return _event_in(head, index, latest)
        return Checked(True, _WORDS_OF_HEAD, head.size, to_base64(head.root), None, proof, latest.note)


_WORDS_OF_HEAD = (
    "The record still begins with exactly the events that this seal covers. Nothing in them was altered since."
)
_WORDS_OF_EVENT = "This event is in the record, unaltered since it was sealed, under the seal you gave."


def _proof(head: Checkpoint, latest: Head) -> tuple[str, ...] | None:
    try:
        proof = proof_of_consistency(head.size, latest.size)
    except LookupError:
        return None
    if not is_consistent(head.size, head.root, latest.size, bytes(latest.root), proof):
        return None
    return tuple(map(to_base64, proof))


def _event_in(head: Checkpoint, index: int, latest: Head) -> Checked:
    event = sealed_at(index)
    proof = proof_of_event(index, head.size)
    stands = event is not None and event.leaf.digest() == event.kept
    if not stands or event is None or not is_included(event.kept, index, head.size, proof, head.root):
        words = (
            f"Event {index:,} as it stands in the record is not the one that was sealed. Please tell us, and keep the "
            "seal safe."
        )
        return Checked(False, words, head.size, to_base64(head.root), index)
    lines = tuple(map(to_base64, [event.kept, *proof]))
    return Checked(True, _WORDS_OF_EVENT, head.size, to_base64(head.root), index, lines, latest.note)
