"""A register as columns: what matching needs of every entry, in a hundred bytes or so each.

Names repeat. Each distinct name is read once, and an entry holds the number of its name, so that a register of a
million entries is read in the time its distinct names take, and compared by arrays and not one entry at a time.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from almoner.register.rules.names import PersonName, fold

from .arrays import Ints
from .people import Entry, Frequencies
from .readings import registered_family, registered_forenames


class Distinct:
    """Texts by the order in which they were first met."""

    def __init__(self) -> None:
        self.at: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.at)

    def place(self, text: str) -> int:
        """Where this text stands, put at the end if it is new."""
        return self.at.setdefault(text, len(self.at))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every text, once no more come."""
        return tuple(self.at)


@dataclass(frozen=True)
class Names:
    """Every name in the register, former ones too: whose it is, and where its parts stand among the distinct ones."""

    entry: Ints
    family: Ints
    forenames: Ints
    order: Ints


class Register:
    """The entries of a register, added one by one and then read as columns."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._number, self._family, self._forenames = array("i"), array("i"), array("i")
        self._town, self._starts, self._born = array("i"), array("i"), array("i")
        self._former: list[tuple[int, int, int, int]] = []
        self.families, self.forenames, self.towns = Distinct(), Distinct(), Distinct()
        self._families, self._forenames_at, self._towns = self.families.at, self.forenames.at, self.towns.at

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Register":
        """A register of these entries."""
        register = cls()
        for one in entries:
            register.add(
                one.key, int(one.number[2:]), one.forenames, one.family, one.town, one.registered_from, one.born,
                one.former_names,
            )  # fmt: skip
        return register

    def add(
        self,
        key: str,
        number: int,
        forenames: str,
        family: str,
        town: str = "",
        starts: date | None = None,
        born: date | None = None,
        former: Iterable[PersonName] = (),
    ) -> None:
        """Adds one entry. A blank key stands for the number as the register shows it."""
        at = len(self._number)
        self._keys.append(key)
        self._number.append(number)
        # Said out rather than by place(): this runs once for each of a million entries.
        self._family.append(self._families.setdefault(family, len(self._families)))
        self._forenames.append(self._forenames_at.setdefault(forenames, len(self._forenames_at)))
        self._town.append(self._towns.setdefault(town, len(self._towns)))
        self._starts.append(starts.toordinal() if starts else 0)
        self._born.append(born.toordinal() if born else 0)
        for order, name in enumerate(former, start=1):
            places = self.families.place(name.family), self.forenames.place(name.forenames)
            self._former.append((at, *places, order))

    def __len__(self) -> int:
        return len(self._number)

    def entry(self, at: int) -> Entry:
        """One entry whole. Its former names are for comparing only and are not given back."""
        number = f"SW{self._number[at]}"
        return Entry(
            key=self._keys[at] or number,
            number=number,
            forenames=self.forenames.texts[self._forenames[at]],
            family=self.families.texts[self._family[at]],
            town=self.towns.texts[self._town[at]],
            registered_from=_day(self._starts[at]),
            born=_day(self._born[at]),
        )

    def key(self, at: int) -> str:
        """What finds the entry again."""
        return self._keys[at] or f"SW{self._number[at]}"

    @cached_property
    def number(self) -> Ints:
        """The number of each entry, without its letters."""
        return np.array(self._number, dtype=np.int32)

    @cached_property
    def town(self) -> Ints:
        """Where each entry's town stands among `towns`."""
        return np.array(self._town, dtype=np.int32)

    @cached_property
    def starts(self) -> Ints:
        """The first day of each entry's registration as an ordinal, nought where it is not known."""
        return np.array(self._starts, dtype=np.int32)

    @cached_property
    def born(self) -> Ints:
        """Each entry's birth date as an ordinal, nought where it is not known."""
        return np.array(self._born, dtype=np.int32)

    @cached_property
    def names(self) -> Names:
        """Every name: first the one each entry has now, in the entries' order, then the former ones."""
        former = np.array(self._former, dtype=np.int32).reshape(-1, 4)
        columns = [np.arange(len(self), dtype=np.int32), np.array(self._family, dtype=np.int32)]
        columns += [np.array(self._forenames, dtype=np.int32), np.zeros(len(self), dtype=np.int32)]
        whole = [np.concatenate([now, before]) for now, before in zip(columns, former.T, strict=True)]
        return Names(*whole)

    @cached_property
    def family_readings(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The surname and its halves, of each of the distinct families."""
        return tuple(registered_family(text) for text in self.families.texts)

    @cached_property
    def forename_readings(self) -> tuple[tuple[str, ...], ...]:
        """The given names, first and middle ones, of each of the distinct forenames."""
        return tuple(registered_forenames(text) for text in self.forenames.texts)

    @cached_property
    def namesakes(self) -> Ints:
        """For each of `names`, how many other entries now have the same surname and first name."""
        surnames, firsts = Distinct(), Distinct()
        surname = np.array([surnames.place(whole) for whole, _ in self.family_readings], dtype=np.int64)
        first = np.array([firsts.place(words[0] if words else "") for words in self.forename_readings], dtype=np.int64)
        pair = surname[self.names.family] * max(len(firsts), 1) + first[self.names.forenames]
        _, which, counts = np.unique(pair, return_inverse=True, return_counts=True)
        found: Ints = (counts[which] - 1).astype(np.int32)
        return found

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Each of the distinct towns, folded."""
        return tuple(fold(text) for text in self.towns.texts)

    def frequencies(self) -> Frequencies:
        """How common the names and towns of these entries are. Former names are not counted."""
        surnames, givens, towns = dict[str, int](), dict[str, int](), dict[str, int]()
        for (surname, parts), count in zip(self.family_readings, self._count(self._family, self.families), strict=True):
            for word in {surname, *parts}:
                surnames[word] = surnames.get(word, 0) + count
        for words, count in zip(self.forename_readings, self._count(self._forenames, self.forenames), strict=True):
            given = words[0] if words else ""
            givens[given] = givens.get(given, 0) + count
        for place, count in zip(self.places, self._count(self._town, self.towns), strict=True):
            towns[place] = towns.get(place, 0) + count
        return Frequencies(len(self), surnames, givens, towns)

    @staticmethod
    def _count(column: "array[int]", distinct: Distinct) -> list[int]:
        counts: list[int] = np.bincount(np.array(column, dtype=np.int32), minlength=len(distinct)).tolist()
        return counts


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None
