"""The line that goes on a decision letter: paper is a witness."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from almoner.record.queries.heads import head_covering
from almoner.record.queries.sealed import sealed_event
from almoner.record.queries.streams import snapshot
from almoner.record.rules.note import to_base64


@dataclass(frozen=True, slots=True)
class LetterLine:
    """Index of the event, and size and root of the first head that covers it: what `/record/check-letter/` asks for."""

    index: int
    size: int
    root: str


def letter_line(event: UUID) -> LetterLine | None:
    """What to print on the letter that tells of a decision, or None while its event waits for its seal (seconds)."""
    with snapshot():
        sealed = sealed_event(event)
        head = None if sealed is None else head_covering(sealed.leaf.index)
        if sealed is None or head is None:
            return None
        return LetterLine(sealed.leaf.index, head.size, to_base64(bytes(head.root)))
