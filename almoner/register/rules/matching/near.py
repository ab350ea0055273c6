"""Which words of a list are spelt nearly as which words of a register, found without trying every two.

A register of a million people has some 170,000 distinct name words. The letters a word has discard nearly all of them
in one pass over an array; only the rest are measured.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import jellyfish
import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from .arrays import Codes, Ints
from .levels import ALIKE_FROM, JARO_WINKLER, Level, code

AT_ONCE = 2_000_000
LONGEST = 255


class Near(NamedTuple):
    """Places in the first sequence of words and in the second, and how the words there agree."""

    mine: Ints
    theirs: Ints
    level: Codes


def near(mine: Sequence[str], theirs: Sequence[str]) -> Near:
    """Every two words that differ by a slip or are spelt alike (levels.spelling), and no others."""
    one, other = _Letters(mine), _Letters(theirs)
    found = [*_by_letters(one, other, first=True), *_by_letters(one, other, first=False)]
    measured = [_measured(one, other, *places, floor=Level.DIFFERENT) for places in found]
    measured.append(_measured(one, other, *_by_sound(mine, theirs), floor=Level.ALIKE))
    a, b, level = (np.concatenate(side) for side in zip(*measured, strict=True))
    key = a.astype(np.int64) * len(theirs) + b
    order = np.lexsort((level, key))
    _, once = np.unique(key[order], return_index=True)
    return Near(*(column[order][once] for column in (a, b, level)))


class _Letters:
    """Words as arrays: which letters each has, and which more than once; its length, first and last letter."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = np.array(words, dtype=object)
        self.length = np.array([min(len(word), LONGEST) for word in words], dtype=np.uint8)
        wide = np.array([word.encode() for word in words] or [b""], dtype=np.bytes_)
        grid = wide.view(np.uint8).reshape(len(wide), -1) if wide.dtype.itemsize else np.zeros((1, 1), np.uint8)
        once, twice = np.zeros(len(grid), np.uint64), np.zeros(len(grid), np.uint64)
        for column in grid.T:
            bit = np.where(column > 0, np.uint64(1) << np.clip(column, 97, 122).astype(np.uint64) - np.uint64(97), 0)
            twice |= once & bit.astype(np.uint64)
            once |= bit.astype(np.uint64)
        self.letters = (once | twice << np.uint64(26))[: len(words)]
        self.first = grid[: len(words), 0]
        self.last = np.array([ord(word[-1]) if word else 0 for word in words], dtype=np.uint8)


def _by_letters(one: _Letters, other: _Letters, *, first: bool) -> Iterator[tuple[Ints, Ints]]:
    """Places of words that begin with the same letter (or, apart from those, end with it) and may be near."""
    limits = _limits(first=first)
    own, their = (one.first, other.first) if first else (one.last, other.last)
    for letter in np.unique(own):
        if not letter:
            continue
        mine, theirs = np.flatnonzero(own == letter), np.flatnonzero(their == letter)
        step = max(AT_ONCE // max(len(theirs), 1), 1)
        for start in range(0, len(mine), step):
            some = mine[start : start + step]
            apart = np.bitwise_count(one.letters[some][:, None] ^ other.letters[theirs])
            close = apart <= limits[one.length[some]][:, other.length[theirs]]
            if not first:
                close &= one.first[some][:, None] != other.first[theirs]
            a, b = np.nonzero(close)
            yield some[a].astype(np.int32), theirs[b].astype(np.int32)


@cache
def _limits(*, first: bool) -> Codes:
    """By the lengths of two words, how many of the 52 bits of `_Letters` may differ before they cannot be near.

    A slip changes at most two bits, and one letter put in at most one. Words that are alike and not two slips apart
    (which counts from seven letters) have a Jaro-Winkler similarity of 0.92; with fewer than seven letters that takes
    every letter of the shorter word, and a first letter in common. 0 is for lengths too far apart: it lets through only
    words with the same letters, which are then measured.
    """
    length = np.arange(LONGEST + 1)
    shorter, apart = np.minimum(length[:, None], length), np.abs(length[:, None] - length)
    long = (shorter >= 7) & (apart <= (3 if first else 2))
    short = np.where(apart <= 1, 2, np.where((apart <= 3) & first, apart, 0))
    return np.where(long, 4, short).astype(np.uint8)


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


def _measured(one: _Letters, other: _Letters, a: Ints, b: Ints, *, floor: Level) -> Near:
    """The level of each pair of words, at worst `floor`; those that are equal or different are left out."""
    if not len(a):
        return Near(a, b, np.zeros(0, dtype=np.uint8))
    ones, others = one.words[a], other.words[b]
    slips = cpdist(ones, others, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    shorter = np.minimum(one.length[a], other.length[b])
    level = np.full(len(a), code(floor), dtype=np.uint8)
    level[(slips == 2) & (shorter >= 7)] = code(Level.ALIKE)
    rest = np.flatnonzero((level == code(Level.DIFFERENT)) & (shorter >= ALIKE_FROM) & (slips > 1))
    if len(rest):
        close = cpdist(
            ones[rest], others[rest], scorer=JaroWinkler.similarity, score_cutoff=JARO_WINKLER, dtype=np.float64
        )
        level[rest[close >= JARO_WINKLER]] = code(Level.ALIKE)
    level[(slips == 1) & (shorter >= 3)] = code(Level.ONE_SLIP)
    kept = (level != code(Level.DIFFERENT)) & (slips > 0)
    return Near(a[kept], b[kept], level[kept])
