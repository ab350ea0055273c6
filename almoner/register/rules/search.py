"""Reading what somebody typed into the search box: number, town, and every likely way round of a name.

A word's cost is how far it is from what was typed: 0 as typed, about 1 for one slip, more for guesses.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from almoner.register.rules import number as numbers
from almoner.register.rules.names import fold, sound, words
from almoner.register.rules.nicknames import nicknames_of
from almoner.register.rules.vocabulary import FAMILY, GIVEN, Vocabulary

LONGEST: Final = 100
MOST_WORDS: Final = 6
#: How many words one typed word may have meant, by how many slips away they are. A wrong first letter costs most, so
#: among two slips the word that was meant often stands behind a hundred others.
MOST_FOR_A_WORD: Final = {1: 40, 2: 200}
ANY_GIVEN: Final = ""
PAST_Z: Final = "{"

_WITH_DIGITS: Final = re.compile(r"\b(?:sw)?[\s\-]?\d[\d.,]*\b", re.IGNORECASE)
_NEIGHBOUR: Final = 0.2
REVERSED_COST: Final = 0.25


@dataclass(frozen=True, slots=True)
class Typed:
    """What the box held: a number if any, folded words, and whether anything can be looked for."""

    text: str
    number: int | None
    words: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Nothing to look for: no number, and no two letters together (a wildcard is no name)."""
        return self.number is None and not any(len(w) > 1 for w in self.words)


def read(text: str) -> Typed:
    """Read a search; only the first 100 characters and six words of a name count."""
    plain = unicodedata.normalize("NFKC", text.replace("\x00", " "))[:LONGEST].strip()
    number = None
    for match in _WITH_DIGITS.finditer(plain):
        if (found := numbers.parse(match[0])) is not None:
            number = found
            break
    rest = _WITH_DIGITS.sub(" ", plain)
    found_words = words(rest) if fold(rest) else ()
    return Typed(plain, number, found_words[:MOST_WORDS])


@dataclass(frozen=True, slots=True)
class Place:
    """One way of reading the words: those that name the person, and the town if some name one."""

    name: tuple[str, ...]
    town: str | None
    cost: float


