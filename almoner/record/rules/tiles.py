"""The tree in tiles of 256 hashes, after C2SP tlog-tiles: what the sealer writes, and what a proof is made from.

A tile of level 0 holds 256 leaf hashes; a tile of level n holds the roots of 256 tiles of level n-1. Full tiles never
change. What is not yet a full tile is the tree's right-hand edge, and is small: at most 255 hashes a level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from almoner.record.rules.tree import Frontier, Node, root_of_complete

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH = 32


@dataclass(frozen=True, slots=True)
class Tile:
    """A full tile: `hashes` is 256 hashes end to end."""

    level: int
    position: int
    hashes: bytes


class Edge:
    """The right-hand edge of a growing tree: for each tile level the hashes that do not fill a tile yet."""

    def __init__(self, size: int = 0, levels: Sequence[bytes] = ()) -> None:
        self.size = size
        self.levels = [bytearray(level) for level in levels]
        for height, level in enumerate(self.levels):
            expected = (size >> (HEIGHT * height)) % WIDTH
            if len(level) != expected * HASH:
                raise ValueError(
                    f"a tree of {size} has {expected} hashes at tile level {height}, not {len(level) / HASH}"
                )
        if size >> (HEIGHT * len(self.levels)):
            raise ValueError(f"a tree of {size} has more than {len(self.levels)} tile levels")

    def add(self, leaf: bytes) -> list[Tile]:
        """Puts one leaf hash at the right-hand end; returns the tiles which that filled, lowest first."""
        filled: list[Tile] = []
        joined, height = leaf, 0
        while True:
            if height == len(self.levels):
                self.levels.append(bytearray())
            level = self.levels[height]
            level += joined
            if len(level) < WIDTH * HASH:
                break
            hashes = bytes(level)
            filled.append(Tile(height, self.size >> (HEIGHT * (height + 1)), hashes))
            joined = root_of_complete(split(hashes))
            level.clear()
            height += 1
        self.size += 1
        return filled

    def root(self) -> bytes:
        """The root over every leaf added so far."""
        return Frontier(self.size, self._complete_subtrees()).root()

    def _complete_subtrees(self) -> list[bytes]:
        subtrees: list[bytes] = []
        for level in reversed(self.levels):
            hashes = split(bytes(level))
            start = 0
            while start < len(hashes):
                width = 1 << ((len(hashes) - start).bit_length() - 1)
                subtrees.append(root_of_complete(hashes[start : start + width]))
                start += width
        return subtrees


def split(hashes: bytes) -> list[bytes]:
    """The hashes that stand end to end in a tile."""
    return [hashes[start : start + HASH] for start in range(0, len(hashes), HASH)]


def nodes(full_tile: Callable[[int, int], bytes | None], edge: Edge) -> Node:
    """Where a proof gets its hashes: from full tiles, and from the edge for what is not in a full one.

    `full_tile(level, position)` returns the tile's bytes, or None where there is no such full tile. The function
    returned raises LookupError for a subtree that is not complete.
    """

    def node(level: int, position: int) -> bytes:
        height, within = divmod(level, HEIGHT)
        first = position << within
        hashes = full_tile(height, first >> HEIGHT)
        if hashes is None:
            on_edge = height < len(edge.levels) and first >> HEIGHT == edge.size >> (HEIGHT * (height + 1))
            hashes = bytes(edge.levels[height]) if on_edge else b""
        start = (first % WIDTH) * HASH
        wanted = hashes[start : start + (HASH << within)]
        if len(wanted) != HASH << within:
            raise LookupError(f"no complete subtree of 2^{level} leaves at position {position}")
        return root_of_complete(split(wanted))

    return node
