"""Searches as people type them, made from people who are on the register by rules that know nothing of the index.

Eleven kinds that a register's search has to bear (core), and four that ask more of it (hard). Each takes dice and
somebody's folded names, and gives what was typed, or nothing where this person cannot be mistyped in that way.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

KEYS: Final = {
    "a": "qswz", "b": "vghn", "c": "xdfv", "d": "serfcx", "e": "wsdr", "f": "drtgvc", "g": "ftyhbv", "h": "gyujnb",
    "i": "ujko", "j": "huikmn", "k": "jiolm", "l": "kop", "m": "njk", "n": "bhjm", "o": "iklp", "p": "ol", "q": "wa",
    "r": "edft", "s": "awedxz", "t": "rfgy", "u": "yhji", "v": "cfgb", "w": "qase", "x": "zsdc", "y": "tghu",
    "z": "asx",
}  # fmt: skip
EAR: Final = (
    ("ough", "uff"), ("igh", "y"), ("ee", "ea"), ("ea", "ee"), ("ai", "ay"), ("ay", "ai"), ("oo", "u"), ("ou", "oo"),
    ("ey", "y"), ("y", "ie"), ("ie", "y"), ("i", "y"), ("ph", "f"), ("f", "ph"), ("ck", "k"), ("k", "ck"), ("c", "k"),
    ("qu", "kw"), ("x", "ks"), ("z", "s"), ("s", "z"), ("tt", "t"), ("t", "tt"), ("ll", "l"), ("nn", "n"), ("rr", "r"),
    ("ss", "s"), ("gh", "g"), ("mb", "m"), ("er", "or"), ("er", "ar"), ("on", "en"), ("an", "en"), ("ei", "ie"),
    ("th", "t"), ("a", "e"), ("o", "u"),
)  # fmt: skip
STROKED: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ħ": "h"}
)


def plain(text: str) -> str:
    """Text in the letters of a plain keyboard, small, words apart: the bench's own folding, for all methods alike."""
    loose = unicodedata.normalize("NFKD", text.casefold().translate(STROKED))
    kept = (c for c in loose if not unicodedata.combining(c) and c not in "'’`.")
    return " ".join("".join(c if "a" <= c <= "z" else " " for c in kept).split())


@dataclass(frozen=True, slots=True)
class Somebody:
    """Names of somebody on the register, as registered and in plain letters."""

    forenames: str
    family: str

    @property
    def given(self) -> str:
        """The first given name."""
        return (plain(self.forenames).split() or [""])[0]

    @property
    def key(self) -> tuple[str, str]:
        """What a hit has to share: first given name, and the family name without its gaps."""
        return self.given, plain(self.family).replace(" ", "")


Typist = Callable[[random.Random, Somebody], str | None]


def slip(dice: random.Random, word: str, first: int = 1) -> str:
    """A finger's slip: a letter dropped, struck twice, missed for its neighbour on the keyboard, or one too many."""
    if len(word) < 3:
        return word + word[-1:]
    at = dice.randrange(first, len(word))
    way = dice.randrange(4)
    if way == 0:
        return word[:at] + word[at + 1 :]
    if way == 1:
        return word[: at + 1] + word[at] + word[at + 1 :]
    other = dice.choice(KEYS.get(word[at], "e"))
    return word[:at] + other + (word[at + 1 :] if way == 2 else word[at:])


def swapped(dice: random.Random, word: str) -> str | None:
    """Two neighbouring letters the wrong way round; nothing where all of them are alike or there are too few."""
    places = [i for i in range(1, len(word) - 1) if word[i] != word[i + 1]]
    if not places:
        return None
    at = dice.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def by_ear(dice: random.Random, word: str) -> str | None:
    """Spelt as it is heard, by one rule of thumb."""
    usable = [(a, b) for a, b in EAR if a in word[1:]]
    if not usable:
        return None
    a, b = dice.choice(usable)
    return word[0] + word[1:].replace(a, b, 1)


@lru_cache(maxsize=1)
def _short_forms() -> Any:
    from nicknames import NickNamer

    return NickNamer()


def _nickname(dice: random.Random, who: Somebody) -> str | None:
    short = sorted(n for n in _short_forms().nicknames_of(who.given) if n.isalpha() and n != who.given)
    return f"{dice.choice(short)} {plain(who.family)}" if short else None


def _double(dice: random.Random, who: Somebody) -> str | None:
    halves = plain(who.family).split()
    if "-" not in who.family or len(halves) != 2:
        return None
    typed = dice.choice((halves[0], halves[1], f"{halves[1]} {halves[0]}", "".join(halves)))
    return f"{who.given} {typed}"


def _initial(dice: random.Random, who: Somebody) -> str | None:
    if dice.random() < 0.5:
        return f"{who.given[0]} {plain(who.family)}"
    return f"{who.given} {plain(who.family)}" if " " in who.forenames else None


def _family_swapped(dice: random.Random, who: Somebody) -> str | None:
    typed = swapped(dice, plain(who.family))
    return typed and f"{who.given} {typed}"


def _heard(dice: random.Random, who: Somebody) -> str | None:
    typed = by_ear(dice, plain(who.family))
    return typed and f"{who.given} {typed}"


def _marks_dropped(dice: random.Random, who: Somebody) -> str | None:
    return None if (who.forenames + who.family).isascii() else f"{who.given} {plain(who.family)}"


def _wrong_start(dice: random.Random, who: Somebody) -> str | None:
    word = plain(who.family)
    return f"{who.given} {dice.choice(KEYS.get(word[0], 'e'))}{slip(dice, word[1:], 0)}" if len(word) > 4 else None


CORE: Final[dict[str, Typist]] = {
    "as registered": lambda d, w: f"{w.forenames} {w.family}",
    "slip in family": lambda d, w: f"{w.given} {slip(d, plain(w.family))}",
    "slip in given": lambda d, w: f"{slip(d, w.given)} {plain(w.family)}",
    "letters swapped": _family_swapped,
    "slip in each": lambda d, w: f"{slip(d, w.given)} {slip(d, plain(w.family))}",
    "by ear": _heard,
    "nickname": _nickname,
    "double-barrelled": _double,
    "marks dropped": _marks_dropped,
    "family first": lambda d, w: f"{plain(w.family)} {w.given}",
    "initial, or no middle name": _initial,
}
HARD: Final[dict[str, Typist]] = {
    "two slips in family": lambda d, w: (
        f"{w.given} {slip(d, slip(d, plain(w.family)))}" if len(plain(w.family)) > 5 else None
    ),
    "family begun only": lambda d, w: (
        f"{w.given} {plain(w.family)[: round(len(plain(w.family)) * 0.6)]}" if len(plain(w.family)) > 5 else None
    ),
    "no space": lambda d, w: f"{w.given}{plain(w.family).replace(' ', '')}",
    "wrong first letter and a slip": _wrong_start,
}


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, by whom it was meant, and of which kind it is."""

    kind: str
    hard: bool
    text: str
    key: tuple[str, str]


def queries(dice: random.Random, people: list[Somebody], of_each: int) -> list[Query]:
    """So many searches of each kind, shuffled, each from another of these people."""
    waiting = iter(people)
    found = []
    for hard, kinds in ((False, CORE), (True, HARD)):
        for kind, typist in kinds.items():
            made = 0
            while made < of_each:
                who = next(waiting)
                if min(map(len, who.key)) > 1 and (text := typist(dice, who)):
                    found.append(Query(kind, hard, text, who.key))
                    made += 1
    dice.shuffle(found)
    return found
