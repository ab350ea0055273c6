import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.record.rules import SystemActor
from almoner.record.rules.kinds import in_words, say, sealed_at_once
from almoner.record.rules.leaf import Leaf, LeafError, canonical_json, commitment, timestamp
from almoner.record.tests.books import CASE_A, Book

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


class Colour(StrEnum):
    RED = "red"


@given(plain)
def test_what_is_recorded_can_be_read_back(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(st.text(), st.integers()))
def test_the_order_in_which_values_were_given_changes_nothing(values: dict[str, int]) -> None:
    assert canonical_json(values) == canonical_json(dict(reversed(values.items())))


def test_dates_decimals_and_enumerations_are_written_as_text() -> None:
    written = canonical_json(
        {
            "date": date(2026, 5, 12),
            "moment": datetime(2026, 5, 12, 10, 0, tzinfo=timezone(timedelta(hours=1))),
            "fee": Decimal("90.00"),
            "state": Colour.RED,
            "id": UUID(int=1),
            "many": {"b", "a"},
        }
    )
    assert json.loads(written) == {
        "date": "2026-05-12",
        "moment": "2026-05-12T09:00:00.000000Z",
        "fee": "90.00",
        "state": "red",
        "id": "00000000-0000-0000-0000-000000000001",
        "many": ["a", "b"],
    }


def test_half_a_surrogate_pair_does_not_stop_the_record() -> None:
    assert json.loads(canonical_json("\ud800")) == "\\ud800"


def test_a_float_is_refused_because_it_does_not_come_back_the_same_everywhere() -> None:
    with pytest.raises(TypeError, match="not float"):
        canonical_json({"rate": 0.1})


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        timestamp(datetime(2026, 5, 12))


def test_the_commitment_needs_its_salt() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(b"", b"payload")
    assert commitment(b"a" * 32, b"payload") != commitment(b"b" * 32, b"payload")


def a_leaf() -> Leaf:
    book = Book()
    book.append()
    book.seal()
    return book.events[0].leaf


def test_a_leaf_reads_back_from_an_export_byte_for_byte() -> None:
    leaf = a_leaf()
    assert Leaf.from_mapping(json.loads(leaf.canonical())) == leaf
    assert Leaf.from_mapping(leaf.as_mapping()).digest() == leaf.digest()


@pytest.mark.parametrize("name", [name for name in a_leaf().as_mapping() if name != "v"])
def test_every_field_of_a_leaf_is_under_the_seal(name: str) -> None:
    leaf = a_leaf()
    altered = leaf.as_mapping()
    altered[name] = altered[name] + 1 if isinstance(altered[name], int) else f"{altered[name]}x"
    assert Leaf.from_mapping(altered).digest() != leaf.digest()
    del altered[name]
    with pytest.raises(LeafError, match=name):
        Leaf.from_mapping(altered)


def test_a_leaf_with_a_field_of_the_wrong_kind_or_an_unknown_one_is_refused() -> None:
    for wrong in ({"index": True}, {"index": "1"}, {"case": 1}, {"extra": 1}, {"v": 2}):
        with pytest.raises(LeafError):
            Leaf.from_mapping({**a_leaf().as_mapping(), **wrong})
    with pytest.raises(LeafError):
        Leaf.from_mapping([])


@given(
    st.text(st.characters(exclude_categories=["Cs"])), st.none() | st.text(), st.integers(), st.none() | st.integers()
)
def test_a_leaf_is_written_as_canonical_json_writes_it(
    subject: str, case: str | None, number: int, organisation: int | None
) -> None:
    leaf = a_leaf()._replace(subject=subject, case=case, number=number, organisation=organisation)
    assert leaf.canonical() == canonical_json(leaf.as_mapping())


def test_the_form_of_a_leaf_is_the_one_under_every_head_ever_signed() -> None:
    """Written down here letter for letter: were it to change, no record sealed before would verify."""
    leaf = Leaf(
        actor='an "actor"', at="2026-11-02T09:00:01.000000Z", case=None, clause="FTP-3.5", commitment="ab", id="x",
        index=7, kind="case.noted", number=0, organisation=None, previous="", recorded="r", sealed="s", subject="é\n",
    )  # fmt: skip
    assert leaf.canonical().decode() == (
        r'{"actor":"an \"actor\"","at":"2026-11-02T09:00:01.000000Z","case":null,"clause":"FTP-3.5","commitment":"ab",'
        r'"id":"x","index":7,"kind":"case.noted","number":0,"organisation":null,"previous":"","recorded":"r",'
        r'"sealed":"s","subject":"é\n","v":1}'
    )


def test_a_leaf_tells_nothing_of_the_content() -> None:
    book = Book()
    book.append(reasons="a very private matter", case=CASE_A)
    book.seal()
    assert b"private" not in book.events[0].leaf.canonical()
    assert b"private" in (book.events[0].payload or b"")


def test_a_machine_cannot_be_taken_for_a_person() -> None:
    assert SystemActor("worker:sweep").actor_id == "worker:sweep"
    with pytest.raises(ValueError, match="worker:sweep"):
        SystemActor("sweep")


@pytest.mark.parametrize(
    "kind",
    [
        "referral.decided",
        "people.break_glass",
        "break_glass.opened",
        "register.removed",
        "referral.agree",
        "hearing.order_decided",
    ],
)
def test_decisions_and_break_glass_are_sealed_at_once(kind: str) -> None:
    assert sealed_at_once(kind)


@pytest.mark.parametrize("kind", ["staff.accepted", "case.undecided", "note.added"])
def test_other_events_wait_their_turn(kind: str) -> None:
    assert not sealed_at_once(kind)


def test_a_kind_is_shown_in_words_even_where_it_was_given_none() -> None:
    assert in_words("staff_list.rows_mapped") == "Staff list: rows mapped"
    say("test.words_given", "Something was said")
    say("test.words_given", "Something was said")
    assert in_words("test.words_given") == "Something was said"
    with pytest.raises(ValueError, match="already has other words"):
        say("test.words_given", "Something else")
    with pytest.raises(ValueError, match="named like"):
        say("Words", "x")
