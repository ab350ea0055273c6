"""Receipts: the proof for one event that somebody can keep."""

from __future__ import annotations

from uuid import UUID

from almoner.record.models import Entry
from almoner.record.queries.heads import latest_head, proof_of_event
from almoner.record.queries.sealed import sealed_event
from almoner.record.queries.streams import snapshot
from almoner.record.rules import receipt


class NoReceipt(LookupError):
    """Why there is no receipt, in words; `exists` says whether the event is there."""

    def __init__(self, words: str, *, exists: bool) -> None:
        super().__init__(words)
        self.exists = exists


def receipt_of(event: UUID, case_id: UUID | None = None) -> str:
    """The receipt of an event that the scope in force reaches, against the newest head. Raises NoReceipt where there
    is none (yet).
    """
    with snapshot():
        sealed = sealed_event(event)
        head = latest_head()
        elsewhere = case_id is not None and sealed is not None and sealed.leaf.case != str(case_id)
        if sealed is None or head is None or head.size <= sealed.leaf.index or elsewhere:
            exists = not elsewhere and Entry.objects.filter(id=event).exists()
            words = (
                "This event waits for its seal; try again in a few seconds." if exists else "There is no such event."
            )
            raise NoReceipt(words, exists=exists)
        return receipt.write(sealed.leaf, proof_of_event(sealed.leaf.index, head.size), head.note)
