"""Which words of a list are spelt nearly as which words of a register, found without trying every two.

A register of a million people has some 170,000 distinct name words. The letters a word has discard nearly all of them
in one pass over an array; only the rest are measured.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import jellyfish
import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from .arrays import Codes, Ints
from .levels import ALIKE_FROM, JARO_WINKLER, Level, code

AT_ONCE = 2_000_000
LETTERS_APART = 4
LENGTHS_APART = 3


class Near(NamedTuple):
    """Places in the first sequence of words and in the second, and how the words there agree."""

    mine: Ints
    theirs: Ints
    level: Codes


def near(mine: Sequence[str], theirs: Sequence[str]) -> Near:
    """Every two words that differ by a slip or are spelt alike (levels.spelling), and no others."""
    one, other = _Letters(mine), _Letters(theirs)
    found = [*_by_letters(one, other, first=True), *_by_letters(one, other, first=False)]
    measured = [_measured(mine, theirs, *places, floor=Level.DIFFERENT) for places in found]
    measured.append(_measured(mine, theirs, *_by_sound(mine, theirs), floor=Level.ALIKE))
    a, b, level = (np.concatenate(side) for side in zip(*measured, strict=True))
    key = a.astype(np.int64) * len(theirs) + b
    order = np.lexsort((level, key))
    _, once = np.unique(key[order], return_index=True)
    return Near(*(column[order][once] for column in (a, b, level)))


class _Letters:
    """Words as arrays: the set of letters of each, its length, first and last letter."""

    def __init__(self, words: Sequence[str]) -> None:
        self.length = np.array([len(word) for word in words], dtype=np.int16)
        wide = np.array([word.encode() for word in words] or [b""], dtype=np.bytes_)
        grid = wide.view(np.uint8).reshape(len(wide), -1) if wide.dtype.itemsize else np.zeros((1, 1), np.uint8)
        bits = np.where(grid > 0, np.uint32(1) << np.clip(grid - np.uint8(97), 0, 25).astype(np.uint32), np.uint32(0))
        self.letters = np.bitwise_or.reduce(bits, axis=1)[: len(words)]
        self.first = grid[: len(words), 0]
        self.last = np.array([ord(word[-1]) if word else 0 for word in words], dtype=np.uint8)


def _by_letters(one: _Letters, other: _Letters, *, first: bool) -> Iterator[tuple[Ints, Ints]]:
    """Places of words that begin with the same letter (or, apart from those, end with it) and have few others apart."""
    own, their = (one.first, other.first) if first else (one.last, other.last)
    for letter in np.unique(own):
        if not letter:
            continue
        mine, theirs = np.flatnonzero(own == letter), np.flatnonzero(their == letter)
        step = max(AT_ONCE // max(len(theirs), 1), 1)
        for start in range(0, len(mine), step):
            some = mine[start : start + step]
            apart = np.bitwise_count(one.letters[some][:, None] ^ other.letters[theirs]) <= LETTERS_APART
            apart &= np.abs(one.length[some][:, None] - other.length[theirs]) <= LENGTHS_APART
            if not first:
                apart &= one.first[some][:, None] != other.first[theirs]
            a, b = np.nonzero(apart)
            yield some[a].astype(np.int32), theirs[b].astype(np.int32)


def _by_sound(mine: Sequence[str], theirs: Sequence[str]) -> tuple[Ints, Ints]:
    heard = defaultdict[str, list[int]](list)
    for at, word in enumerate(theirs):
        if len(word) >= ALIKE_FROM:
            heard[word[0] + jellyfish.metaphone(word)].append(at)
    a, b = list[int](), list[int]()
    for at, word in enumerate(mine):
        if len(word) >= ALIKE_FROM:
            same = heard.get(word[0] + jellyfish.metaphone(word), ())
            a += [at] * len(same)
            b += same
    return np.array(a, dtype=np.int32), np.array(b, dtype=np.int32)


def _measured(mine: Sequence[str], theirs: Sequence[str], a: Ints, b: Ints, *, floor: Level) -> Near:
    """The level of each pair of words, at worst `floor`; those that are equal or different are left out."""
    if not len(a):
        return Near(a, b, np.zeros(0, dtype=np.uint8))
    ones, others = [mine[at] for at in a.tolist()], [theirs[at] for at in b.tolist()]
    slips = cpdist(ones, others, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    shorter = np.minimum([len(word) for word in ones], [len(word) for word in others])
    level = np.full(len(a), code(floor), dtype=np.uint8)
    level[(slips == 2) & (shorter >= 7)] = code(Level.ALIKE)
    rest = np.flatnonzero((level == code(Level.DIFFERENT)) & (shorter >= ALIKE_FROM) & (slips > 1))
    if len(rest):
        some, like = [ones[at] for at in rest.tolist()], [others[at] for at in rest.tolist()]
        close = cpdist(some, like, scorer=JaroWinkler.similarity, score_cutoff=JARO_WINKLER, dtype=np.float64)
        level[rest[close >= JARO_WINKLER]] = code(Level.ALIKE)
    level[(slips == 1) & (shorter >= 3)] = code(Level.ONE_SLIP)
    kept = (level != code(Level.DIFFERENT)) & (slips > 0)
    return Near(a[kept], b[kept], level[kept])
