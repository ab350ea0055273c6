"""Who may take which move, and what a refusal says."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.procedure.rules import About, Asking, Field, Kind, Move, Procedure, Refused, Taken, check
from almoner.procedure.rules.moves import insist, role_used
from almoner.procedure.rules.wellformed import faults

from .grid import ME, OTHER, follows_the_table
from .referral import DEPUTY_DIRECTOR, HEAD_OF_SERVICE, LINE_MANAGER, REFERRAL

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
DISCUSSED = Taken("discuss", OTHER, "next_manager_up", AT)
AS_HEAD = Asking("discussed", ME, frozenset({HEAD_OF_SERVICE}), date(2026, 6, 2), (DISCUSSED,), reasons="Weighed.")


def told(asking: Asking, move: str = "agree", **how: bool) -> list[tuple[str, About]]:
    return [(refusal.clause, refusal.about) for refusal in check(REFERRAL, move, asking, **how)]


def test_the_head_of_service_may_agree_what_another_put_forward() -> None:
    assert told(replace(AS_HEAD, taken=(Taken("put_forward", OTHER, "line_manager", AT), DISCUSSED))) == []


def test_whoever_put_it_forward_may_not_agree_it_whatever_their_role() -> None:
    mine = replace(AS_HEAD, taken=(Taken("put_forward", ME, "line_manager", AT), DISCUSSED))
    [refusal] = check(REFERRAL, "agree", mine)
    assert (refusal.clause, refusal.about) == ("FTP-3.8", About.DUTIES)
    assert refusal.because == "You took the step “put forward” on this case, so somebody else has to do this."
    assert "the head of service or the deputy director" in refusal.what_would_change_it


def test_a_deputy_director_says_why_the_head_is_away() -> None:
    deputy = replace(AS_HEAD, roles=frozenset({DEPUTY_DIRECTOR}))
    assert told(deputy) == [("FTP-3.8", About.TEST)]
    assert told(replace(deputy, values={"absence": "On leave"})) == []


def test_a_referral_that_meets_neither_test_is_refused_by_that_clause() -> None:
    asking = Asking("", ME, frozenset({LINE_MANAGER}), date(2026, 6, 1), values={"grounds": ["health"]}, reasons="Why")
    assert told(asking, "put_forward") == [("FTP-3.2", About.TEST)]


def test_every_refusal_is_told_at_once() -> None:
    stranger = Asking("raised", ME, frozenset(), date(2026, 6, 1), (Taken("put_forward", ME, "", AT),))
    abouts = [about for _, about in told(stranger)]
    assert abouts == [About.STATE, About.ROLE, About.DUTIES, About.TEST, About.REASONS, About.TEST]


def test_before_anything_is_typed_only_the_case_and_the_person_are_judged() -> None:
    silent = replace(AS_HEAD, reasons="", roles=frozenset({DEPUTY_DIRECTOR}))
    assert not check(REFERRAL, "agree", silent, typed=False)
    assert check(REFERRAL, "agree", replace(silent, taken=()), typed=False)


def test_blank_reasons_are_no_reasons() -> None:
    assert told(replace(AS_HEAD, reasons=" \n\t")) == [("FTP-3.8", About.REASONS)]


def test_what_is_not_asked_for_is_refused_rather_than_kept() -> None:
    [refusal] = check(REFERRAL, "agree", replace(AS_HEAD, values={"state": "sent"}))
    assert (refusal.about, refusal.field) == (About.FIELD, "state")


def test_insisting_raises_with_every_refusal() -> None:
    with pytest.raises(Refused) as caught:
        insist(REFERRAL, "agree", replace(AS_HEAD, state="raised", reasons=""))
    assert [r.about for r in caught.value.refusals] == [About.STATE, About.REASONS]
    assert caught.value.clause == "FTP-3.8"


def test_an_unknown_move_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="no move 'fly'"):
        check(REFERRAL, "fly", AS_HEAD)


def test_the_role_used_is_the_first_the_table_names() -> None:
    agree = REFERRAL.move("agree")
    assert agree
    assert role_used(agree, {DEPUTY_DIRECTOR, HEAD_OF_SERVICE}) == HEAD_OF_SERVICE


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.sampled_from(Kind), anything, st.booleans())
def test_no_answer_of_any_shape_breaks_a_field(kind: Kind, value: Any, required: bool) -> None:
    field = Field("x", "What?", kind, required=required, choices=(("a", "A"), ("b", "B")))
    fault = field.fault(value)
    assert isinstance(fault, str)
    if kind is Kind.CHOICE and not fault and value not in (None, "", [], ()):
        assert value in {"a", "b"}
    if kind is Kind.YES_NO and value in ("yes", 1, 0):
        assert fault or isinstance(value, bool)


def test_an_answer_of_spaces_is_no_answer() -> None:
    assert Field("why", "Why?", Kind.LONG).fault(" \n\u00a0").startswith("Give an answer")
    assert not Field("why", "Why?", Kind.LONG, required=False).fault(" ")


def test_the_whole_grid_of_state_move_and_role_follows_the_table() -> None:
    assert follows_the_table(REFERRAL) == 9 * 8 * 6 * 9 * 2


@pytest.mark.parametrize("blind_to", [About.STATE, About.ROLE, About.DUTIES])
def test_a_hole_in_the_check_turns_the_grid_red(blind_to: About) -> None:
    def holed(*args: Any, **kwargs: Any) -> Any:
        return tuple(r for r in check(*args, **kwargs) if r.about is not blind_to)

    with pytest.raises(AssertionError, match="sample_referral"):
        follows_the_table(REFERRAL, holed)


def test_the_sample_is_well_formed() -> None:
    assert list(faults(REFERRAL, lambda clause: clause.startswith("FTP-"))) == []


FIRST = Move("open", to="a", by=["x"], cites="C-1")
LAST = Move("close", "a", to="b", by=["x"], cites="C-1")


@pytest.mark.parametrize(
    ("moves", "fault"),
    [
        ([FIRST, LAST, Move("leap", "c", to="b", by=["x"], cites="C-1")], "State 'c' cannot be reached."),
        (
            [FIRST, LAST, replace(LAST, not_by_taker_of=["fly"], name="end")],
            "bars the taker of 'fly', which is no move",
        ),
        ([FIRST, LAST, LAST], "Two moves are called 'close'."),
        ([FIRST, replace(LAST, by=[])], "can be taken by nobody"),
        ([LAST], "No move opens a case."),
        ([FIRST, LAST, replace(LAST, cites="X-9", name="end")], "Move 'end' cites 'X-9', which no source has."),
        ([FIRST, LAST, replace(LAST, to="=", frm="d", name="end")], "State 'd' cannot be reached."),
        (
            [FIRST, LAST, replace(LAST, to="d", name="go"), replace(LAST, frm="d", to="d", name="round")],
            "From state 'd' no end can be reached.",
        ),
    ],
)
def test_a_mistake_in_the_table_is_named(moves: list[Move], fault: str) -> None:
    found = list(faults(Procedure("p", moves=moves), lambda clause: clause == "C-1"))
    assert any(fault in one for one in found), found


def test_a_clock_that_names_an_unknown_state_is_named() -> None:
    clock = replace(REFERRAL.clocks[0], stops=["agred"], days=3)
    found = list(faults(replace(REFERRAL, clocks=[clock])))
    assert found == [
        "Clock 'decision' needs one length: working_days, days or months.",
        "Clock 'decision' names 'agred', which is no state.",
    ]
