"""Which entries a row is worth comparing with: those that share a key.

Comparing each of 5,000 rows with each of 100,000 entries would be half a thousand million comparisons. Entries are
kept under the blocking keys of their names (`rules.names.keys`) and under their number; a row is looked for under
every key its entry may have after the usual slips: a short form, two names the other way round, a surname cut to one
half, a digit wrong.
"""

from collections.abc import Iterable, Iterator

from almoner.register.rules import names
from almoner.register.rules.nicknames import nicknames_of

from .people import Entry, Listed
from .readings import NameReading

SLIP_LETTERS = "0123456789"


def entry_keys(entry: Entry) -> frozenset[str]:
    """Every key under which an entry is kept: those of its names, its number, and the number less a digit."""
    found = set(names.keys(entry.forenames, entry.family))
    for former in entry.former_names:
        found |= names.keys(former.forenames, former.family)
    initials = {word[0] for name in entry.names for word in (name.given, name.surname) if word}
    found.update(number_keys(entry.number, initials))
    return frozenset(found)


def listed_keys(row: Listed) -> frozenset[str]:
    """Every key under which the entry of this row may be kept."""
    return name_keys(row) | frozenset(number_keys(row.reading.number or "", initials_of(row)))


def name_keys(row: Listed) -> frozenset[str]:
    """The keys of every way this row's name may stand on the register: other forms, other order, one half."""
    found = set[str]()
    for name in row.names:
        for reading in (name, turned_round(name)):
            for family in {*reading.parts, reading.surname} - {""}:
                for given in _givens(reading):
                    found |= names.keys(given, family)
                if not reading.given:
                    found.add(f"n:{family}|")
    return frozenset(found)


def _givens(name: NameReading) -> set[str]:
    spoken = {name.given, *name.called, *name.middles[:1]} - {""}
    return spoken.union(*(nicknames_of(given) for given in spoken)) if spoken else spoken


def initials_of(row: Listed) -> frozenset[str]:
    """The initials of a row's given name and surname; a slip in the number is followed only where one is shared."""
    return frozenset(word[0] for name in row.names for word in (name.given, name.surname) if word)


def turned_round(name: NameReading) -> NameReading:
    """The same name read with its given name and surname in each other's place."""
    return NameReading(name.surname, name.middles, name.given, (name.given,) if name.given else (), ())


def number_keys(number: str, initials: Iterable[str]) -> Iterator[str]:
    """The number itself, and each way of leaving out one digit joined to an initial of the name.

    Two numbers share one of the latter when one is the other with a digit left out, put in, changed or exchanged with
    its neighbour.
    """
    if not number:
        return
    yield f"#{number}"
    digits = number.removeprefix("SW")
    for shortened in {digits, *(digits[:at] + digits[at + 1 :] for at in range(len(digits)))}:
        for initial in initials:
            yield f"{shortened}{initial}"


def number_slips(number: str) -> frozenset[int]:
    """Every number one slip of the hand away, for looking up where entries are kept by number alone."""
    digits = number.removeprefix("SW")
    places = range(len(digits))
    found = {digits[:at] + digits[at + 1 :] for at in places}
    found |= {digits[:at] + new + digits[at + 1 :] for at in places for new in SLIP_LETTERS}
    found |= {digits[:at] + new + digits[at:] for at in range(len(digits) + 1) for new in SLIP_LETTERS}
    found |= {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in places[:-1]}
    return frozenset(int(slip) for slip in found if slip and slip[0] != "0" and len(slip) <= 6 and slip != digits)
