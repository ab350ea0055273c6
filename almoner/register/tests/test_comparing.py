"""The columns come to what comparing one by one comes to, for every row and entry."""

import random
from dataclasses import replace
from datetime import date

import pytest

from almoner.register.rules.matching import Agreement, Entry, Listed, Register
from almoner.register.rules.matching.comparing import Comparison
from almoner.register.rules.names import PersonName
from almoner.register.tests.invented_lists import Faults, invent
from almoner.register.tests.one_by_one import agreements

HARD = Faults(
    slip_in_surname=0.15, slip_in_given=0.15, initial_only=0.1, short_form=0.2, new_surname=0.1, turned_round=0.1,
    middle_left_out=0.3, wrong_number=0.2,
)  # fmt: skip


def by_columns(rows: list[Listed], entries: list[Entry]) -> dict[tuple[int, str], Agreement]:
    """What the columns find, each pair once."""
    register = Register.of(entries)
    comparison = Comparison(rows, register, register.frequencies())
    found = {}
    for pairs in (comparison.by_number_slips(comparison.listing.every), comparison.by_name_and_number()):
        for at in range(len(pairs)):
            found[rows[pairs.row[at]].line, register.key(int(pairs.entry[at]))] = pairs.agreement(at)
    return found


def crowded(seed: int, entries: int, rows: int) -> tuple[list[Entry], list[Listed]]:
    """A register and list with more faults, former names, names used and birth dates than any real one."""
    dice = random.Random(seed)
    made = invent(seed, entries=entries, rows=rows, faults=HARD)
    found = []
    for entry in made.entries:
        other = dice.choice(made.entries)
        former = (PersonName(entry.forenames, other.family),) if dice.random() < 0.3 else ()
        born = date(1970, 1, 1).replace(month=dice.randrange(1, 13), day=dice.randrange(1, 13))
        found.append(replace(entry, former_names=former, born=born if dice.random() < 0.2 else None))
    listed = [
        replace(
            row,
            known_as=dice.choice(found).forenames.split()[0] if dice.random() < 0.2 else "",
            former_name=dice.choice(found).family if dice.random() < 0.2 else "",
            born=date(1970, 1, 1).replace(month=dice.randrange(1, 13), day=dice.randrange(1, 13)),
        )
        for row in made.rows
    ]
    odd = [
        Listed(9001, "", "Jane"), Listed(9002, "", ""), Listed(9003, found[0].number, ""), Listed(9004, "", "Vân Đinh"),
        Listed(9005, "", first_name="Jane"), Listed(9006, "", last_name="Smith"), Listed(9007, "", "J Smith"),
    ]  # fmt: skip
    found += [Entry("a", "SW900001", "", "Jane"), Entry("b", "SW900002", "Smith", ""), Entry("c", "SW900003", "", "李")]
    return found, [*listed, *odd]


@pytest.mark.parametrize("seed", [1])
def test_the_columns_come_to_what_comparing_one_by_one_does(seed: int) -> None:
    entries, rows = crowded(seed, entries=300, rows=60)
    assert by_columns(rows, entries) == agreements(rows, entries)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3, 9))
def test_the_columns_come_to_what_comparing_one_by_one_does_on_larger_registers(seed: int) -> None:
    entries, rows = crowded(seed, entries=3_000, rows=200)
    assert by_columns(rows, entries) == agreements(rows, entries)
