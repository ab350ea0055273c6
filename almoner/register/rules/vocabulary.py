"""The words that names are made of, held so that those near a typed word are found without trying each.

A register of a million people has some 170,000 distinct name words, and this searches the words, not the
people. A letter signature discards nearly all of them in one pass over an array; the rest are measured.
"""

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

FAMILY: Final = 1
GIVEN: Final = 2
_AFTER_Z: Final = "{"
_MOST_FROM_PREFIX: Final = 400
_RECENT: Final = 2_000


class Token(NamedTuple):
    """A stored name word: what signature() and sound_code() made of it, and where it is used."""

    word: str
    signature: int
    sound: int
    roles: int


@lru_cache(maxsize=16_384)
def signature(word: str) -> int:
    """52 bits: which letters a word has, and which it has more than once.

    One edit changes at most two bits, so words further apart in bits cannot be near in letters.
    """
    once = twice = 0
    for letter in word:
        bit = 1 << (ord(letter) - 97) if "a" <= letter <= "z" else 0
        twice |= once & bit
        once |= bit
    return once | twice << 26


def sound_code(sound: str) -> int:
    """A 31-bit number standing for a sound; two sounds that share it are told apart by their letters later."""
    return zlib.crc32(sound.encode()) & 0x7FFF_FFFF


class _Segment:
    """Words in order, with their signatures grouped by length."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        ordered = sorted(tokens)
        self.words = [t.word for t in ordered]
        self.roles = np.array([t.roles for t in ordered], dtype=np.uint8)
        self.sounds = np.array([t.sound for t in ordered], dtype=np.uint32)
        self.signatures = np.array([t.signature for t in ordered], dtype=np.uint64)
        self.by_sound = np.argsort(self.sounds, kind="stable")
        self.in_order_of_sound = self.sounds[self.by_sound]
        lengths = np.array([len(w) for w in self.words], dtype=np.int32)
        self.by_length: dict[tuple[int, int], tuple[NDArray[np.intp], NDArray[np.uint64]]] = {}
        for length in np.unique(lengths):
            for role in (FAMILY, GIVEN):
                places = np.flatnonzero((lengths == length) & ((self.roles & role) != 0))
                self.by_length[int(length), role] = (places, self.signatures[places])

    def within(self, word: str, role: int, edits: int) -> list[tuple[str, int]]:
        own = np.uint64(signature(word))
        near: list[str] = []
        for longer in range(-edits, edits + 1):
            if (bucket := self.by_length.get((len(word) + longer, role))) is None:
                continue
            places, signatures = bucket
            # A letter more or less changes one bit, one in place of another two.
            hits = places[np.bitwise_count(signatures ^ own) <= 2 * edits - abs(longer)]
            near += [self.words[i] for i in hits.tolist()]
        if not near:
            return []
        distances = cdist([word], near, scorer=OSA.distance, score_cutoff=edits, dtype=np.uint8)[0]
        return [(near[i], int(distances[i])) for i in np.flatnonzero(distances <= edits)]

    def sounding(self, code: int, role: int) -> list[str]:
        if not self.words:
            return []
        first, after = np.searchsorted(self.in_order_of_sound, np.array([code, code + 1], dtype=np.uint32))
        hits = self.by_sound[first:after]
        return [self.words[i] for i in hits[(self.roles[hits] & role) != 0].tolist()]

    def beginning(self, prefix: str, role: int) -> list[str]:
        start = bisect_left(self.words, prefix)
        end = min(bisect_left(self.words, prefix + _AFTER_Z, lo=start), start + _MOST_FROM_PREFIX)
        hits = np.flatnonzero(self.roles[start:end] & role)
        return [self.words[start + i] for i in hits.tolist()]

    def roles_of(self, word: str) -> int:
        at = bisect_left(self.words, word)
        return int(self.roles[at]) if at < len(self.words) and self.words[at] == word else 0

    def tokens(self) -> list[Token]:
        columns = (self.signatures.tolist(), self.sounds.tolist(), self.roles.tolist())
        return [Token(*row) for row in zip(self.words, *columns, strict=True)]


class Vocabulary:
    """Every word in use, with the newest kept apart so that one changed name does not rebuild the rest."""

    def __init__(self, tokens: Iterable[Token] = ()) -> None:
        self._base = _Segment(list(tokens))
        self._recent = _Segment([])

    def __len__(self) -> int:
        return len(self._base.words) + len(self._recent.words)

    def add(self, tokens: Iterable[Token]) -> None:
        """Take in words that appeared since; a word already known gains the new roles."""
        merged = {t.word: t for t in self._recent.tokens()}
        for token in tokens:
            known = merged.get(token.word)
            roles = token.roles | (known.roles if known else 0) | self._base.roles_of(token.word)
            merged[token.word] = token._replace(roles=roles)
        if len(merged) <= _RECENT:
            self._recent = _Segment(list(merged.values()))
            return
        everything = {t.word: t for t in self._base.tokens()} | merged
        self._base, self._recent = _Segment(list(everything.values())), _Segment([])

    def knows(self, word: str, role: int) -> bool:
        """Whether ``word`` is used in that role."""
        return any(segment.roles_of(word) & role for segment in self._segments())

    def within(self, word: str, role: int, edits: int) -> list[tuple[str, int]]:
        """Words at most ``edits`` insertions, deletions, substitutions or swaps of neighbours away, with how many."""
        return [near for segment in self._segments() for near in segment.within(word, role, edits)]

    def sounding(self, sound: str, role: int) -> list[str]:
        """Words that sound the same."""
        code = sound_code(sound)
        return [near for segment in self._segments() for near in segment.sounding(code, role)]

    def beginning(self, prefix: str, role: int) -> list[str]:
        """Words that begin with ``prefix``, the first 400."""
        return [near for segment in self._segments() for near in segment.beginning(prefix, role)]

    def _segments(self) -> tuple[_Segment, ...]:
        return (self._base, self._recent) if self._recent.words else (self._base,)
