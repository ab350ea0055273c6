"""How far a row and an entry agree, field by field, each on a short scale."""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import jellyfish
from rapidfuzz.distance import OSA, JaroWinkler

from .keys import turned_round
from .people import Entry, Listed
from .readings import NameReading, same_given_name


class Level(StrEnum):
    """Degrees of agreement. Not every field has every degree."""

    SAME = "same"
    FORMER = "former"
    PART = "part"
    SHORT_FORM = "short form"
    MIDDLE = "middle"
    INITIAL = "initial"
    ONE_SLIP = "one slip"
    TURNED_ROUND = "turned round"
    ALIKE = "alike"
    DIFFERENT = "different"
    MISSING = "missing"


class Agreement(NamedTuple):
    """A level for every field, and whether the names had to be read the other way round to agree.

    `surname_as`, `given_as` and `town_as` are the folded words that agreed, whose frequency weighs the agreement.
    """

    number: Level
    surname: Level
    given: Level
    middle: Level
    town: Level
    starts: Level
    born: Level
    turned: bool
    surname_as: str
    given_as: str
    town_as: str


_RANK = {level: at for at, level in enumerate(Level)}


def compare(row: Listed, entry: Entry) -> Agreement | None:
    """The agreement of one row with one entry, in the reading of their names that agrees best.

    None where too little agrees for the entry to be anybody's candidate: unless the number or the birth date is the
    same, both names must agree in some form, or one of them beside a slip in the number.
    """
    number = _numbers(row, entry)
    born = _born(row, entry)
    bound = number is Level.SAME or born is Level.SAME
    best = _best_names(row, entry, strict=not bound and number not in _NEAR)
    if best is None or not (bound or _one_name_agrees(best)):
        return None
    return Agreement(
        number=number,
        surname=best.surname,
        given=best.given,
        middle=best.middle,
        town=_towns(row.place, entry.place),
        starts=_starts(row, entry),
        born=born,
        turned=best.turned,
        surname_as=best.surname_as,
        given_as=best.given_as,
        town_as=entry.place,
    )


_NEAR = frozenset({Level.ONE_SLIP, Level.TURNED_ROUND})


def _one_name_agrees(found: "_Names") -> bool:
    return found.surname is not Level.DIFFERENT or found.given is not Level.DIFFERENT


def _best_names(row: Listed, entry: Entry, *, strict: bool) -> "_Names | None":
    """The reading of the names that agrees best; where `strict`, none unless both names agree in some form."""
    best: _Names | None = None
    for theirs_at, theirs in enumerate(entry.names):
        for mine_at, mine in enumerate(row.names):
            found = _names(mine, theirs, former=bool(theirs_at or mine_at), strict=strict)
            if found is not None and (best is None or found.rank < best.rank):
                best = found
    return best


class _Names(NamedTuple):
    rank: int
    surname: Level
    surname_as: str
    given: Level
    given_as: str
    middle: Level
    turned: bool


def _names(mine: NameReading, theirs: NameReading, *, former: bool, strict: bool) -> _Names | None:
    """The agreement of two names, read the other way round only where they differ as they stand."""
    straight = _ordered(mine, theirs, former=former, turned=False, strict=strict)
    apart = straight is None or Level.DIFFERENT in (straight.surname, straight.given)
    if not apart or mine.surname[:1] != theirs.given[:1] or not mine.given:
        return straight
    turned = _ordered(turned_round(mine), theirs, former=former, turned=True, strict=strict)
    if straight is None or turned is None:
        return straight or turned
    return turned if turned.rank < straight.rank else straight


def _ordered(mine: NameReading, theirs: NameReading, *, former: bool, turned: bool, strict: bool) -> _Names | None:
    surname, surname_as = _surnames(mine, theirs)
    if strict and surname is Level.DIFFERENT:
        return None
    given, given_as = _givens(mine, theirs)
    if strict and given is Level.DIFFERENT:
        return None
    if former and surname is Level.SAME:
        surname = Level.FORMER
    rank = _RANK[surname] + _RANK[given] + (3 if turned else 0)
    return _Names(rank, surname, surname_as, given, given_as, _middles(mine, theirs), turned)


def _numbers(row: Listed, entry: Entry) -> Level:
    typed = row.reading.number
    if typed is None:
        return Level.MISSING
    return Level.SAME if typed == entry.number else number_slip(typed, entry.number)


