import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.register.rules.names import sound
from almoner.register.rules.search import (
    borne,
    exact_probes,
    near_probes,
    near_words,
    read,
    readings,
    split_readings,
    with_towns,
)
from almoner.register.rules.vocabulary import FAMILY, GIVEN, Token, Vocabulary, signature, sound_code


def vocabulary(family: str = "", given: str = "") -> Vocabulary:
    roles: dict[str, int] = {}
    for text, role in ((family, FAMILY), (given, GIVEN)):
        for word in text.split():
            roles[word] = roles.get(word, 0) | role
    return Vocabulary(Token(w, signature(w), sound_code(sound(w)), r) for w, r in roles.items())


@pytest.mark.parametrize(
    ("typed", "number", "words"),
    [
        ("SW12345", 12345, ()), ("sw 123 smith", 123, ("smith",)), ("  Jane   SMITH ", None, ("jane", "smith")),
        ("Dr Jane O’Neill", None, ("jane", "oneill")), ("%", None, ()), ("***", None, ()), ("12345.0", 12345, ()),
        ("SW0123", None, ()), ("smith-jones", None, ("smith", "jones")),
    ],
)  # fmt: skip
def test_a_search_is_read_for_number_and_name(typed: str, number: int | None, words: tuple[str, ...]) -> None:
    found = read(typed)
    assert (found.number, found.words) == (number, words)


@pytest.mark.parametrize("typed", ["", " ", "%", "*", "_", "a", "a b", "???", "\x00"])
def test_a_wildcard_or_a_single_letter_asks_for_nobody(typed: str) -> None:
    assert read(typed).empty


@given(st.text(max_size=300))
def test_anything_can_be_typed(text: str) -> None:
    typed = read(text)
    assert len(typed.words) <= 6
    assert len(exact_probes(readings(typed.words))) <= 12


def test_a_town_is_found_at_either_end_and_the_name_alone_is_still_tried() -> None:
    found = with_towns(("smith", "leeds"), {"leeds"}.__contains__)
    assert [(p.name, p.town) for p in found] == [(("smith", "leeds"), None), (("smith",), "leeds")]
    found = with_towns(("milton", "keynes", "smith"), {"milton keynes"}.__contains__)
    assert (("smith",), "milton keynes") in [(p.name, p.town) for p in found]


def test_a_name_is_tried_the_other_way_round() -> None:
    assert [(r.family, r.given) for r in readings(("jane", "smith"))][:2] == [("smith", "jane"), ("jane", "smith")]


def test_two_family_words_are_tried_together() -> None:
    assert ("smithjones", "anna") in [(r.family, r.given) for r in readings(("anna", "smith", "jones"))]
    assert ("vanderberg", "eva") not in [(r.family, r.given) for r in readings(("eva", "berg"))]


def test_one_slip_a_nickname_a_sound_and_a_beginning_are_all_near() -> None:
    words = vocabulary("smith smyth smithson jones", "elizabeth jane")
    found = dict((w, c) for c, w in near_words("smithe", FAMILY, words, 1))
    assert found["smith"] < 1.1
    assert "jones" not in found
    assert "elizabeth" in {w for _, w in near_words("liz", GIVEN, words, 1)}
    assert "smithson" in {w for _, w in near_words("smith", FAMILY, words, 1)}
    assert "smyth" in {w for _, w in near_words("smith", FAMILY, words, 1)}


def test_a_wrong_first_letter_and_a_slip_are_near_however_many_share_the_first_letter() -> None:
    others = " ".join(f"x{a}lli{b}" for a in "abcdefghkm" for b in "abcdefghkm")
    assert "sullis" in {w for _, w in near_words("xullin", FAMILY, vocabulary(f"{others} sullis", "jane"), 2)}


def test_only_a_reading_whose_words_are_both_in_use_is_looked_for_as_typed() -> None:
    words = vocabulary("smith lee", "jane lee")
    ways = borne(readings(("jane", "lee")), words)
    assert [(r.family, r.given) for r in ways] == [("lee", "jane")]
    assert borne(readings(("jane", "smiht")), words) == []
    assert [(r.family, r.given) for r in borne(readings(("j", "smith")), words)] == [("smith", "j")]


def test_the_likeliest_pair_is_probed_first() -> None:
    words = vocabulary("smith smyth smits", "jane janet jayne")
    probes = near_probes(readings(("jane", "smyth")), words, 1, 50)
    assert (probes[0].family, probes[0].given_from) == ("smith", "jane")
    assert [p.cost for p in probes] == sorted(p.cost for p in probes)


def test_an_initial_spans_every_name_that_begins_with_it() -> None:
    probe = exact_probes(readings(("j", "smith")))[0]
    assert (probe.family, probe.given_from) == ("smith", "j")
    assert probe.given_from <= "jane" <= probe.given_to
    assert not probe.given_from <= "kate" <= probe.given_to


def test_a_name_without_its_space_is_cut_where_both_halves_are_names() -> None:
    first = split_readings("janesmith", vocabulary("smith esmith", "jane jan"))[0]
    assert (first.family, first.given) == ("smith", "jane")
