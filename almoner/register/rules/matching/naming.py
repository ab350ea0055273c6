"""The names of some rows of a list beside those of a register's entries."""

from collections.abc import Sequence

import numpy as np

from .arrays import NONE, Bools, Codes, Ints
from .levels import Level, code
from .listing import Listing
from .pairs import Named
from .register import Register
from .vocabulary import WORDS_AT_MOST, GivenNames, Groups, Surnames

DIFFERENT, MISSING, SHORT_FORM = code(Level.DIFFERENT), code(Level.MISSING), code(Level.SHORT_FORM)
TURNED_COSTS = 3


class Naming:
    """What two vocabularies of names make of each other, looked up for readings and names."""

    def __init__(self, listing: Listing, register: Register) -> None:
        self.listing, self.register = listing, register
        self.surnames, self.givens = Surnames(listing, register), GivenNames(listing, register)
        self.names_of_family = Groups(register.names.family, len(register.families))
        self.first_words = self.givens.padded[register.names.forenames, 0]
        self._ends = [_ends([surname for surname, _ in side]) for side in (listing.families, register.family_readings)]

    def ends_agree(self, found: Named) -> Bools:
        """Whether the surnames begin or end with the same three letters."""
        mine, theirs = self.listing.readings.family[found.reading], self.register.names.family[found.name]
        agree: Bools = (self._ends[0][mine] == self._ends[1][theirs]).any(axis=1)
        return agree

    def slice(self, readings: Ints) -> "Slice":
        """These readings, ready to be compared."""
        return Slice(self, readings)


class Slice:
    """Some readings of the list, with the table of their given names beside those of the register."""

    def __init__(self, naming: Naming, readings: Ints) -> None:
        self._naming, self._readings = naming, readings
        of = naming.listing.readings
        words = np.unique(np.concatenate([of.given[readings], of.also[readings].ravel()]))
        words = words[words >= 0]
        self._slot = np.full(len(naming.listing.words) + 1, NONE, dtype=np.int32)
        self._slot[words] = np.arange(len(words))
        self._table = naming.givens.table(words)

    def agreeing(self) -> Named:
        """Every name both of whose parts agree, in some form, with a reading's: turned round only where not as it is.

        A name of a single word is not looked for here.
        """
        of, naming = self._naming.listing.readings, self._naming
        mine = self._readings[(of.family[self._readings] >= 0) & (of.given[self._readings] >= 0)]
        pair, related = naming.surnames.by_mine.members(of.family[mine])
        other, name = naming.names_of_family.members(naming.surnames.theirs[related])
        reading, related = mine[pair[other]], related[other]
        kept = self._may_agree(reading, name)
        reading, name, related = reading[kept], name[kept], related[kept]
        given, given_as = self._given(reading, name)
        kept = given < DIFFERENT
        reading, name, related = reading[kept], name[kept], related[kept]
        found = Named(
            reading, name, naming.surnames.level[related], naming.surnames.half[related], given[kept], given_as[kept]
        )
        return found.taken(_not_twice(of.turned[reading], self._straight(reading), name))

    def beside(self, reading: Ints, name: Ints) -> Named:
        """These readings, as they stand, beside these names, however they agree; turned round where that is nearer."""
        partner = self._naming.listing.readings.partner[reading]
        straight, turned = self._compared(reading, name), self._compared(np.where(partner < 0, reading, partner), name)
        apart = (straight.surname == DIFFERENT) | (straight.given == DIFFERENT)
        better = apart & (partner >= 0) & self._letters_allow(turned.reading, name) & (
            costs(turned, self._naming.listing) < costs(straight, self._naming.listing)
        )  # fmt: skip
        return Named.joined([straight.taken(~better), turned.taken(better)])

    def _compared(self, reading: Ints, name: Ints) -> Named:
        of, known = self._naming.listing.readings, self._naming.register.names
        surname, half = self._naming.surnames.of(of.family[reading], known.family[name])
        return Named(reading, name, surname, half, *self._given(reading, name))

    def _straight(self, reading: Ints) -> Ints:
        of = self._naming.listing.readings
        return np.where(of.turned[reading], of.partner[reading], reading)

    def _may_agree(self, reading: Ints, name: Ints) -> Bools:
        """There is a given name, and one read the other way round begins as the name on the register does."""
        known = self._naming.first_words[name] >= 0
        allowed: Bools = known & (~self._naming.listing.readings.turned[reading] | self._letters_allow(reading, name))
        return allowed

    def _letters_allow(self, turned: Ints, name: Ints) -> Bools:
        given = self._naming.listing.readings.given[turned]
        first = self._naming.first_words[name]
        letters = self._naming.givens.my_letter[given] == self._naming.givens.their_letter[first]
        allowed: Bools = letters & (given >= 0) & (first >= 0)
        return allowed

    def _given(self, reading: Ints, name: Ints) -> tuple[Codes, Ints]:
        """The level of the given names, and the word of the register that agreed."""
        of, givens = self._naming.listing.readings, self._naming.givens
        mine, forenames = of.given[reading], self._naming.register.names.forenames[name]
        slot, theirs = self._slot[mine], givens.padded[forenames, 0]
        level = self._table[slot, theirs]
        level[(mine < 0) | (theirs < 0)] = MISSING
        given_as = theirs.copy()
        unsettled = (level > SHORT_FORM) & (level != MISSING) & ~givens.my_single[mine] & ~givens.their_single[theirs]
        for place in range(1, WORDS_AT_MOST):
            at = np.flatnonzero(unsettled & (givens.padded[forenames, place] >= 0))
            at = at[self._table[slot[at], givens.padded[forenames[at], place]] <= SHORT_FORM]
            level[at], given_as[at], unsettled[at] = code(Level.MIDDLE), givens.in_theirs[mine[at]], False
        for place in range(of.also.shape[1]):
            at = np.flatnonzero(unsettled & (of.also[reading, place] >= 0))
            at = at[self._table[self._slot[of.also[reading[at], place]], theirs[at]] <= SHORT_FORM]
            level[at], unsettled[at] = code(Level.MIDDLE), False
        return level, given_as


def costs(found: Named, listing: Listing) -> Ints:
    """How far the names are from agreeing, for choosing between readings of one pair."""
    whole: Ints = found.surname.astype(np.int32) + found.given + TURNED_COSTS * listing.readings.turned[found.reading]
    return whole


def _ends(surnames: Sequence[str]) -> Ints:
    """The first three letters and the last three of each, as numbers."""
    both = [(int.from_bytes(one[:3].encode()), int.from_bytes(one[-3:].encode())) for one in surnames]
    return np.array(both, dtype=np.int32).reshape(-1, 2)


def _not_twice(turned: Bools, straight: Ints, name: Ints) -> Ints:
    """Places without those turned round whose reading agrees with that name as it stands too."""
    order = np.lexsort((turned, name, straight))
    again = np.zeros(len(order), dtype=np.bool_)
    again[1:] = (straight[order][1:] == straight[order][:-1]) & (name[order][1:] == name[order][:-1])
    kept: Ints = np.sort(order[~again])
    return kept
