# ruff: noqa: RUF001  letters that look alike are the subject here
import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.register.rules.names import fold, keys, pairs, ranked_pairs, sound, split_registered_name, words
from almoner.register.rules.nicknames import may_be_the_same, nicknames_of


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("O’Brien", "obrien"), ("O'Brien", "obrien"), ("Siân", "sian"), ("Smith-Jones", "smith jones"),
        ("Łukasz", "lukasz"), ("Søren Åse", "soren ase"), ("Weiß", "weiss"), ("Ольга", "olga"),
        ("Σοφία", "sofia"), ("  Anne   Marie ", "anne marie"), ("José", "jose"), ("D’Souza", "dsouza"),
        ("Nguyễn", "nguyen"), ("St. John", "st john"), ("Ｊａｎｅ", "jane"),
    ],
)  # fmt: skip
def test_names_fold_to_what_a_careful_typist_types(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz ")


@pytest.mark.parametrize(
    ("registered", "forenames", "family"),
    [
        ("Jane Mary Smith", "Jane Mary", "Smith"), ("SMITH, Jane Mary", "Jane Mary", "SMITH"),
        ("Dr Jane Smith", "Jane", "Smith"), ("Ludwig van der Berg", "Ludwig", "van der Berg"),
        ("Ana DA SILVA", "Ana", "DA SILVA"), ("Mary Smith-Jones", "Mary", "Smith-Jones"),
        ("JANE MARY SMITH", "JANE MARY", "SMITH"), ("Cher", "", "Cher"), ("Mrs  Anne  O’Neill MBE", "Anne", "O’Neill"),
        ("Fatima al Hassan", "Fatima", "al Hassan"), ("Van Morrison", "Van", "Morrison"), ("Dr Smith", "", "Smith"),
    ],
)  # fmt: skip
def test_a_registered_name_is_split_where_its_owner_would(registered: str, forenames: str, family: str) -> None:
    found = split_registered_name(registered)
    assert (found.forenames, found.family) == (forenames, family)


def test_titles_are_no_part_of_a_name_unless_they_are_all_of_it() -> None:
    assert words("Ms Jane Smith") == ("jane", "smith")
    assert words("Prince Lord") == ("prince",)
    assert words("Lord") == ("lord",)


def test_a_double_barrelled_name_is_found_by_either_half_and_written_together() -> None:
    assert {f for f, _ in pairs("Anna", "Smith-Jones")} == {"smith", "jones", "smithjones"}


def test_a_person_is_found_by_the_part_of_a_name_that_can_be_folded() -> None:
    assert pairs("Jane", "李") == (("jane", ""),)
    assert pairs("", "李") == ()
    assert ranked_pairs("Jane", "李") == {("jane", ""): 1}


def test_a_hyphenated_forename_is_found_by_either_half_and_written_together() -> None:
    assert {g for _, g in pairs("Anne-Marie Louise", "Hill")} == {"anne", "marie", "louise", "annemarie"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Jane", "Smith"), ("Jane", "Smyth")), (("Jane", "Smith"), ("Smith", "Jane")),
        (("Catherine", "Brown"), ("C", "Brown")), (("Anna", "Smith-Jones"), ("Anna", "Smith")),
        (("Siân", "O’Brien"), ("Sian", "OBrien")), (("Stephen", "Phillips"), ("Steven", "Philips")),
        (("Mary Jane", "Clark"), ("Jane", "Clark")),
    ],
)  # fmt: skip
def test_two_records_of_one_person_share_a_key(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert keys(*one) & keys(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("smith", "smyth"), ("catherine", "kathryn"), ("philip", "filip"), ("stephen", "steven"), ("wright", "rite"),
     ("clark", "clarke"), ("macdonald", "mcdonald"), ("thompson", "tompson")],
)  # fmt: skip
def test_spellings_heard_alike_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_nicknames_work_both_ways() -> None:
    assert "elizabeth" in nicknames_of("liz")
    assert "liz" in nicknames_of("elizabeth")
    assert may_be_the_same("bill", "william")
    assert not may_be_the_same("jane", "peter")
