"""Pairs of a row and an entry as arrays."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from .arrays import Bools, Codes, Ints, Places
from .levels import LEVELS, Agreement


@dataclass(frozen=True)
class _Columns:
    """Columns of one length."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def taken(self, places: Places) -> Self:
        """Those at these places."""
        return type(self)(*(getattr(self, each.name)[places] for each in fields(self)))

    @classmethod
    def joined(cls, several: Iterable[Self]) -> Self:
        """All of these, one after another."""
        parts = list(several)
        return cls(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls)))


@dataclass(frozen=True)
class Named(_Columns):
    """Names compared: a reading of a row's name, one of an entry's names, and how they agree.

    `half` is whether the surnames share one half; `given_as` is the given word of the register that agreed.
    """

    reading: Ints
    name: Ints
    surname: Codes
    half: Bools
    given: Codes
    given_as: Ints


@dataclass(frozen=True)
class Pairs(_Columns):
    """A row and an entry: the level of each field as a code, and how many bear the names and town that agree.

    `namesakes` is how many other entries have the surname and the first name of this one.
    """

    row: Ints
    entry: Ints
    number: Codes
    surname: Codes
    given: Codes
    middle: Codes
    town: Codes
    starts: Codes
    born: Codes
    turned: Bools
    surname_bearers: Ints
    given_bearers: Ints
    town_bearers: Ints
    namesakes: Ints

    def agreement(self, at: int) -> Agreement:
        """The levels of one of them."""
        level = {field: LEVELS[getattr(self, field)[at]] for field in Agreement._fields if field != "turned"}
        return Agreement(**level, turned=bool(self.turned[at]))
