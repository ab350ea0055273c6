"""Matching a list to the register: what is certain, what a person looks at, and that it is said why."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.register.rules.matching import (
    Band,
    Entry,
    Judgement,
    Level,
    Listed,
    Reason,
    match,
    name_keys,
    number_slips,
)
from almoner.register.rules.matching.levels import number_slip
from almoner.register.rules.names import PersonName, keys
from almoner.register.tests.invented_lists import Faults, invent

JANE = Entry("1", "SW123456", "Jane Anne", "Okonkwo", town="Leeds", registered_from=date(2015, 4, 1))
ROBERT = Entry("2", "SW22222", "Robert", "Fairweather-Lindqvist", town="York")
OTHERS = [
    Entry("3", "SW33333", "Siân", "Prydderch", town="Derby"),
    Entry("4", "SW44444", "Oluwaseun", "Adeyemi", town="Hull"),
    Entry("5", "SW51234", "Margaret", "Thistlewood", town="Bath"),
]
REGISTER = [JANE, ROBERT, *OTHERS]


def judged(row: Listed, *others: Listed, register: list[Entry] | None = None) -> Judgement:
    return match([row, *others], register or REGISTER)[0]


def reason(judgement: Judgement, field: str) -> Reason:
    assert judgement.best is not None
    return next(one for one in judgement.best.reasons if one.field == field)


def test_a_number_and_name_that_agree_are_certain() -> None:
    found = judged(Listed(2, "SW123456", "Jane Okonkwo", town="Leeds"))
    assert found.band is Band.CERTAIN
    assert found.best is not None
    assert found.best.entry == JANE


@pytest.mark.parametrize(
    ("typed", "says"),
    [("123456", "letters SW were put back"), ("sw 123456", "spaces"), ("123456.0", "decimal"), ("Sw123456", "capital")],
)
def test_a_bent_number_is_read_and_the_mending_is_said(typed: str, says: str) -> None:
    found = judged(Listed(2, typed, "Jane Okonkwo"))
    assert found.band is Band.CERTAIN
    assert says in reason(found, "number").words


@pytest.mark.parametrize(
    "name",
    [
        "Jane Okonkwo",
        "OKONKWO, Jane Anne",
        "Ms Jane A. Okonkwo",
        "Okonkwo Jane",
        "Janie Okonkwo",
        "J Okonkwo",
        "Jané Okónkwo",
        "Jane Okonkow",
    ],
)
def test_the_usual_ways_of_writing_a_name_do_not_lose_its_owner(name: str) -> None:
    found = judged(Listed(2, "SW123456", name))
    assert found.band is Band.CERTAIN
    assert found.best is not None
    assert found.best.entry == JANE


@pytest.mark.parametrize(
    "name", ["Bob Fairweather", "Robert Lindqvist", "Rob Fairweather Lindqvist", "Lindqvist, Bobby"]
)
def test_half_of_a_double_barrelled_name_is_enough_with_the_number(name: str) -> None:
    assert judged(Listed(2, "SW22222", name)).band is Band.CERTAIN


def test_a_number_alone_is_never_certain() -> None:
    found = judged(Listed(2, "SW123456", ""))
    assert found.band is Band.LOOK
    assert "a number alone is never certain" in found.why[0]


@given(st.sampled_from(REGISTER), st.dates())
def test_no_census_row_is_ever_certain(entry: Entry, born: date) -> None:
    found = judged(Listed(2, entry.number, born=born, starts=date(2020, 1, 6)))
    assert found.band is Band.LOOK


def test_a_number_that_belongs_to_somebody_of_another_name_is_looked_at_and_says_so() -> None:
    found = judged(Listed(2, "SW123456", "Peter Grimshaw"))
    assert found.band is Band.LOOK
    assert "SW123456 belongs to Jane Anne Okonkwo, and the name in the list is different" in found.why[0]


def test_a_number_that_belongs_to_one_person_beside_the_name_of_another_shows_both() -> None:
    found = judged(Listed(2, "SW123456", "Oluwaseun Adeyemi", town="Hull"))
    assert found.band is Band.LOOK
    assert {one.entry.key for one in found.candidates} == {"1", "4"}


@pytest.mark.parametrize("wrong", ["SW123465", "SW213456", "SW12456", "SW1234567"[:8] + "0", "SW123956"])
def test_a_slip_in_the_number_is_followed_by_the_name(wrong: str) -> None:
    found = judged(Listed(2, wrong, "Jane Okonkwo", town="Leeds"))
    assert found.best is not None
    assert found.best.entry == JANE


def test_two_digits_exchanged_are_named_as_such() -> None:
    assert "changed places" in reason(judged(Listed(2, "SW123465", "Jane Okonkwo")), "number").words


def test_two_people_with_one_number_are_each_told_of_the_other() -> None:
    right, wrong = Listed(2, "SW123456", "Jane Okonkwo"), Listed(3, "SW123456", "Peter Grimshaw")
    first, second = match([right, wrong], REGISTER)
    assert (first.band, second.band) == (Band.CERTAIN, Band.LOOK)
    assert any("Row 3 has the same number" in why for why in first.why)
    assert any("Row 2 has the same number" in why for why in second.why)


def test_one_person_twice_is_said_on_both_rows() -> None:
    rows = [Listed(2, "SW123456", "Jane Okonkwo"), Listed(3, "SW123456", "Okonkwo, Jane")]
    for found, other in zip(match(rows, REGISTER), ("Row 3", "Row 2"), strict=True):
        assert any(f"{other} seems to be the same person" in why for why in found.why)


def test_namesakes_without_a_number_are_never_settled_by_the_machine() -> None:
    twins = [Entry(str(at), f"SW{at}", "Patience", "Umeh", town="Leeds") for at in (71, 72)]
    found = judged(Listed(2, "", "Patience Umeh", town="Leeds"), register=[*REGISTER, *twins])
    assert found.band is Band.LOOK
    assert len(found.candidates) == 2


def test_a_former_surname_finds_its_owner_and_is_not_repeated() -> None:
    married = Entry("9", "SW90909", "Temperance", "Ashworth", former_names=(PersonName("Temperance", "Quayle"),))
    found = judged(Listed(2, "SW90909", "Temperance Quayle"), register=[*REGISTER, married])
    assert found.band is Band.CERTAIN
    said = " ".join(one.words for one in found.candidates[0].reasons)
    assert "earlier name" in said
    assert "Quayle" not in said


def test_a_number_that_cannot_be_read_is_said_and_is_nobodys() -> None:
    found = judged(Listed(2, "SW12345678", "Jane Okonkwo", town="Leeds"))
    assert "cannot be read" in reason(found, "number").words
    assert reason(found, "number").level is Level.MISSING


def test_nobody_like_this_is_not_found() -> None:
    found = judged(Listed(2, "SW999999", "Wilhelmina Zdziarski"))
    assert (found.band, found.candidates) == (Band.NOT_FOUND, ())
    assert "SW999999" in found.why[0]


@given(st.text(max_size=60), st.text(max_size=80), st.text(max_size=30))
def test_no_row_whatever_it_holds_breaks_the_match(number: str, name: str, town: str) -> None:
    found = judged(Listed(2, number, name, town=town))
    assert found.line == 2
    assert 0 <= sum(one.chance for one in found.candidates) <= 1.000001


@given(st.integers(1, 999_999), st.data())
def test_every_slip_of_a_number_is_one_slip_of_the_hand_and_can_be_undone(number: int, data: st.DataObject) -> None:
    slipped = data.draw(st.sampled_from(sorted(number_slips(f"SW{number}"))))
    assert number_slip(f"SW{slipped}", f"SW{number}") is not Level.DIFFERENT
    assert number in number_slips(f"SW{slipped}")


@given(st.sampled_from(REGISTER))
def test_an_entry_is_found_under_its_own_name(entry: Entry) -> None:
    assert name_keys(Listed(2, "", entry.name)) & keys(entry.forenames, entry.family)


def test_the_order_of_the_register_changes_nothing() -> None:
    made = invent(7, entries=600, rows=120)
    forwards = match(made.rows, made.entries)
    backwards = match(made.rows, list(reversed(made.entries)))
    assert [(one.band, one.best and one.best.entry.key) for one in forwards] == [
        (one.band, one.best and one.best.entry.key) for one in backwards
    ]


def test_certain_is_right_on_an_invented_list() -> None:
    made = invent(2026, entries=6_000, rows=800)
    certain = [one for one in match(made.rows, made.entries) if one.band is Band.CERTAIN]
    wrong = [one for one in certain if one.candidates[0].entry.key != made.truth[one.line]]
    assert len(certain) > 560
    assert wrong == []


def test_nobody_is_certain_on_a_list_of_strangers_with_borrowed_numbers() -> None:
    made = invent(11, entries=4_000, rows=300, faults=replace(Faults(), off_register=1.0, borrowed_number=1.0))
    certain = [one for one in match(made.rows, made.entries) if one.band is Band.CERTAIN]
    assert certain == []
