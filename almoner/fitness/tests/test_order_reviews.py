"""The review of an order through a hearing: listed in time, decided, and followed by the register."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from almoner.fitness.actions.orders import follow_day
from almoner.fitness.models import Hearing, OrderMade
from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests.hearing_factories import step
from almoner.fitness.tests.order_factories import Desk, a_concern_about, an_order, at, fresh
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.queries import needs_me
from almoner.procedure.rules import Refused
from almoner.register.queries import facts_for
from almoner.register.rules.standing import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]
#: The order of these tests is to be reviewed by Saturday 22 May 2027; called up 56 days before.
CALLED_UP = date(2027, 3, 29)
HEARD = date(2027, 5, 17)
STANDS: dict[str, Any] = {"outcome": "confirm", "why_no_less": "Nothing has changed."}


@pytest.fixture
def order(now: datetime) -> OrderMade:
    made = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=18)
    follow_day(order=made, now=at(CALLED_UP))
    return fresh(made)


def listed_for_review(order: OrderMade, desk: Desk) -> Hearing:
    procedure.take(case=order, move="list_review", by=desk.officer, now=at(CALLED_UP), key=f"list:{order.version}")
    return Hearing.objects.get(order=order, closed_at__isnull=True)


def reviewed(order: OrderMade, desk: Desk, bench: list[Person], **outcome: Any) -> OrderMade:
    hearing = hear.opened(listed_for_review(order, desk), desk, bench, at(CALLED_UP), HEARD)
    hear.decided(hearing, bench, HEARD, **outcome)
    return fresh(order)


def standing(order: OrderMade, on: date) -> Standing:
    return facts_for([order.entry_id], on)[order.entry_id].standing.standing


@pytest.mark.clause("PLAN-F8")
def test_a_review_listed_after_the_order_must_be_reviewed_is_refused(
    desk: Desk, bench: list[Person], order: OrderMade
) -> None:
    hearing = hear.seated(listed_for_review(order, desk), desk, bench[:2], at(CALLED_UP))
    late = date(2027, 5, 24)
    with pytest.raises(Refused, match="must be reviewed by 22 May 2027, and that is later") as refused:
        step(hearing, "list", desk.officer, at(CALLED_UP), **hear.LISTED, first_day=late, last_day=late)
    assert refused.value.clause == "PLAN-F8"
    hearing = hear.opened(hearing, desk, bench, at(CALLED_UP), HEARD)
    days = {"first_day": late, "last_day": late, "session": "day"}
    with pytest.raises(Refused, match="and that is later"):
        step(hearing, "adjourn", bench[0], at(HEARD), "Longer.", **days)


@pytest.mark.long
def test_found_still_needed_it_goes_on_and_is_reviewed_again_in_six_months(
    desk: Desk, bench: list[Person], order: OrderMade
) -> None:
    order = reviewed(order, desk, bench, **STANDS)
    assert (order.state, order.reviewed_on, order.review_by) == ("in_force", HEARD, date(2027, 11, 16))


def test_replaced_by_conditions_the_register_follows_on_the_day(
    desk: Desk, bench: list[Person], order: OrderMade
) -> None:
    swap = {"outcome": "vary", "kind": "interim-conditions", "shown": "Supervised.", "why_no_less": "Some risk."}
    order = reviewed(order, desk, bench, **swap)
    assert (order.kind, order.until) == ("interim-conditions", date(2028, 5, 22))
    assert standing(order, HEARD - timedelta(days=1)) == Standing.SUSPENDED
    assert standing(order, HEARD) == Standing.CONDITIONS


@pytest.mark.long
def test_revoked_it_is_off_the_register_that_day(desk: Desk, bench: list[Person], order: OrderMade) -> None:
    order = reviewed(order, desk, bench, outcome="revoke")
    assert (order.state, standing(order, HEARD)) == ("revoked", Standing.REGISTERED)


@pytest.mark.long
def test_let_end_it_stays_to_its_last_day_and_then_closes(desk: Desk, bench: list[Person], order: OrderMade) -> None:
    order = reviewed(order, desk, bench, outcome="let_end")
    assert order.until is not None
    assert (order.state, order.review_by) == ("ending", None)
    assert standing(order, order.until) == Standing.SUSPENDED
    follow_day(order=order, now=at(order.until + timedelta(days=1)))
    assert fresh(order).state == "ended"


@pytest.mark.parametrize("wrong", [
    {"kind": "suspension"}, {"kind": ""}, {"shown": ""}, {"why_no_less": ""}, {"outcome": "warning", "months": 12},
])  # fmt: skip
@pytest.mark.long
def test_a_review_decides_nothing_that_is_not_its_to_decide(
    desk: Desk, bench: list[Person], order: OrderMade, wrong: dict[str, Any]
) -> None:
    hearing = hear.opened(listed_for_review(order, desk), desk, bench, at(CALLED_UP), HEARD)
    good = {"outcome": "vary", "kind": "interim-conditions", "shown": "Supervised.", "why_no_less": "Some risk."}
    values = {name: value for name, value in {**good, **wrong}.items() if value != ""}
    with pytest.raises(Refused) as refused:
        step(hearing, "draft", bench[0], at(HEARD), text="T", **values)
    assert refused.value.clause == "PLAN-F8"


@pytest.mark.long
def test_a_suspension_is_renewed_from_its_end_at_a_review(desk: Desk, bench: list[Person], now: datetime) -> None:
    made = an_order(a_concern_about(now=now), "suspension", now=now, months=6)
    assert made.until is not None
    for day in (made.starts, made.until - timedelta(days=55)):
        follow_day(order=fresh(made), now=at(day))
    order, heard = fresh(made), made.until - timedelta(days=10)
    heard -= timedelta(days=heard.weekday() if heard.weekday() > 4 else 0)
    procedure.take(case=order, move="list_review", by=desk.officer, now=at(heard - timedelta(days=40)), key="l")
    hearing = Hearing.objects.get(order=order)
    hearing = hear.opened(hearing, desk, bench, at(heard - timedelta(days=30)), heard)
    renewed = {"outcome": "vary", "kind": "suspension", "begins": "at_its_end", "months": 12, "shown": "Suspended.",
               "why_no_less": "No insight."}  # fmt: skip
    hear.decided(hearing, bench, heard, **renewed)
    order = fresh(order)
    assert order.until is not None
    assert order.until > made.until + timedelta(days=360)
    assert standing(order, made.until) == standing(order, made.until + timedelta(days=1)) == Standing.SUSPENDED


def test_a_review_that_will_not_be_held_gives_the_order_back_to_somebody(desk: Desk, order: OrderMade) -> None:
    step(listed_for_review(order, desk), "cancel", desk.officer, at(CALLED_UP), "Listed in error.")
    assert fresh(order).state == "to_be_reviewed"
    assert needs_me(desk.officer, CALLED_UP, procedure="order").exists()
    assert listed_for_review(fresh(order), desk).state == "to_list"


@pytest.mark.clause("PLAN-F8")
def test_an_order_that_runs_out_while_its_review_waits_is_not_hidden_by_it(
    desk: Desk, bench: list[Person], now: datetime
) -> None:
    order = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=1)
    procedure.take(case=order, move="list_review", by=desk.officer, now=now, key="l")
    assert order.until is not None
    after = order.until + timedelta(days=1)
    follow_day(order=fresh(order), now=at(after))
    assert fresh(order).state == "ran_out"
    assert Hearing.objects.get(order=order).state == "cancelled"
    assert needs_me(desk.officer, after, procedure="order").exists()


@pytest.mark.long
def test_new_evidence_brings_a_review_early(desk: Desk, bench: list[Person], now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=18)
    procedure.take(case=order, move="review_early", by=desk.officer, now=now, key="e", reasons="A new statement.")
    hearing = hear.opened(Hearing.objects.get(order=order), desk, bench, now)
    hear.decided(hearing, bench, outcome="revoke")
    assert fresh(order).state == "revoked"


@pytest.mark.long
def test_an_extension_moves_the_day_by_which_its_review_is_listed(desk: Desk, order: OrderMade) -> None:
    hearing = listed_for_review(order, desk)
    values = {"granted_on": CALLED_UP, "until": date(2028, 11, 22), "court_reference": "[2027] EWHC 1 (Admin)"}
    procedure.take(case=fresh(order), move="extend", by=desk.officer, now=at(CALLED_UP), key="x", values=values)
    hearing.refresh_from_db()
    assert hearing.order_day == fresh(order).review_by == date(2027, 6, 28)


@pytest.mark.long
def test_the_panel_made_order_is_not_reviewed_by_who_made_it_alone(
    desk: Desk, bench: list[Person], order: OrderMade
) -> None:
    """Nobody approves the review that they wrote, whoever sat before."""
    hearing = hear.opened(listed_for_review(order, desk), desk, bench, at(CALLED_UP), HEARD)
    hearing = step(hearing, "draft", bench[0], at(HEARD), text="T", **STANDS)
    with pytest.raises(Refused, match="You wrote this text"):
        step(hearing, "approve", bench[0], at(HEARD), fingerprint=hear.fingerprint_of(hearing))
