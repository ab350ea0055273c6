# ruff: noqa: SIM905 (lists of words read better as words)
"""Invented registers and employers' lists with the usual faults, from a seed, and the truth about every row.

Names come in families: within one, given names and surnames go together more than chance would have it, as they do in
England, because that is what a matcher that multiplies their rarities is fooled by.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from almoner.register.rules.matching import Entry, Listed
from almoner.register.rules.nicknames import nicknames_of

HIGHEST_NUMBER = 155_000


@dataclass(frozen=True)
class Faults:
    """How often a row has each fault, as a share of rows."""

    off_register: float = 0.08
    borrowed_number: float = 0.5
    no_number: float = 0.20
    wrong_number: float = 0.04
    bent_number: float = 0.15
    short_form: float = 0.08
    slip_in_surname: float = 0.04
    slip_in_given: float = 0.03
    initial_only: float = 0.03
    new_surname: float = 0.04
    one_half: float = 0.5
    turned_round: float = 0.02
    other_town: float = 0.40
    no_town: float = 0.10
    comma: float = 0.10
    middle_left_out: float = 0.60
    twice: float = 0.005


#: The faults of a bad list.
HARD = Faults(no_number=0.3, wrong_number=0.2, off_register=0.2, borrowed_number=0.7, twice=0.1)


@dataclass(frozen=True)
class Family:
    """Names that go together, most common first, and the share of people who bear them."""

    share: float
    givens: Sequence[str]
    surnames: Sequence[str]
    steepness: float = 0.9


@dataclass(frozen=True)
class Invented:
    """A register, a list, and for each line of the list the key of the entry it truly is, or None."""

    entries: list[Entry]
    rows: list[Listed]
    truth: dict[int, str | None]


def invent(
    seed: int, entries: int = 100_000, rows: int = 5_000, faults: Faults | None = None, families: Sequence[Family] = ()
) -> Invented:
    """The register and list of this seed; the same seed always gives the same."""
    dice = random.Random(seed)
    people = _People(dice, families or invented_families())
    register = people.register(entries)
    listed = [_row(dice, people, register, line, faults or Faults()) for line in range(2, rows + 2)]
    return Invented(register, [row for row, _ in listed], {row.line: key for row, key in listed})


class _People:
    def __init__(self, dice: random.Random, families: Sequence[Family]) -> None:
        self.dice = dice
        self.families = families
        self.shares = [family.share for family in families]
        self.weights = [
            tuple(list(accumulate(_zipf(len(words), family.steepness))) for words in (family.givens, family.surnames))
            for family in families
        ]
        self.towns = [f"{stem}{end}" for stem in _STEMS for end in _ENDS][:220]
        self.town_weights = list(accumulate(_zipf(len(self.towns), 0.8)))

    def name(self) -> tuple[str, str, str]:
        """(given, middle or nothing, surname)."""
        at = self.dice.choices(range(len(self.families)), self.shares)[0]
        family, (givens, surnames) = self.families[at], self.weights[at]
        given, middle = self.dice.choices(family.givens, cum_weights=givens, k=2)
        surname = self.dice.choices(family.surnames, cum_weights=surnames)[0]
        if self.dice.random() < 0.06:
            surname = f"{surname}-{self.dice.choices(family.surnames, cum_weights=surnames)[0]}"
        return given, middle if self.dice.random() < 0.25 else "", surname

    def town(self) -> str:
        return self.dice.choices(self.towns, cum_weights=self.town_weights)[0]

    def register(self, size: int) -> list[Entry]:
        numbers = self.dice.sample(range(1, max(HIGHEST_NUMBER, 2 * size)), size)
        called = (self.name() for _ in numbers)
        return [
            Entry(
                key=str(at),
                number=f"SW{number}",
                forenames=f"{given} {middle}".strip(),
                family=surname,
                town=self.town(),
                registered_from=date(2004, 4, 1) + timedelta(days=self.dice.randrange(8_000)),
            )
            for at, (number, (given, middle, surname)) in enumerate(zip(numbers, called, strict=True))
        ]


def _row(
    dice: random.Random, people: _People, register: list[Entry], line: int, faults: Faults
) -> tuple[Listed, str | None]:
    entry = dice.choice(register)
    if dice.random() < faults.off_register:
        given, middle, surname = people.name()
        number = dice.choice(register).number if dice.random() < faults.borrowed_number else ""
        stranger = Entry("", number, f"{given} {middle}".strip(), surname, town=people.town())
        return _written(dice, people, stranger, line, replace(faults, no_number=0, wrong_number=0)), None
    return _written(dice, people, entry, line, faults, register), entry.key


def _written(
    dice: random.Random,
    people: _People,
    person: Entry,
    line: int,
    faults: Faults,
    register: Sequence[Entry] = (),
) -> Listed:
    words = person.name.split()
    given, middles, surname = words[0], words[1:-1], words[-1]
    if dice.random() < faults.new_surname:
        surname = people.name()[2]
    elif "-" in surname and dice.random() < faults.one_half:
        surname = dice.choice(surname.split("-"))
    elif dice.random() < faults.slip_in_surname:
        surname = slip(dice, surname)
    known = sorted(nicknames_of(given.lower()))
    if known and dice.random() < faults.short_form:
        given = dice.choice(known).title()
    elif dice.random() < faults.initial_only:
        given = given[0]
    elif dice.random() < faults.slip_in_given:
        given = slip(dice, given)
    if dice.random() < faults.middle_left_out:
        middles = []
    full = " ".join([given, *middles, surname])
    if dice.random() < faults.comma:
        full = f"{surname.upper()}, {' '.join([given, *middles])}"
    elif dice.random() < faults.turned_round:
        full = " ".join([surname, given])
    place = dice.random()
    town = (
        "" if place < faults.no_town else people.town() if place < faults.no_town + faults.other_town else person.town
    )
    began = person.registered_from or date(2015, 1, 1)
    return Listed(
        line=line,
        number=_number(dice, person.number, faults, register),
        full_name=full,
        town=town,
        starts=began + timedelta(days=dice.randrange(-200, 3_000)),
    )


def _number(dice: random.Random, number: str, faults: Faults, register: Sequence[Entry]) -> str:
    if not number or dice.random() < faults.no_number:
        return ""
    if dice.random() < faults.wrong_number / (1 - faults.no_number):
        if register and dice.random() < 0.5:
            return dice.choice(register).number
        return f"SW{slip(dice, number[2:], '0123456789').lstrip('0') or '1'}"
    if dice.random() < faults.bent_number:
        return dice.choice([number[2:], number.lower(), f"SW {number[2:]}", f"{number[2:]}.0", f" {number} "])
    return number


def slip(dice: random.Random, word: str, letters: str = "abcdefghijklmnopqrstuvwxyz") -> str:
    """The word with one slip of the hand: a letter changed, left out, put in, or exchanged with the next."""
    at = dice.randrange(len(word))
    match dice.randrange(4):
        case 0:
            return word[:at] + dice.choice(letters) + word[at + 1 :]
        case 1 if len(word) > 2:
            return word[:at] + word[at + 1 :]
        case 2 if at + 1 < len(word):
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + dice.choice(letters) + word[at:]


def _zipf(size: int, steepness: float) -> list[float]:
    return [1 / (rank + 8) ** steepness for rank in range(size)]


_STEMS = (
    "Ash Brad Carl Dun East Fair Glen Hart Ing Kirk Lang Marsh Nor Oak Pem Quern Rad Stan Thorn Up Ven Wal West Yar"
    " Al Bur Chad Dray Elm Fox Gold Hol Is Kel Lind Mil New Old Pres Rush Shel Tam Un Wood"
).split()
_ENDS = "ford ley ton well ham worth by field wick stead more land burn brook den cliffe gate bridge mere hurst".split()
_GIVENS = (
    "Sarah Emma Karen Elizabeth Susan Jennifer Christine Margaret Catherine Victoria Rebecca Nicola Rachel Deborah"
    " Samantha Alexandra Joanne Patricia Jacqueline Katherine Angela Theresa Amanda Julia Charlotte Hannah Laura"
    " Abigail Natalie Andrea Josephine Penelope Pamela Frances Gillian Barbara Dorothy Kimberly Stephanie Melissa"
    " Robert William James Michael David Richard Christopher Thomas Andrew Matthew Stephen Anthony Daniel Edward"
    " Benjamin Joseph Timothy Nicholas Jonathan Alexander Philip Gregory Kenneth Ronald Peter Simon Paul Mark Neil"
    " Claire Helen Louise Fiona Ruth Lucy Amy Gemma Kerry Lisa Tracy Dawn Paula Sharon Michelle Caroline Diane"
).split()
_COMMON = (
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker Robinson Thompson White Edwards Hughes"
    " Green Hall Lewis Harris Clarke Jackson Wood Turner Hill Cooper Morris Ward Moore Clark Baker Harrison King Morgan"
).split()
_SOUNDS = ("a e i o u ai ee ou".split(), "b d f g h j k l m n p r s t v w y z sh kh bh ch".split())


def invented_families() -> tuple[Family, ...]:
    """One large family with English names and eight smaller ones, each with few and often repeated names."""
    dice = random.Random(2026)
    long_tail = [f"{a}{b}{c}" for a in _STEMS for b in ("", "er", "el", "in", "o", "a") for c in (*_ENDS, "son", "man")]
    dice.shuffle(long_tail)
    rare = [_made_up(dice, 3) for _ in range(250)]
    families = [Family(0.74, [*_GIVENS, *rare], [*_COMMON, *long_tail])]
    for _ in range(8):
        families.append(
            Family(
                0.26 / 8,
                [_made_up(dice, dice.choice((2, 3))) for _ in range(120)],
                [_made_up(dice, dice.choice((2, 3))) for _ in range(300)],
                1.1,
            )
        )
    return tuple(families)


def _made_up(dice: random.Random, beats: int) -> str:
    vowels, consonants = _SOUNDS
    return "".join(dice.choice(consonants) + dice.choice(vowels) for _ in range(beats)).title()
