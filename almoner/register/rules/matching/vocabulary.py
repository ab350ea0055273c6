"""Which surnames and given names of the list agree, in some form, with which of the register.

Distinct names grow far more slowly than people, so agreement is worked out once for two names and looked up for every
two people who bear them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from almoner.register.rules.nicknames import nicknames_of

from .arrays import NONE, Bools, Codes, Ints
from .levels import Level, code
from .listing import Listing
from .near import near
from .register import Register

WORDS_AT_MOST = 4


class Groups:
    """Places grouped by a number they bear."""

    def __init__(self, of: Ints, size: int) -> None:
        kept = np.flatnonzero(of >= 0)
        self._places = kept[np.argsort(of[kept], kind="stable")].astype(np.int32)
        self._starts = np.searchsorted(of[self._places], np.arange(size + 1))

    def members(self, numbers: Ints) -> tuple[Ints, Ints]:
        """For each of these numbers every place that bears it: which of `numbers`, and the place."""
        first, counts = self._starts[numbers], self._starts[numbers + 1] - self._starts[numbers]
        at = np.repeat(np.arange(len(numbers), dtype=np.int32), counts)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return at, self._places[np.repeat(first, counts) + within]


class Surnames:
    """Every two families, of the list and of the register, that agree in some form.

    `half` marks those that share one half of a double-barrelled name: whether they are the same or only agree in part
    hangs on the middle names (levels.surnames).
    """

    def __init__(self, listing: Listing, register: Register) -> None:
        self._mine, self._theirs = listing.families, register.family_readings
        parts = [*self._same(), *self._halves(), self._near()]
        mine, theirs, level, half = (np.concatenate(column) for column in zip(*parts, strict=True))
        self._size = max(len(self._theirs), 1)
        key, once = np.unique(mine.astype(np.int64) * self._size + theirs, return_index=True)
        self._key, self.theirs = key, theirs[once]
        self.level, self.half = level[once], half[once]
        self.by_mine = Groups(mine[once], len(self._mine))

    def of(self, mine: Ints, theirs: Ints) -> tuple[Codes, Bools]:
        """The level of these families with those, and whether they share a half; MISSING where either is blank."""
        level = np.full(len(mine), code(Level.DIFFERENT), dtype=np.uint8)
        half = np.zeros(len(mine), dtype=np.bool_)
        if len(self._key):
            wanted = mine.astype(np.int64) * self._size + theirs
            at = np.minimum(np.searchsorted(self._key, wanted), len(self._key) - 1)
            hit = self._key[at] == wanted
            level[hit], half[hit] = self.level[at[hit]], self.half[at[hit]]
        level[(mine == NONE) | self.blank[theirs]] = code(Level.MISSING)
        return level, half

    @cached_property
    def blank(self) -> Bools:
        """Which families of the register have no letters that can be read."""
        return np.array([not surname for surname, _ in self._theirs], dtype=np.bool_)

    @cached_property
    def _by_surname(self) -> dict[str, list[int]]:
        found = defaultdict[str, list[int]](list)
        for at, (surname, _) in enumerate(self._theirs):
            if surname:
                found[surname].append(at)
        return found

    def _same(self) -> Iterable[tuple[Ints, Ints, Codes, Bools]]:
        mine, theirs = list[int](), list[int]()
        for at, (surname, _) in enumerate(self._mine):
            same = self._by_surname.get(surname, ())
            mine += [at] * len(same)
            theirs += same
        yield _related(mine, theirs, Level.SAME)

    def _halves(self) -> Iterable[tuple[Ints, Ints, Codes, Bools]]:
        """Families that share a half, at least one of them having two."""
        double = defaultdict[str, list[int]](list)
        for at, (_, parts) in enumerate(self._theirs):
            if len(parts) > 1:
                for part in parts:
                    double[part].append(at)
        halves, wholes = (list[int](), list[int]()), (list[int](), list[int]())
        for at, (_, parts) in enumerate(self._mine):
            for part in parts:
                others = [*double.get(part, ()), *(self._by_surname.get(part, ()) if len(parts) > 1 else ())]
                for other in others:
                    if not set(parts) & set(self._theirs[other][1]):
                        continue
                    side = wholes if set(parts) == set(self._theirs[other][1]) else halves
                    side[0].append(at)
                    side[1].append(other)
        yield _related(*wholes, Level.SAME)
        yield _related(*halves, Level.PART, half=True)

    def _near(self) -> tuple[Ints, Ints, Codes, Bools]:
        mine = {surname: at for at, surname in enumerate(dict.fromkeys(surname for surname, _ in self._mine))}
        theirs = {surname: at for at, surname in enumerate(self._by_surname)}
        found = near(tuple(mine), tuple(theirs))
        mine_at = np.array([mine[surname] for surname, _ in self._mine], dtype=np.int32)
        theirs_at = np.array([theirs.get(surname, NONE) for surname, _ in self._theirs], dtype=np.int32)
        pair, family = Groups(mine_at, len(mine)).members(found.mine)
        other, theirs_of = Groups(theirs_at, len(theirs)).members(found.theirs[pair])
        family, level = family[other], found.level[pair][other]
        return family, theirs_of, level, np.zeros(len(family), dtype=np.bool_)


def _related(
    mine: list[int], theirs: list[int], level: Level, *, half: bool = False
) -> tuple[Ints, Ints, Codes, Bools]:
    size = len(mine)
    return (
        np.array(mine, dtype=np.int32), np.array(theirs, dtype=np.int32),
        np.full(size, code(level), dtype=np.uint8), np.full(size, half, dtype=np.bool_),
    )  # fmt: skip


class GivenNames:
    """How each given word of the list agrees with each of the register, a slice of the list at a time."""

    def __init__(self, listing: Listing, register: Register) -> None:
        self._mine = listing.words
        theirs: dict[str, int] = {}
        padded = np.full((len(register.forename_readings), WORDS_AT_MOST), NONE, dtype=np.int32)
        for at, words in enumerate(register.forename_readings):
            for place, word in enumerate(words[:WORDS_AT_MOST]):
                padded[at, place] = theirs.setdefault(word, len(theirs))
        self.theirs, self.padded = tuple(theirs), padded
        self.in_theirs = np.array([theirs.get(word, NONE) for word in self._mine], dtype=np.int32)
        self.my_letter, self.their_letter = _initials(self._mine), _initials(self.theirs)
        self.my_single, self.their_single = _single(self._mine), _single(self.theirs)
        self._near = near(self._mine, self.theirs)
        self._places = theirs

    def table(self, words: Ints) -> Codes:
        """The level of each of these words of the list (rows) with each word of the register (columns).

        A last row and a last column, all different, stand for no word.
        """
        level = np.full((len(words) + 1, len(self.theirs) + 1), code(Level.DIFFERENT), dtype=np.uint8)
        slot = np.full(len(self._mine), NONE, dtype=np.int32)
        slot[words] = np.arange(len(words))
        rows = slot[self._near.mine]
        level[rows[rows >= 0], self._near.theirs[rows >= 0]] = self._near.level[rows >= 0]
        single = np.flatnonzero(self.their_single)
        for row, word in enumerate(words.tolist()):
            short = [self._places[other] for other in nicknames_of(self._mine[word]) if other in self._places]
            level[row, short] = code(Level.SHORT_FORM)
            alone = np.flatnonzero(self.their_letter == self.my_letter[word]) if self.my_single[word] else ()
            initial = alone if self.my_single[word] else single[self.their_letter[single] == self.my_letter[word]]
            level[row, initial] = code(Level.INITIAL)
        same = self.in_theirs[words]
        known = np.flatnonzero(same >= 0)
        level[known, same[known]] = code(Level.SAME)
        return level


def _initials(words: Sequence[str]) -> Codes:
    return np.array([*(ord(word[0]) for word in words), 0], dtype=np.uint8)


def _single(words: Sequence[str]) -> Bools:
    return np.array([*(len(word) == 1 for word in words), False], dtype=np.bool_)
