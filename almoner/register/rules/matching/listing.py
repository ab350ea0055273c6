"""The list as columns: every way in which each row's name may be read, with its words numbered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import NONE, Bools, Ints
from .people import Listed
from .readings import NameReading

ALSO_AT_MOST = 4


@dataclass(frozen=True)
class Readings:
    """Readings of names: whose, which name of theirs (0 the name now), whether the other way round, and its words.

    `family` stands among the list's `families`, `given` and `also` (other given names) among its `words`, and
    `partner` is the same name read the other way round; NONE where there is none.
    """

    row: Ints
    order: Ints
    turned: Bools
    family: Ints
    given: Ints
    also: Ints
    partner: Ints


class Listing:
    """The rows of a list, read."""

    def __init__(self, rows: Sequence[Listed]) -> None:
        self.rows = rows
        self._families: dict[tuple[str, tuple[str, ...]], int] = {}
        self._words: dict[str, int] = {}
        self.middles: list[tuple[str, ...]] = []
        self._found: list[tuple[int, int, bool, int, int, list[int], int]] = []
        for at, row in enumerate(rows):
            for order, name in enumerate(row.names):
                self._read(at, order, name)
        self.readings = self._columns()
        self.families = tuple(self._families)
        self.words = tuple(self._words)
        self.number = np.array([int((row.reading.number or "SW0")[2:]) for row in rows], dtype=np.int32)
        self.starts = np.array([row.starts.toordinal() if row.starts else 0 for row in rows], dtype=np.int32)
        self.born = np.array([row.born.toordinal() if row.born else 0 for row in rows], dtype=np.int32)

    @property
    def every(self) -> Ints:
        """The place of every row."""
        return np.arange(len(self.rows), dtype=np.int32)

    def _read(self, row: int, order: int, name: NameReading) -> None:
        also = [self._word(word) for word in dict.fromkeys((*name.called, *name.middles)) if word][:ALSO_AT_MOST]
        family, given = self._family(name.surname, name.parts), self._word(name.given)
        both = bool(name.given and name.surname)
        at = len(self._found)
        self._found.append((row, order, False, family, given, also, at + 1 if both else NONE))
        self.middles.append(name.middles)
        if both:
            turned = self._family(name.given, (name.given,)), self._word(name.surname)
            also = [self._word(word) for word in name.middles][:ALSO_AT_MOST]
            self._found.append((row, order, True, *turned, also, at))
            self.middles.append(name.middles)

    def _family(self, surname: str, parts: tuple[str, ...]) -> int:
        return self._families.setdefault((surname, parts), len(self._families)) if surname else NONE

    def _word(self, word: str) -> int:
        return self._words.setdefault(word, len(self._words)) if word else NONE

    def _columns(self) -> Readings:
        row, order, turned, family, given, also, partner = zip(*self._found, strict=True) if self._found else [()] * 7
        padded = [(*words, *[NONE] * (ALSO_AT_MOST - len(words))) for words in also]
        whole = [np.array(column, dtype=np.int32) for column in (row, order, family, given, partner)]
        return Readings(
            whole[0], whole[1], np.array(turned, dtype=np.bool_), whole[2], whole[3],
            np.array(padded, dtype=np.int32).reshape(-1, ALSO_AT_MOST), whole[4],
        )  # fmt: skip
