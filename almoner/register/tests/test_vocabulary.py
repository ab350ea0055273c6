from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from almoner.register.rules.names import sound
from almoner.register.rules.vocabulary import FAMILY, GIVEN, Token, Vocabulary, signature, sound_code

WORDS = st.text(alphabet="abcdet", min_size=1, max_size=9)


def token(word: str, roles: int = FAMILY) -> Token:
    return Token(word, signature(word), sound_code(sound(word)), roles)


@given(st.sets(WORDS, min_size=1, max_size=60), WORDS, st.integers(1, 2))
def test_every_word_near_enough_is_found_and_no_other(words: set[str], typed: str, edits: int) -> None:
    found = dict(Vocabulary(token(w) for w in words).within(typed, FAMILY, edits))
    assert found == {w: d for w in words if (d := OSA.distance(typed, w)) <= edits}


@given(st.sets(WORDS, max_size=30), st.sets(WORDS, max_size=30), WORDS)
def test_words_that_came_later_are_found_like_the_rest(first: set[str], later: set[str], typed: str) -> None:
    grown = Vocabulary(token(w) for w in first)
    grown.add(token(w) for w in later - first)
    whole = Vocabulary(token(w) for w in first | later)
    assert sorted(grown.within(typed, FAMILY, 2)) == sorted(whole.within(typed, FAMILY, 2))
    assert sorted(grown.beginning(typed[:1], FAMILY)) == sorted(whole.beginning(typed[:1], FAMILY))


def test_a_word_is_found_only_in_the_role_it_has() -> None:
    vocabulary = Vocabulary([token("smith"), token("jane", GIVEN)])
    assert vocabulary.within("smyth", FAMILY, 1) == [("smith", 1)]
    assert vocabulary.within("smyth", GIVEN, 1) == []
    assert vocabulary.knows("jane", GIVEN)
    assert not vocabulary.knows("jane", FAMILY)


def test_a_word_may_gain_a_role() -> None:
    vocabulary = Vocabulary([token("lee")])
    vocabulary.add([token("lee", GIVEN)])
    assert vocabulary.knows("lee", GIVEN)
    assert vocabulary.knows("lee", FAMILY)


def test_many_new_words_are_merged_without_losing_one() -> None:
    vocabulary = Vocabulary([token("smith")])
    letters = "abcdefghijklmnopqrstuvwxyz"
    new = [a + b + c for a in letters[:14] for b in letters[:14] for c in letters[:14]]
    vocabulary.add(token(w) for w in new)
    assert len(vocabulary) == len(new) + 1
    assert vocabulary.knows("aba", FAMILY)
    assert vocabulary.knows("smith", FAMILY)


def test_words_that_sound_alike_are_found() -> None:
    vocabulary = Vocabulary([token("catherine", GIVEN), token("carol", GIVEN)])
    assert vocabulary.sounding(sound("kathryn"), GIVEN) == ["catherine"]
