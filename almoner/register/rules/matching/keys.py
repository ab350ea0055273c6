"""Which entries a row is worth comparing with: those that share a key.

Comparing each of 5,000 rows with each of 100,000 entries would be half a thousand million comparisons. Entries are
kept under the blocking keys of their names (`rules.names.keys`) and under their number; a row is looked for under
every key its entry may have after the usual slips: a short form, two names the other way round, a surname cut to one
half; and under every number that is a slip away from its own.
"""

from almoner.register.rules import names
from almoner.register.rules.nicknames import nicknames_of

from .people import Listed
from .readings import NameReading

SLIP_LETTERS = "0123456789"


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


def number_slips(number: str) -> frozenset[int]:
    """Every number one slip of the hand away, for looking up where entries are kept by number alone."""
    digits = number.removeprefix("SW")
    places = range(len(digits))
    found = {digits[:at] + digits[at + 1 :] for at in places}
    found |= {digits[:at] + new + digits[at + 1 :] for at in places for new in SLIP_LETTERS}
    found |= {digits[:at] + new + digits[at:] for at in range(len(digits) + 1) for new in SLIP_LETTERS}
    found |= {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in places[:-1]}
    return frozenset(int(slip) for slip in found if slip and slip[0] != "0" and len(slip) <= 6 and slip != digits)
