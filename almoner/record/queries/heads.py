"""Heads of the record, and proofs made from its tree."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import QuerySet

from almoner.record.models import Edge as EdgeRow
from almoner.record.models import Head, Tile, Waiting
from almoner.record.rules.tiles import Edge, nodes
from almoner.record.rules.tree import Node, consistency_proof, inclusion_proof

TILES_KEPT = 512


def heads() -> QuerySet[Head]:
    """Every head, newest first. Public: a head tells nothing of anybody."""
    return Head.objects.order_by("-size")


def latest_head() -> Head | None:
    """The newest head, or None where nothing was ever sealed."""
    return heads().first()


def head_of(size: int) -> Head | None:
    """The head signed over exactly so many events, or None."""
    return Head.objects.filter(size=size).first()


def head_covering(index: int) -> Head | None:
    """The first head that covers an event, or None where none does yet."""
    return Head.objects.filter(size__gt=index).order_by("size").first()


def waiting_count() -> int:
    """How many events wait for their seal."""
    return Waiting.objects.count()


def tree() -> Node:
    """Where proofs get their hashes from. Good for as long as the transaction it was asked for in."""
    row = EdgeRow.objects.get(id=1)
    edge = Edge(row.size, [bytes(level) for level in row.levels])

    @lru_cache(maxsize=TILES_KEPT)
    def full_tile(level: int, position: int) -> bytes | None:
        hashes = Tile.objects.filter(level=level, position=position).values_list("hashes", flat=True).first()
        return None if hashes is None else bytes(hashes)

    return nodes(full_tile, edge)


def proof_of_event(index: int, size: int) -> list[bytes]:
    """The proof that the event at `index` is among the first `size` events. Raises ValueError, LookupError where
    there is none.
    """
    return inclusion_proof(index, size, tree())


def proof_of_consistency(old: int, new: int) -> list[bytes]:
    """The proof that the record of `new` events begins with the one of `old`. Raises ValueError, LookupError where
    there is none.
    """
    return consistency_proof(old, new, tree())
