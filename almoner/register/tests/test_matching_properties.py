"""What holds of matching whatever the list: rows do not sway each other, and how a name is typed is not who it is."""

from collections.abc import Callable
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almoner.register.rules.matching import Band, Judgement, Level, Listed, match, plainly_theirs, settled
from almoner.register.tests.invented_lists import HARD, Invented, invent

Verdict = tuple[Band, str, float]


@cache
def made() -> Invented:
    return invent(41, entries=300, rows=60, faults=HARD)


def verdicts(judged: list[Judgement]) -> dict[int, Verdict]:
    """By line, the band, the likeliest entry and its chance to the last bit."""
    return {
        one.line: (one.band, one.best.entry.key if one.best else "", one.best.chance if one.best else 0.0)
        for one in judged
    }


@cache
def usual() -> dict[int, Verdict]:
    return verdicts(match(made().rows, made().entries))


@pytest.mark.parametrize("seed", [41, 42, 43])
def test_a_row_with_the_very_name_that_its_number_has_is_settled_unless_two_rows_claim_it(seed: int) -> None:
    invented = invent(seed, entries=300, rows=120, faults=HARD)
    entries = {entry.number: entry for entry in invented.entries}
    judged = match(invented.rows, invented.entries)
    found = [(row, one, entries.get(row.reading.number or "")) for row, one in zip(invented.rows, judged, strict=True)]
    plain = [one for row, one, entry in found if entry and plainly_theirs(row, entry.forenames, entry.family)]
    assert len(plain) > 20, "the control: nobody was plainly anybody"
    assert [one for one in plain if not settled(one) and not any("same number" in why for why in one.why)] == []


@given(st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None)
def test_the_order_of_rows_and_entries_changes_no_verdict(dice: Random) -> None:
    rows, entries = list(made().rows), list(made().entries)
    dice.shuffle(rows)
    dice.shuffle(entries)
    assert verdicts(match(rows, entries)) == usual()


@given(st.data())
@settings(max_examples=10, deadline=None)
def test_a_row_more_changes_no_other_row_unless_they_claim_one_number_or_one_entry(data: st.DataObject) -> None:
    rows = made().rows
    other = data.draw(st.sampled_from(invent(data.draw(st.integers(1, 50)), entries=300, rows=20, faults=HARD).rows))
    entry = data.draw(st.sampled_from(made().entries))
    number = data.draw(st.sampled_from([entry.number, "", other.number]))
    name = data.draw(st.sampled_from([entry.name, other.full_name, ""]))
    more = Listed(9_999, number, name, town=other.town)
    *judged, last = match([*rows, more], made().entries)
    claimed = last.best.entry.key if last.best else None
    for row, judgement in zip(rows, judged, strict=True):
        alike = row.reading.number == more.reading.number is not None
        if not alike and usual()[row.line][1] != claimed:
            assert verdicts([judgement])[row.line] == usual()[row.line]


def _accented(name: str) -> str:
    return name.replace("e", "é").replace("o", "ö").replace("a", "a\u0301")


TYPED: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small letters": str.lower,
    "spaces": lambda name: f"  {name.replace(' ', '   ')}\u00a0",
    "accents": _accented,
    "family name first": lambda name: f"{name.split()[-1]}, {' '.join(name.split()[:-1])}",
    "a title": lambda name: f"Mrs {name}",
}


@pytest.mark.parametrize("way", TYPED)
def test_how_a_name_is_typed_changes_no_band(way: str) -> None:
    entries = made().entries[:60]
    plain = [Listed(at, "" if at % 3 else one.number, one.name, town=one.town) for at, one in enumerate(entries, 2)]
    typed = [Listed(row.line, row.number, TYPED[way](row.full_name), town=row.town) for row in plain]
    assert verdicts(match(typed, made().entries)) == verdicts(match(plain, made().entries))


def test_a_name_the_other_way_round_without_a_comma_is_as_certain_where_the_number_agrees() -> None:
    entries = made().entries[:60]
    turned = [
        Listed(at, one.number, " ".join(reversed([one.forenames.split()[0], one.family])), town=one.town)
        for at, one in enumerate(entries, 2)
    ]
    assert {one.band for one in match(turned, made().entries)} == {Band.CERTAIN}


@pytest.mark.parametrize("seed", [3, 4])
def test_a_certain_row_never_has_a_number_that_is_another_than_its_entrys(seed: int) -> None:
    hard = invent(seed, entries=2_000, rows=300, faults=HARD)
    certain = [one for one in match(hard.rows, hard.entries) if one.band is Band.CERTAIN]
    assert len(certain) > 100
    assert {one.candidates[0].agreement.number for one in certain} == {Level.SAME, Level.MISSING}


def test_a_number_one_digit_out_is_looked_at_and_both_numbers_are_said() -> None:
    entry = made().entries[0]
    wrong = f"SW{int(entry.number[2:]) + 1}"
    (found,) = match([Listed(2, wrong, entry.name, town=entry.town)], [entry])
    assert found.band is Band.LOOK
    assert f"The number in the list is {wrong}, and this person’s is {entry.number}." in found.why