def number_slip(typed: str, registered: str) -> Level:
    """Whether two numbers are one slip of the hand apart: two neighbours exchanged, or one digit."""
    if abs(len(typed) - len(registered)) > 1 or OSA.distance(typed, registered, score_cutoff=1) > 1:
        return Level.DIFFERENT
    return Level.TURNED_ROUND if sorted(typed) == sorted(registered) else Level.ONE_SLIP


def _surnames(mine: NameReading, theirs: NameReading) -> tuple[Level, str]:
    if not mine.surname or not theirs.surname:
        return Level.MISSING, ""
    if mine.surname == theirs.surname:
        return Level.SAME, theirs.surname
    if len(mine.parts) == len(theirs.parts) == 1:
        return _spelling(mine.surname, theirs.surname), theirs.surname
    if set(mine.parts) == set(theirs.parts):
        return Level.SAME, theirs.surname
    # A double-barrelled name without its hyphen leaves the first half looking like a middle name.
    shared = set(mine.parts) & set(theirs.parts)
    if shared:
        whole = {*mine.parts, *mine.middles} >= set(theirs.parts) or {*theirs.parts, *theirs.middles} >= set(mine.parts)
        if whole and len(mine.parts) != len(theirs.parts):
            return Level.SAME, min(shared)
        return Level.PART, min(shared)
    return _spelling(mine.surname, theirs.surname), theirs.surname


def _givens(mine: NameReading, theirs: NameReading) -> tuple[Level, str]:
    if not mine.given or not theirs.given:
        return Level.MISSING, ""
    if mine.given == theirs.given:
        return Level.SAME, theirs.given
    if len(mine.given) == 1 or len(theirs.given) == 1:
        return (Level.INITIAL if mine.given[0] == theirs.given[0] else Level.DIFFERENT), ""
    if same_given_name(mine.given, theirs.given):
        return Level.SHORT_FORM, theirs.given
    if not (mine.called or mine.middles or theirs.called or theirs.middles):
        return _spelling(mine.given, theirs.given), theirs.given
    mine_also, theirs_also = {*mine.called, *mine.middles}, {*theirs.called, *theirs.middles}
    for one, others in ((mine.given, theirs_also), (theirs.given, mine_also)):
        if one in others or any(same_given_name(one, other) for other in others):
            return Level.MIDDLE, one
    return _spelling(mine.given, theirs.given), theirs.given


@lru_cache(maxsize=1 << 17)
def _spelling(one: str, other: str) -> Level:
    shorter = min(len(one), len(other))
    if one[0] != other[0] and one[-1] != other[-1]:
        return Level.DIFFERENT
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips == 1 and shorter >= 3:
        return Level.ONE_SLIP
    if shorter >= 4 and (
        (slips == 2 and shorter >= 7)
        or JaroWinkler.similarity(one, other) >= 0.92
        or (jellyfish.metaphone(one) == jellyfish.metaphone(other) and one[0] == other[0])
    ):
        return Level.ALIKE
    return Level.DIFFERENT


def _middles(mine: NameReading, theirs: NameReading) -> Level:
    if not mine.middles or not theirs.middles:
        return Level.MISSING
    one, other = mine.middles[0], theirs.middles[0]
    if one == other or one in theirs.middles or other in mine.middles:
        return Level.SAME
    if len(one) == 1 or len(other) == 1:
        return Level.INITIAL if one[0] == other[0] else Level.DIFFERENT
    return Level.ALIKE if _spelling(one, other) is not Level.DIFFERENT else Level.DIFFERENT


@lru_cache(maxsize=1 << 16)
def _towns(mine: str, theirs: str) -> Level:
    if not mine or not theirs:
        return Level.MISSING
    if mine == theirs:
        return Level.SAME
    if f" {mine} " in f" {theirs} " or f" {theirs} " in f" {mine} ":
        return Level.PART
    return Level.ALIKE if JaroWinkler.similarity(mine, theirs) >= 0.92 else Level.DIFFERENT


def _starts(row: Listed, entry: Entry) -> Level:
    """Somebody who began work long before they were registered began under an older entry, or is somebody else."""
    if row.starts is None or entry.registered_from is None:
        return Level.MISSING
    return Level.SAME if row.starts >= entry.registered_from else Level.DIFFERENT


def _born(row: Listed, entry: Entry) -> Level:
    one, other = row.born, entry.born
    if one is None or other is None:
        return Level.MISSING
    if one == other:
        return Level.SAME
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return Level.TURNED_ROUND
    alike = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    return Level.ONE_SLIP if alike == 2 else Level.DIFFERENT
