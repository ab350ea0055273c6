"""The rules of a referral, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.fitness.rules.grounds import GROUNDS
from almoner.fitness.rules.referral import MADE_OF_IT, REFERRAL
from almoner.fitness.rules.statement import in_words
from almoner.fitness.tests.factories import EFFECTS, JUDGED, STATEMENT
from almoner.people.rules import Role
from almoner.procedure.rules import Asking, Refusal, Taken, check
from almoner.procedure.rules.moves import several

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def refusals(
    move: str,
    state: str,
    role: str,
    values: Mapping[str, Any] | None = None,
    taken: tuple[Taken, ...] = (),
    reasons: str = "",
    who: str = "somebody",
) -> tuple[Refusal, ...]:
    return check(REFERRAL, move, Asking(state, who, frozenset({role}), TODAY, taken, values or {}, reasons))


def put_forward(**changes: Any) -> tuple[Refusal, ...]:
    values = {name: value for name, value in {**STATEMENT, **changes}.items() if value is not None}
    return refusals("put_forward", "preparing", Role.LINE_MANAGER, values)


def clauses_of(found: tuple[Refusal, ...]) -> list[str]:
    return [refusal.clause for refusal in found]


def put(**values: Any) -> tuple[Taken, ...]:
    return (Taken("put_forward", "the manager", Role.LINE_MANAGER, AT, {**STATEMENT, **values}),)


def test_a_whole_statement_can_be_put_forward() -> None:
    assert put_forward() == ()


@pytest.mark.clause("FTP-3.2")
def test_a_referral_that_meets_neither_test_cannot_be_put_forward() -> None:
    (refusal,) = put_forward(tests=None, why_harm=None, why_confidence=None)
    assert refusal.clause == "FTP-3.2"
    assert "performance management" in refusal.what_would_change_it


@pytest.mark.clause("FTP-3.2")
@pytest.mark.parametrize("test", ["harm", "confidence"])
def test_a_test_that_is_met_says_why(test: str) -> None:
    (refusal,) = put_forward(**{f"why_{test}": None})
    assert (refusal.clause, refusal.field) == ("FTP-3.2", f"why_{test}")


@pytest.mark.clause("FTP-3.2")
def test_what_meets_neither_test_goes_back_with_the_reason() -> None:
    back = refusals("return", "preparing", Role.LINE_MANAGER)
    assert clauses_of(back) == ["FTP-3.2"]
    assert refusals("return", "preparing", Role.LINE_MANAGER, reasons="Lateness, dealt with here.") == ()


@pytest.mark.clause("FTP-3.2-grounds")
def test_without_a_ground_nothing_is_put_forward() -> None:
    assert clauses_of(put_forward(grounds=None, misconduct_what=None)) == ["FTP-3.2-grounds"]


@pytest.mark.clause("FTP-3.2-grounds")
@pytest.mark.parametrize("ground", [ground.code for ground in GROUNDS.on(TODAY)])
def test_each_ground_asks_for_its_own_particulars(ground: str) -> None:
    found = put_forward(grounds=[ground], misconduct_what=None)
    asked = next(one for one in GROUNDS.on(TODAY) if one.code == ground).asks
    assert [(refusal.clause, refusal.field) for refusal in found] == [("FTP-3.2-grounds", asked[0].name)]


@pytest.mark.clause("FTP-3.2-grounds")
def test_a_conviction_is_not_in_the_future() -> None:
    particulars = {"conviction_court": "Leeds", "conviction_offence": "Theft", "conviction_on": date(2026, 12, 1)}
    (refusal,) = put_forward(grounds=["conviction"], misconduct_what=None, **particulars)
    assert refusal.field == "conviction_on"


def test_a_high_risk_says_what_makes_it_high() -> None:
    (refusal,) = put_forward(urgent=True)
    assert (refusal.clause, refusal.field) == ("PLAN-F15", "why_urgent")


@pytest.mark.clause("FTP-3.6")
def test_no_head_agrees_before_the_next_manager_up_has_discussed_it() -> None:
    assert clauses_of(refusals("agree", "raised", Role.HEAD_OF_SERVICE, JUDGED, put())) == ["FTP-3.8"]
    (refusal,) = refusals("agree_at_once", "raised", Role.HEAD_OF_SERVICE, JUDGED, put())
    assert refusal.clause == "FTP-3.6"


def test_a_high_risk_may_be_agreed_at_once() -> None:
    taken = put(urgent=True, why_urgent="They are on duty tonight.")
    assert refusals("agree_at_once", "raised", Role.HEAD_OF_SERVICE, JUDGED, taken) == ()


@pytest.mark.clause("FTP-3.6")
def test_a_discussion_in_the_future_has_not_taken_place() -> None:
    values = {"discussed_on": date(2026, 11, 24), "discussion": "We shall talk."}
    (refusal,) = refusals("discuss", "raised", Role.NEXT_MANAGER_UP, values, put())
    assert (refusal.clause, refusal.field) == ("FTP-3.6", "discussed_on")


@pytest.mark.clause("FTP-3.8")
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR}))
def test_nobody_below_the_head_of_service_agrees(role: str) -> None:
    assert "FTP-3.8" in clauses_of(refusals("agree", "discussed", role, JUDGED, put()))


@pytest.mark.clause("FTP-3.8")
@pytest.mark.parametrize("role", [Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR])
def test_the_referrer_never_agrees_to_their_own_referral(role: str) -> None:
    values = {**JUDGED, "head_away": "On leave."}
    (refusal,) = refusals("agree", "discussed", role, values, put(), who="the manager")
    assert refusal.clause == "FTP-3.8"
    assert "somebody else" in refusal.because


@pytest.mark.clause("FTP-3.8")
def test_a_deputy_director_says_why_the_head_is_away() -> None:
    (refusal,) = refusals("agree", "discussed", Role.DEPUTY_DIRECTOR, JUDGED, put())
    assert (refusal.clause, refusal.field) == ("FTP-3.8", "head_away")
    assert refusals("agree", "discussed", Role.DEPUTY_DIRECTOR, {**JUDGED, "head_away": "Ill."}, put()) == ()


@pytest.mark.clause("FTP-3.9")
@pytest.mark.parametrize("test", ["on_harm", "on_confidence"])
def test_agreeing_needs_a_reason_against_each_test(test: str) -> None:
    values = {name: words for name, words in JUDGED.items() if name != test}
    assert clauses_of(refusals("agree", "discussed", Role.HEAD_OF_SERVICE, values, put())) == ["FTP-3.9"]


@pytest.mark.clause("FTP-3.9")
@pytest.mark.parametrize(("move", "state"), [("decline", "discussed"), ("ask_more", "discussed")])
def test_declining_and_asking_for_more_need_reasons(move: str, state: str) -> None:
    assert clauses_of(refusals(move, state, Role.HEAD_OF_SERVICE, None, put())) == ["FTP-3.9"]


@pytest.mark.clause("FTP-3.4")
@pytest.mark.parametrize("effect", sorted(EFFECTS))
def test_nothing_is_sent_before_every_effect_is_weighed(effect: str) -> None:
    values = {name: words for name, words in EFFECTS.items() if name != effect}
    (refusal,) = refusals("submit", "agreed", Role.LINE_MANAGER, values)
    assert (refusal.clause, refusal.field) == ("FTP-3.4", effect)


@given(st.sampled_from([state for state in REFERRAL.state_names if state not in ("agreed",)]))
def test_only_what_is_agreed_is_sent(state: str) -> None:
    assert refusals("submit", state, Role.LINE_MANAGER, EFFECTS)


def test_nothing_but_an_agreement_leads_to_agreed() -> None:
    to_agreed = {move.name for move in REFERRAL.moves if move.to == "agreed"}
    assert to_agreed == {"agree", "agree_at_once"}
    assert all(set(move.not_by_taker_of) >= {"put_forward"} for move in REFERRAL.moves if move.name in to_agreed)


def test_what_the_regulator_makes_of_it_ends_it_at_the_employer() -> None:
    assert set(MADE_OF_IT) <= REFERRAL.final
    assert all("submitted" in several(move.frm) for move in REFERRAL.moves if move.to in MADE_OF_IT)


def test_the_statement_reads_in_the_words_of_its_questions() -> None:
    said = dict(in_words({**STATEMENT, "conviction_on": "2026-03-02"}))
    assert said["On which grounds?"] == "Misconduct"
    assert said["On what date?"] == "2 March 2026"
    assert said["Is the risk high, so that the regulator should look at it at once?"] == "No"
