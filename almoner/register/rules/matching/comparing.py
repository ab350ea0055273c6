"""Every row of a list beside every entry that it may be, field by field, as arrays.

A pair is compared when both names agree in some form and the two share a blocking key (keys.py), when the number or
the birth date is the same, or when the number is a slip away and one of the names agrees. Nothing else is anybody's
candidate.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from almoner.register.rules import names

from . import levels
from .arrays import NONE, Codes, Ints
from .keys import initials_of, name_keys, number_slips
from .levels import Level, code
from .listing import Listing
from .naming import Naming, costs
from .pairs import Named, Pairs
from .people import Frequencies, Listed
from .register import Register
from .vocabulary import Groups

ROWS_AT_ONCE = 1_000
SAME, DIFFERENT, MISSING = code(Level.SAME), code(Level.DIFFERENT), code(Level.MISSING)


class Comparison:
    """A list beside a register. What is compared of a row never hangs on any other row."""

    def __init__(self, rows: Sequence[Listed], register: Register, frequencies: Frequencies) -> None:
        self.listing, self.register = Listing(rows), register
        self._naming = Naming(self.listing, register)
        self._bearers = _Bearers(self._naming, frequencies)
        readings = self.listing.readings
        self._readings_of = Groups(np.where(readings.turned, NONE, readings.row), len(rows))
        self._all_readings_of = Groups(readings.row, len(rows))
        self._names_of = Groups(register.names.entry, len(register))
        self._number, self._born = _Sorted(register.number), _Sorted(register.born)

    def by_name_and_number(self, progress: Callable[[int], None] | None = None) -> Pairs:
        """What every row may be by its names, by the very number, or by the birth date."""
        found = [self._compared(_no_names())]
        for start in range(0, len(self.listing.rows), ROWS_AT_ONCE):
            rows = np.arange(start, min(start + ROWS_AT_ONCE, len(self.listing.rows)), dtype=np.int32)
            bound = [self._number.with_(rows, self.listing.number), self._born.with_(rows, self.listing.born)]
            near = self._naming.slice(self._all_readings_of.members(rows)[1])
            beside = near.beside(
                *self._readings_and_names(*(np.concatenate(side) for side in zip(*bound, strict=True)))
            )
            single = near.beside(*self._readings_and_names(*self._with_single_name(rows)))
            single = single.taken((single.surname != DIFFERENT) & (single.given != DIFFERENT))
            found.append(self._compared(Named.joined([self._sharing_a_key(near.agreeing()), beside, single])))
            if progress is not None:
                progress(int(rows[-1]) + 1)
        return Pairs.joined(found)

    def by_number_slips(self, rows: Ints) -> Pairs:
        """What these rows may be by a number that is one slip away, where an initial and a name agree too."""
        found = [self._compared(_no_names())]
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            row, entry = self._one_slip_away(some)
            near = self._naming.slice(self._all_readings_of.members(some)[1])
            beside = near.beside(*self._readings_and_names(row, entry))
            found.append(self._compared(beside.taken((beside.surname != DIFFERENT) | (beside.given != DIFFERENT))))
        return Pairs.joined(found)

    def _readings_and_names(self, row: Ints, entry: Ints) -> tuple[Ints, Ints]:
        """Every reading of each row, as it stands, beside every name of the entry at the same place."""
        at, reading = self._readings_of.members(row)
        again, name = self._names_of.members(entry[at])
        return reading[again], name

    def _one_slip_away(self, rows: Ints) -> tuple[Ints, Ints]:
        numbers = (self.listing.rows[at].reading.number for at in rows.tolist())
        slips = [sorted(number_slips(number)) if number else [] for number in numbers]
        of = np.repeat(rows, [len(each) for each in slips])
        wanted = np.array([slip for each in slips for slip in each], dtype=np.int32)
        at, entry = self._number.with_(np.arange(len(wanted), dtype=np.int32), wanted)
        letters = np.zeros(len(self.listing.rows), dtype=np.uint32)
        letters[rows] = [_letters(initials_of(self.listing.rows[row])) for row in rows.tolist()]
        kept = (letters[of[at]] & self._initials[entry]) != 0
        return of[at][kept], entry[kept]

    @cached_property
    def _initials(self) -> NDArray[np.uint32]:
        """The initials of every entry's given names and surnames, one bit a letter."""
        known = self.register.names
        family = [_letters({surname[0]}) if surname else 0 for surname, _ in self.register.family_readings]
        given = [_letters({words[0][0]}) if words else 0 for words in self.register.forename_readings]
        bits = np.array(family, dtype=np.uint32)[known.family] | np.array(given, dtype=np.uint32)[known.forenames]
        found = np.zeros(len(self.register), dtype=np.uint32)
        np.bitwise_or.at(found, known.entry, bits)
        return found

    def _with_single_name(self, rows: Ints) -> tuple[Ints, Ints]:
        """Rows of a single name beside entries of the same single name."""
        row, entry = list[int](), list[int]()
        for at in rows.tolist():
            for name in self.listing.rows[at].names:
                if not (name.given and name.surname):
                    same = {
                        one for word in (*name.parts, name.surname, name.given) for one in self._single.get(word, ())
                    }
                    row += [at] * len(same)
                    entry += sorted(same)
        return np.array(row, dtype=np.int32), np.array(entry, dtype=np.int32)

    @cached_property
    def _single(self) -> dict[str, list[int]]:
        known, found = self.register.names, dict[str, list[int]]()
        lacking = (self._naming.first_words == NONE) | self._naming.surnames.blank[known.family]
        for at in np.flatnonzero(lacking).tolist():
            surname, parts = self.register.family_readings[known.family[at]]
            for word in {surname, *parts, *self.register.forename_readings[known.forenames[at]]} - {""}:
                found.setdefault(word, []).append(int(known.entry[at]))
        return found

    def _sharing_a_key(self, found: Named) -> Named:
        """Those whose row and entry share a blocking key, so that a register kept by keys gives the same verdict."""
        readings, known, givens = self.listing.readings, self.register.names, self._naming.givens
        given = readings.given[found.reading]
        initial = givens.my_letter[given] == givens.their_letter[self._naming.first_words[found.name]]
        whole, given_agrees = found.surname <= code(Level.PART), found.given <= code(Level.MIDDLE)
        sure = (whole & (initial | given_agrees)) | (given_agrees & self._naming.ends_agree(found))
        keys = dict[int, frozenset[str]]()
        for at in np.flatnonzero(~sure).tolist():
            row, name = int(readings.row[found.reading[at]]), found.name[at]
            if row not in keys:
                keys[row] = name_keys(self.listing.rows[row])
            forenames = self.register.forenames.texts[known.forenames[name]]
            sure[at] = not keys[row].isdisjoint(names.keys(forenames, self.register.families.texts[known.family[name]]))
        return found.taken(sure)

    def _compared(self, found: Named) -> Pairs:
        """The best reading of each pair, with every other field compared."""
        surname, surname_bearers = self._settled_halves(found)
        readings, known = self.listing.readings, self.register.names
        order, former = known.order[found.name], readings.order[found.reading]
        surname[(surname == SAME) & ((order > 0) | (former > 0))] = code(Level.FORMER)
        row, entry = readings.row[found.reading], known.entry[found.name]
        far = costs(Named(found.reading, found.name, surname, found.half, found.given, found.given_as), self.listing)
        best = _first_of_each(row, entry, far, order, former)
        found, surname, row, entry = found.taken(best), surname[best], row[best], entry[best]
        return Pairs(
            row, entry, self._numbers(row, entry), surname, found.given, self._middles(found),
            self._towns(row, entry), self._starts(row, entry), self._births(row, entry),
            readings.turned[found.reading], surname_bearers[best], self._bearers.given(found),
            self._bearers.town[self.register.town[entry]], self.register.namesakes[found.name],
        )  # fmt: skip

    def _settled_halves(self, found: Named) -> tuple[Codes, Ints]:
        """The level of the surnames, where a shared half makes them the same or not, and how many bear it."""
        surname, bearers = found.surname.copy(), self._bearers.surname[self.register.names.family[found.name]]
        for at in np.flatnonzero(found.half).tolist():
            reading, name = found.reading[at], found.name[at]
            mine = self.listing.families[self.listing.readings.family[reading]][1]
            theirs = self.register.family_readings[self.register.names.family[name]][1]
            forenames = self.register.forename_readings[self.register.names.forenames[name]]
            level, shared = levels.surnames(mine, self.listing.middles[reading], theirs, forenames[1:])
            surname[at], bearers[at] = code(level), self._bearers.of_surname(shared)
        return surname, bearers

    def _numbers(self, row: Ints, entry: Ints) -> Codes:
        mine, theirs = self.listing.number[row], self.register.number[entry]
        level = np.where(mine == 0, MISSING, np.where(mine == theirs, SAME, DIFFERENT)).astype(np.uint8)
        open_ = np.flatnonzero(level == DIFFERENT)
        one, other = [str(n) for n in mine[open_].tolist()], [str(n) for n in theirs[open_].tolist()]
        if one:
            for at in np.flatnonzero(cpdist(one, other, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8) == 1):
                level[open_[at]] = code(levels.number_slip(one[at], other[at]))
        return level

    def _middles(self, found: Named) -> Codes:
        level = np.full(len(found), MISSING, dtype=np.uint8)
        mine = np.array([bool(each) for each in self.listing.middles], dtype=np.bool_)
        forenames = self.register.names.forenames[found.name]
        for at in np.flatnonzero(mine[found.reading] & (self._naming.givens.padded[forenames, 1] >= 0)).tolist():
            theirs = self.register.forename_readings[forenames[at]][1:]
            level[at] = code(levels.middles(self.listing.middles[found.reading[at]], theirs))
        return level

    def _towns(self, row: Ints, entry: Ints) -> Codes:
        mine = [listed.place for listed in self.listing.rows]
        distinct = {place: at for at, place in enumerate(dict.fromkeys(mine))}
        own = np.array([distinct[place] for place in mine] or [0], dtype=np.int64)[row]
        texts, width = tuple(distinct), max(len(self.register.places), 1)
        pair, where = np.unique(own * width + self.register.town[entry], return_inverse=True)
        found = [code(levels.towns(texts[one // width], self.register.places[one % width])) for one in pair.tolist()]
        level: Codes = np.array(found, dtype=np.uint8)[where]
        return level

    def _starts(self, row: Ints, entry: Ints) -> Codes:
        """Somebody who began work long before they were registered began under an older entry, or is another."""
        mine, theirs = self.listing.starts[row], self.register.starts[entry]
        known = (mine > 0) & (theirs > 0)
        return np.where(known, np.where(mine >= theirs, SAME, DIFFERENT), MISSING).astype(np.uint8)

    def _births(self, row: Ints, entry: Ints) -> Codes:
        mine, theirs = self.listing.born[row], self.register.born[entry]
        level = np.full(len(row), MISSING, dtype=np.uint8)
        for at in np.flatnonzero((mine > 0) & (theirs > 0)).tolist():
            level[at] = code(levels.births(int(mine[at]), int(theirs[at])))
        return level


class _Sorted:
    """Entries by a number they bear."""

    def __init__(self, numbers: Ints) -> None:
        self._entry = np.argsort(numbers, kind="stable").astype(np.int32)
        self._ordered = numbers[self._entry]

    def with_(self, rows: Ints, numbers: Ints) -> tuple[Ints, Ints]:
        """Each of these rows with every entry that bears its number; nought is no number."""
        own = numbers[rows]
        first = np.searchsorted(self._ordered, own, side="left")
        counts = np.where(own > 0, np.searchsorted(self._ordered, own, side="right") - first, 0)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(rows, counts), self._entry[np.repeat(first, counts) + within]


class _Bearers:
    """How many entries bear each name and town of the register."""

    def __init__(self, naming: Naming, frequencies: Frequencies) -> None:
        self._surnames = frequencies.surnames
        register = naming.register
        self.surname = _counts([surname for surname, _ in register.family_readings], frequencies.surnames)
        self._given = _counts([*naming.givens.theirs, ""], frequencies.givens)
        self.town = _counts(register.places, frequencies.towns)

    def of_surname(self, surname: str) -> int:
        return self._surnames.get(surname, 0)

    def given(self, found: Named) -> Ints:
        bearers: Ints = np.where(found.given_as < 0, 0, self._given[found.given_as])
        return bearers


def _counts(words: Sequence[str], counted: Mapping[str, int]) -> Ints:
    return np.array([counted.get(word, 0) for word in words], dtype=np.int32)


def _first_of_each(row: Ints, entry: Ints, *by: Ints) -> NDArray[np.intp]:
    """The place of the first of each pair of a row and an entry, in the order of these columns."""
    order = np.lexsort((*reversed(by), entry, row))
    fresh = np.ones(len(order), dtype=np.bool_)
    fresh[1:] = (row[order][1:] != row[order][:-1]) | (entry[order][1:] != entry[order][:-1])
    first: NDArray[np.intp] = order[fresh]
    return first


def _letters(initials: "frozenset[str] | set[str]") -> int:
    return sum(1 << (ord(letter) - 97) for letter in initials)


def _no_names() -> Named:
    ints, codes, no = np.zeros(0, np.int32), np.zeros(0, np.uint8), np.zeros(0, np.bool_)
    return Named(ints, ints, codes, no, codes, ints)