def with_towns(typed: tuple[str, ...], is_town: Callable[[str], bool]) -> tuple[Place, ...]:
    """Every reading of the words with a town at the end or the start, and the one with none."""
    readings = [Place(typed, None, 0.0)]
    for size in range(min(4, len(typed)), 0, -1):
        if is_town(" ".join(typed[-size:])):
            readings.append(Place(typed[:-size], " ".join(typed[-size:]), 0.0 if size < len(typed) else 0.1))
        if size < len(typed) and is_town(" ".join(typed[:size])):
            readings.append(Place(typed[size:], " ".join(typed[:size]), 0.05))
    return tuple(readings)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way round of a name: the family word, the given word (empty when any will do), and its cost."""

    family: str
    given: str
    cost: float


def readings(name: tuple[str, ...]) -> tuple[Reading, ...]:
    """The likely ways round of the words of a name, likeliest first.

    Given then family; family first; two family words written apart; middle names between; one word alone.
    """
    if not name:
        return ()
    if len(name) == 1:
        return (Reading(name[0], ANY_GIVEN, 0.0),)
    found: dict[tuple[str, str], float] = {}

    def consider(family: str, given: str, cost: float) -> None:
        if len(family) > 1 and cost < found.get((family, given), 99.0):
            found[family, given] = cost

    _consider_order(name, 0.0, consider)
    _consider_order((*name[1:], name[0]), REVERSED_COST, consider)
    if len(name) > 2:
        _consider_order((*name[2:], *name[:2]), REVERSED_COST + 0.1, consider)
    else:
        consider("".join(name), ANY_GIVEN, 0.6)
    return tuple(sorted((Reading(f, g, c) for (f, g), c in found.items()), key=lambda r: r.cost)[:12])


def _consider_order(name: tuple[str, ...], cost: float, consider: Callable[[str, str, float], None]) -> None:
    last, before = name[-1], name[:-1]
    left_out = 0.05 if len(name) > 2 else 0.0
    for place, given in enumerate(before):
        consider(last, given, cost + left_out + _NEIGHBOUR * place)
    if len(name) > 2:
        glued = "".join(name[-2:])
        for place, given in enumerate(name[:-2]):
            consider(glued, given, cost + _NEIGHBOUR * place)
            consider(name[-2], given, cost + 0.35 + _NEIGHBOUR * place)
        consider(last, "".join(name[:2]), cost + 0.15)


class Probe(NamedTuple):
    """One look into the table of name pairs: a family word, a span of given words, and the cost of a hit."""

    family: str
    given_from: str
    given_to: str
    cost: float

    @property
    def initial(self) -> bool:
        """Whether it asks for every given name with an initial."""
        return len(self.given_from) == 1 and self.given_to != self.given_from


def borne(ways: Iterable[Reading], vocabulary: Vocabulary) -> list[Reading]:
    """The readings whose words are both in use in their role: nobody can bear the others as they were typed."""
    return [
        r for r in ways
        if vocabulary.knows(r.family, FAMILY) and (len(r.given) < 2 or vocabulary.knows(r.given, GIVEN))
    ]  # fmt: skip


def exact_probes(ways: Iterable[Reading]) -> list[Probe]:
    """The probes for the words just as typed."""
    return [_probe(r.family, r.given, r.cost) for r in ways]


def _probe(family: str, given: str, cost: float) -> Probe:
    if given == ANY_GIVEN:
        return Probe(family, "", PAST_Z, cost)
    if len(given) == 1:
        return Probe(family, given, given + PAST_Z, cost + 0.3)
    return Probe(family, given, given, cost)


def near_probes(ways: Iterable[Reading], vocabulary: Vocabulary, edits: int, most: int) -> list[Probe]:
    """The cheapest ``most`` probes once each word may be another one near it; those as typed are left out."""
    memory: dict[tuple[str, int], list[tuple[float, str]]] = {}

    def near(word: str, role: int) -> list[tuple[float, str]]:
        if (word, role) not in memory:
            memory[word, role] = near_words(word, role, vocabulary, edits)
        return memory[word, role]

    best: dict[tuple[str, str], float] = {}
    for way in ways:
        givens = [(0.0, way.given)] if len(way.given) < 2 else near(way.given, GIVEN)
        for place, (f_cost, family) in enumerate(near(way.family, FAMILY), start=1):
            # Both lists are in order, so whatever stands further on has more than `most` pairs before it.
            for g_cost, given in givens[: (most + 1) // place]:
                cost = way.cost + f_cost + g_cost
                if f_cost + g_cost > 0 and cost < best.get((family, given), 99.0):
                    best[family, given] = cost
    cheapest = sorted(best.items(), key=itemgetter(1))[:most]
    return [_probe(f, g, cost) for (f, g), cost in cheapest]


def near_words(word: str, role: int, vocabulary: Vocabulary, edits: int) -> list[tuple[float, str]]:
    """The words in use that ``word`` may have meant, at most so many slips away, each with its cost, cheapest first.

    At most forty at one slip, and two hundred at two.
    """
    heard = sound(word)
    allowed = edits if len(word) > 3 else 1
    found = [(_edit_cost(word, w, distance, heard), w) for w, distance in vocabulary.within(word, role, allowed)]
    if len(word) > 2:
        # Short words share their few consonants with strangers, so the letters have a say as well.
        found += [(0.55 + 0.3 * OSA.distance(word, w), w) for w in vocabulary.sounding(heard, role)]
        found += [(0.7 + 0.08 * (len(w) - len(word)), w) for w in vocabulary.beginning(word, role)]
    if role == GIVEN:
        found += [(0.45, w) for w in nicknames_of(word) if vocabulary.knows(w, GIVEN)]
    # In order of cost, so that a word found in several ways keeps its least.
    cheapest: dict[str, float] = {}
    for cost, w in sorted(found):
        if len(cheapest) == MOST_FOR_A_WORD[edits]:
            break
        cheapest.setdefault(w, cost)
    return [(cost, w) for w, cost in cheapest.items()]


def _edit_cost(typed: str, other: str, distance: int, heard: str) -> float:
    if distance == 0:
        return 0.0
    cost = 0.95 * distance
    if typed[0] != other[0]:
        cost += 0.25
    if len(typed) < 5:
        cost += 0.15
    if sound(other) == heard:
        cost -= 0.3
    return cost


def split_readings(word: str, vocabulary: Vocabulary) -> tuple[Reading, ...]:
    """Ways of cutting one long word in two ("janesmith"), where at least one half is a word in use."""
    found = []
    for at in range(2, len(word) - 1):
        left, right = word[:at], word[at:]
        for given, family, cost in ((left, right, 0.3), (right, left, 0.5)):
            known = vocabulary.knows(family, FAMILY) + vocabulary.knows(given, GIVEN)
            if known and min(len(family), len(given)) > 1:
                length = 0.02 * abs(len(family) - len(given))
                found.append(Reading(family, given, cost + (0.0 if known == 2 else 0.6) + length))
    return tuple(sorted(found, key=lambda r: r.cost)[:8])
