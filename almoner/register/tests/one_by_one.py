"""Matching done the plain way, one row beside one entry at a time: what the columns have to come to.

Slow and short, and kept apart from what it checks: it knows nothing of vocabularies, tables or joins.
"""

from collections.abc import Iterator
from typing import NamedTuple

from almoner.register.rules import names
from almoner.register.rules.matching import Agreement, Entry, Level, Listed, name_keys
from almoner.register.rules.matching.keys import initials_of, turned_round
from almoner.register.rules.matching.levels import births, middles, number_slip, spelling, towns
from almoner.register.rules.matching.readings import (
    NameReading,
    registered_family,
    registered_forenames,
    same_given_name,
)

_RANK = {level: at for at, level in enumerate(Level)}


def agreements(rows: list[Listed], entries: list[Entry]) -> dict[tuple[int, str], Agreement]:
    """By line and key, how each row agrees with each entry that is a candidate for it."""
    return {
        (row.line, entry.key): found for row in rows for entry in entries if (found := compare(row, entry)) is not None
    }


def compare(row: Listed, entry: Entry) -> Agreement | None:
    """The agreement of one row with one entry, in the reading of their names that agrees best; None for strangers."""
    number, theirs = _number(row, entry), list(_names_of(entry))
    born = births(row.born.toordinal(), entry.born.toordinal()) if row.born and entry.born else Level.MISSING
    bound = Level.SAME in (number, born)
    near = number in (Level.ONE_SLIP, Level.TURNED_ROUND) and bool(initials_of(row) & _initials(theirs))
    read = [
        _names(mine, other, former=bool(mine_at or theirs_at))
        for theirs_at, other in enumerate(theirs)
        for mine_at, mine in enumerate(row.names)
    ]
    best = min(read, key=lambda each: each.rank)
    apart = [each is Level.DIFFERENT for each in (best.surname, best.given)]
    if not (bound or (near and not all(apart)) or (not any(apart) and _share_a_key(row, entry))):
        return None
    starts = Level.MISSING
    if row.starts and entry.registered_from:
        starts = Level.SAME if row.starts >= entry.registered_from else Level.DIFFERENT
    town = towns(row.place, names.fold(entry.town))
    return Agreement(number, best.surname, best.given, best.middle, town, starts, born, best.turned)


def _share_a_key(row: Listed, entry: Entry) -> bool:
    keys = set(names.keys(entry.forenames, entry.family))
    for former in entry.former_names:
        keys |= names.keys(former.forenames, former.family)
    return not keys.isdisjoint(name_keys(row))


def _number(row: Listed, entry: Entry) -> Level:
    typed = row.reading.number
    if typed is None:
        return Level.MISSING
    return Level.SAME if typed == entry.number else number_slip(typed, entry.number)


def _names_of(entry: Entry) -> Iterator[NameReading]:
    for forenames, family in [(entry.forenames, entry.family), *((n.forenames, n.family) for n in entry.former_names)]:
        given, (surname, parts) = registered_forenames(forenames), registered_family(family)
        yield NameReading(given[0] if given else "", given[1:], surname, parts)


def _initials(read: list[NameReading]) -> set[str]:
    return {word[0] for name in read for word in (name.given, name.surname) if word}


class _Names(NamedTuple):
    rank: int
    surname: Level
    given: Level
    middle: Level
    turned: bool


def _names(mine: NameReading, theirs: NameReading, *, former: bool) -> _Names:
    """The agreement of two names, read the other way round only where they differ as they stand."""
    straight = _ordered(mine, theirs, former=former, turned=False)
    apart = Level.DIFFERENT in (straight.surname, straight.given)
    if not (apart and mine.given and mine.surname and mine.surname[:1] == theirs.given[:1]):
        return straight
    turned = _ordered(turned_round(mine), theirs, former=former, turned=True)
    return turned if turned.rank < straight.rank else straight


def _ordered(mine: NameReading, theirs: NameReading, *, former: bool, turned: bool) -> _Names:
    surname, given = _surnames(mine, theirs), _givens(mine, theirs)
    if former and surname is Level.SAME:
        surname = Level.FORMER
    rank = _RANK[surname] + _RANK[given] + (3 if turned else 0)
    return _Names(rank, surname, given, middles(mine.middles, theirs.middles), turned)


def _surnames(mine: NameReading, theirs: NameReading) -> Level:
    if not mine.surname or not theirs.surname:
        return Level.MISSING
    if mine.surname == theirs.surname or set(mine.parts) == set(theirs.parts):
        return Level.SAME
    if set(mine.parts) & set(theirs.parts):
        whole = {*mine.parts, *mine.middles} >= set(theirs.parts) or {*theirs.parts, *theirs.middles} >= set(mine.parts)
        return Level.SAME if whole and len(mine.parts) != len(theirs.parts) else Level.PART
    return spelling(mine.surname, theirs.surname)


def _givens(mine: NameReading, theirs: NameReading) -> Level:
    if not mine.given or not theirs.given:
        return Level.MISSING
    if mine.given == theirs.given:
        return Level.SAME
    if len(mine.given) == 1 or len(theirs.given) == 1:
        return Level.INITIAL if mine.given[0] == theirs.given[0] else Level.DIFFERENT
    if same_given_name(mine.given, theirs.given):
        return Level.SHORT_FORM
    for one, others in ((mine.given, theirs.middles), (theirs.given, (*mine.called, *mine.middles))):
        if any(same_given_name(one, other) for other in others):
            return Level.MIDDLE
    return spelling(mine.given, theirs.given)
