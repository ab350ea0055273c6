"""An order under appeal binds nobody, whatever the calendar says; what the court decides is what the register shows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.fitness.actions.diary import keep_the_diary
from almoner.fitness.models import OrderMade
from almoner.fitness.rules.appeals import term_after_appeal
from almoner.fitness.rules.order_law import KINDS
from almoner.fitness.rules.order_law import last_day as last_day_of
from almoner.fitness.tests.order_factories import Desk, a_concern_about, an_order, at, fresh
from almoner.procedure import actions as procedure
from almoner.procedure.rules import Refused
from almoner.register.queries import facts_for
from almoner.register.rules.standing import Standing
from almoner.scope.context import system

pytestmark = [pytest.mark.clause("PLAN-F8")]
COURT: dict[str, Any] = {"court_reference": "[2027] EWHC 9 (Admin)", "what_court_said": "Dismissed."}
YEARS = st.dates(date(2021, 1, 1), date(2040, 1, 1))


@pytest.fixture
def order(desk: Desk, arranging: None, now: datetime) -> OrderMade:
    return an_order(a_concern_about(now=now), now=now)


def step(order: OrderMade, move: str, desk: Desk, day: date, **values: Any) -> OrderMade:
    with system("test"):
        procedure.take(case=order, move=move, by=desk.officer, now=at(day), key=f"{move}:{day}", values=values)
    return fresh(order)


def appealed(order: OrderMade, desk: Desk) -> OrderMade:
    lodged = order.made_on + timedelta(days=10)
    given = {"lodged_on": lodged, "appellant": "worker", "court_reference": "CO/1/2027"}
    return step(order, "appeal", desk, lodged, **given)


def standing(order: OrderMade, day: date) -> Standing:
    return facts_for([order.entry_id], day)[order.entry_id].standing.standing


def test_under_appeal_no_day_puts_it_in_force_or_on_the_register(order: OrderMade, desk: Desk) -> None:
    assert standing(order, order.starts) == Standing.SUSPENDED
    order = appealed(order, desk)
    for days in (0, 1, 200, 600):
        keep_the_diary(now=at(order.starts + timedelta(days=days)))
        assert fresh(order).state == "appealed"
        assert standing(order, order.starts + timedelta(days=days)) != Standing.SUSPENDED


def test_once_the_appeal_fails_it_takes_effect_that_day_for_as_long_as_it_was_made_for(
    order: OrderMade, desk: Desk
) -> None:
    assert order.until is not None
    length, decided = order.until - order.starts, order.starts + timedelta(days=90)
    order = step(appealed(order, desk), "appeal_ends", desk, decided, decided_on=decided, **COURT)
    keep_the_diary(now=at(decided))
    order = fresh(order)
    assert (order.state, order.starts, order.until) == ("in_force", decided, decided + length)
    assert order.review_by == order.until
    assert standing(order, decided) == Standing.SUSPENDED


def test_an_appeal_that_is_withdrawn_at_once_leaves_its_first_day_as_it_was(order: OrderMade, desk: Desk) -> None:
    held = appealed(order, desk)
    withdrawn = order.made_on + timedelta(days=12)
    again = step(held, "appeal_ends", desk, withdrawn, decided_on=withdrawn, **COURT)
    assert (again.state, again.starts, again.until) == ("made", order.starts, order.until)
    assert standing(order, order.starts) == Standing.SUSPENDED


def test_an_order_that_is_quashed_never_binds_and_its_interim_cover_is_to_be_reviewed(
    order: OrderMade, desk: Desk, now: datetime
) -> None:
    cover = an_order(order.concern, "interim-suspension", now=now, months=18)
    decided = order.starts + timedelta(days=30)
    order = step(appealed(order, desk), "quash", desk, decided, decided_on=decided, **COURT)
    assert (order.state, fresh(cover).state) == ("quashed", "to_be_reviewed")
    assert cover.until is not None
    assert standing(order, cover.until + timedelta(days=1)) == Standing.REGISTERED


def test_what_the_court_puts_in_its_place_is_what_the_register_shows(order: OrderMade, desk: Desk) -> None:
    decided = order.starts + timedelta(days=30)
    instead = {"kind": "conditions", "text": "Supervised weekly.", "starts": decided}
    held = appealed(order, desk)
    given = {"decided_on": decided, **COURT, **instead}
    with pytest.raises(Refused, match="36 months at most"):
        step(held, "substitute", desk, decided, **given, until=last_day_of(decided, 37))
    with pytest.raises(Refused, match="no final one"):
        step(
            held, "substitute", desk, decided, **{**given, "kind": "interim-conditions"}, until=last_day_of(decided, 6)
        )
    order = step(held, "substitute", desk, decided, **given, until=last_day_of(decided, 6))
    keep_the_diary(now=at(decided))
    assert (fresh(order).state, fresh(order).kind) == ("in_force", "conditions")
    assert standing(order, decided) == Standing.CONDITIONS


@pytest.mark.parametrize("days", [-1, 11])
def test_an_appeal_has_a_day_that_can_be(order: OrderMade, desk: Desk, days: int) -> None:
    lodged = order.made_on + timedelta(days=days)
    given = {"lodged_on": lodged, "appellant": "authority", "court_reference": "CO/1/2027"}
    with pytest.raises(Refused) as refused:
        step(order, "appeal", desk, order.made_on + timedelta(days=10), **given)
    assert [(one.clause, one.field) for one in refused.value.refusals] == [("PLAN-F8", "lodged_on")]


@given(st.sampled_from(["conditions", "suspension"]), YEARS, st.integers(1, 36), st.integers(0, 1500))
def test_after_an_appeal_no_order_is_longer_than_it_was_made_or_than_the_law_allows(
    kind: str, starts: date, months: int, waits: int
) -> None:
    until, today = last_day_of(starts, months), starts + timedelta(days=waits)
    begins, ends = term_after_appeal(kind, starts, until, today)
    assert begins == today
    assert ends is not None
    assert begins <= ends
    assert ends - begins <= until - starts
    assert ends <= last_day_of(begins, KINDS[kind].terms.on(begins).longest or 0)
