"""An order's life: on the register, in the diary, reviewed, extended, ended, accounted for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from almoner.employment.actions import sweep
from almoner.employment.models import StaffAlert
from almoner.fitness.actions import orders as actions
from almoner.fitness.actions.diary import keep_the_diary
from almoner.fitness.models import OrderMade, OrderTerm
from almoner.fitness.queries.orders import diary, order_dates_of, owners_of
from almoner.fitness.rules.order_law import Source, last_day
from almoner.fitness.tests import factories as make
from almoner.fitness.tests.order_factories import Desk, a_concern_about, an_order, at, fresh
from almoner.notices.models import Notice
from almoner.people.actions.recusal import declare
from almoner.people.models import Membership
from almoner.procedure import actions as procedure
from almoner.procedure.queries import needs_me
from almoner.procedure.rules import Refused
from almoner.register.queries import facts_for
from almoner.register.rules.standing import Standing
from almoner.scope.clock import london_date

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]
ACCOUNT = {"what_happened": "The review was not listed.", "risk": "high", "risk_why": "At work.", "put_right": "Told."}


def standing(order: OrderMade, on: date) -> Standing:
    return facts_for([order.entry_id], on)[order.entry_id].standing.standing


def day(when: date | None) -> datetime:
    assert when is not None
    return at(when)


def follow(order: OrderMade, when: date) -> OrderMade:
    actions.follow_day(order=fresh(order), now=at(when))
    return fresh(order)


def on_worklist(desk: Desk, when: date) -> bool:
    return all(needs_me(one, when, procedure="order").exists() for one in (desk.officer, desk.second))


@pytest.mark.clause("PLAN-F8")
@pytest.mark.clause("PLAN-R14")
def test_an_interim_order_is_on_the_register_at_once_and_lasts_as_long_as_it_should(now: datetime) -> None:
    order, today = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=18), london_date(now)
    assert order.state == "in_force"
    assert standing(order, today) == Standing.SUSPENDED
    assert order.until is not None
    assert standing(order, order.until) == Standing.SUSPENDED
    assert standing(order, order.until + timedelta(days=1)) == Standing.REGISTERED


def test_a_final_order_binds_once_the_time_to_appeal_has_passed(now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "suspension", now=now)
    assert order.state == "made"
    assert standing(order, order.starts - timedelta(days=1)) == Standing.REGISTERED
    assert follow(order, order.starts - timedelta(days=1)).state == "made"
    assert follow(order, order.starts).state == "in_force"
    assert standing(order, order.starts) == Standing.SUSPENDED


@pytest.mark.clause("PLAN-F8")
@pytest.mark.parametrize("wrong", [
    {"until": date(2030, 1, 1)}, {"starts": date(2026, 11, 20)}, {"kind": "no such"}, {"text": " "}, {"reasons": ""},
    {"until": date(2020, 1, 1)},
])  # fmt: skip
def test_an_order_that_the_law_does_not_allow_leaves_nothing_behind(now: datetime, wrong: dict[str, Any]) -> None:
    concern = a_concern_about(now=now)
    good = {"kind": "interim-suspension", "starts": london_date(now), "until": date(2027, 1, 1), "text": "Suspended.",
            "reasons": "To protect the public.", "source": Source.INTERIM}  # fmt: skip
    with pytest.raises(Refused) as refused:
        actions.make_order(concern=concern, by=actions.ORDERS, now=now, key="k", **{**good, **wrong})
    assert refused.value.clause == "PLAN-F8"
    assert not OrderMade.objects.exists()
    assert facts_for([concern.entry_id], date(2026, 12, 1))[concern.entry_id].standing.standing == Standing.REGISTERED  # type: ignore[list-item, index]


def test_an_order_about_nobody_on_the_register_is_refused(now: datetime) -> None:
    concern = a_concern_about(now=now)
    concern.entry_id = None
    with pytest.raises(Refused, match="nobody on the register"):
        an_order(concern, "warning", now=now)


def test_one_decision_makes_one_order_however_often_it_arrives(now: datetime) -> None:
    concern, until = a_concern_about(now=now), last_day(london_date(now), 12)
    made = {
        actions.make_order(
            concern=concern, kind="warning", starts=london_date(now), until=until, text="Warned.", reasons="Agreed.",
            by=actions.ORDERS, now=when, key="decision",
        ).pk
        for when in (now, now, now + timedelta(days=3))
    }  # fmt: skip
    assert len(made) == OrderTerm.objects.count() == 1


@pytest.mark.clause("PLAN-F8")
def test_whoever_employs_the_worker_is_told(now: datetime) -> None:
    council = make.a_council()
    concern = a_concern_about(now=now)
    concern.entry = council.member.entry
    sweep(now=now)
    an_order(concern, "interim-suspension", now=now)
    sweep(now=now + timedelta(minutes=1))
    alert = StaffAlert.objects.get(member=council.member)
    assert "uspen" in alert.words
    assert Notice.objects.filter(to_person=council.manager, template="staff_alerts").exists()


@pytest.mark.clause("PLAN-F8")
def test_an_order_near_its_review_is_on_every_hearings_officers_worklist(desk: Desk, now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=18)
    assert order.review_by == date(2027, 5, 22)
    assert follow(order, order.review_by - timedelta(days=57)).state == "in_force"
    assert follow(order, order.review_by - timedelta(days=56)).state == "to_be_reviewed"
    assert on_worklist(desk, order.review_by - timedelta(days=56))
    line = needs_me(desk.officer, order.review_by, procedure="order").get()
    assert line.due == order.review_by


@pytest.mark.long
def test_an_order_shorter_than_the_time_it_takes_to_list_is_called_up_at_once(desk: Desk, now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=1)
    assert order.state == "to_be_reviewed"
    assert on_worklist(desk, london_date(now))


@pytest.mark.clause("PLAN-F8")
def test_an_order_that_runs_out_with_no_decision_stays_until_two_people_have_accounted_for_it(
    desk: Desk, now: datetime
) -> None:
    order = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=2)
    assert order.until is not None
    after = order.until + timedelta(days=1)
    assert follow(order, order.until).state == "to_be_reviewed"
    order = follow(order, after)
    assert (order.state, order.closed_at) == ("ran_out", None)
    assert on_worklist(desk, after)
    procedure.take(case=order, move="account", by=desk.officer, now=at(after), key="a", reasons="So.", values=ACCOUNT)
    with pytest.raises(Refused, match="somebody else has to do this"):
        procedure.take(case=order, move="agree_account", by=desk.officer, now=at(after), key="b", reasons="Yes.")
    assert list(diary(desk.second, after)) == [order]
    procedure.take(case=order, move="agree_account", by=desk.second, now=at(after), key="c", reasons="Yes.")
    assert fresh(order).state == "lapsed"
    assert not diary(desk.second, after).exists()


@pytest.mark.parametrize("kind", ["warning", "advice"])
def test_a_warning_ends_by_itself_and_that_is_recorded(desk: Desk, now: datetime, kind: str) -> None:
    order = an_order(a_concern_about(now=now), kind, now=now)
    assert order.until is not None
    last = order.until
    assert follow(order, last).state == "in_force"
    order = follow(order, last + timedelta(days=1))
    assert (order.state, order.closed_at is not None) == ("ended", True)
    assert not on_worklist(desk, last)


@pytest.mark.clause("PLAN-F8")
def test_a_confirmed_interim_order_is_reviewed_again_within_six_months_of_its_review(now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=18)
    order = actions.confirm_order(order=order, reasons="The risk stands.", now=at(date(2027, 4, 5)), key="r1")
    assert (order.state, order.review_by) == ("in_force", date(2027, 10, 4))
    order = actions.confirm_order(order=order, reasons="It still does.", now=at(date(2027, 10, 1)), key="r2")
    assert order.review_by == date(2028, 3, 31)
    order = actions.confirm_order(order=order, reasons="It does.", now=at(date(2028, 3, 1)), key="r3")
    assert order.review_by == order.until == date(2028, 5, 22)


def test_an_interim_order_is_swapped_for_the_other_kind_for_the_same_period(now: datetime) -> None:
    order, when = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=18), date(2027, 4, 5)
    varied = actions.vary_order(
        order=order, kind="interim-conditions", starts=when, until=order.until, text="Supervised.",
        reasons="Conditions are enough.", now=at(when), key="r",
    )  # fmt: skip
    assert standing(varied, when - timedelta(days=1)) == Standing.SUSPENDED
    assert standing(varied, when) == Standing.CONDITIONS
    assert varied.until == order.until
    assert OrderTerm.objects.filter(order=order, lifted_on=when).count() == 1


@pytest.mark.clause("PLAN-F8")
@pytest.mark.parametrize("wrong", [
    {"until": date(2028, 6, 1)}, {"kind": "conditions"}, {"starts": date(2027, 4, 1)}, {"starts": date(2030, 1, 1)},
])  # fmt: skip
def test_a_review_makes_an_interim_order_no_longer_and_nothing_else_of_it(now: datetime, wrong: dict[str, Any]) -> None:
    order, when = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=18), date(2027, 4, 5)
    assert order.until is not None
    given: dict[str, Any] = {"kind": "interim-suspension", "starts": when, "until": order.until, "text": "Suspended."}
    with pytest.raises(Refused) as refused:
        actions.vary_order(order=order, reasons="R.", now=at(when), key="r", **{**given, **wrong})
    assert refused.value.clause == "PLAN-F8"
    assert standing(order, when) == Standing.SUSPENDED


@pytest.mark.long
def test_a_final_order_is_renewed_from_its_end_with_no_day_between(now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "suspension", now=now)
    order = follow(order, order.starts)
    assert order.until is not None
    following = order.until + timedelta(days=1)
    renewed = actions.vary_order(
        order=order, kind="conditions", starts=following, until=last_day(following, 12), text="Supervised.",
        reasons="Some risk stands.", now=at(order.until - timedelta(days=20)), key="r",
    )  # fmt: skip
    assert standing(renewed, order.until) == Standing.SUSPENDED
    assert standing(renewed, following) == Standing.CONDITIONS
    assert renewed.review_by == renewed.until


@pytest.mark.long
def test_a_revoked_order_is_off_the_register_and_out_of_the_diary(desk: Desk, now: datetime) -> None:
    order, when = an_order(a_concern_about(now=now), "interim-suspension", now=now), date(2026, 12, 10)
    order = actions.revoke_order(order=order, reasons="No longer needed.", now=at(when), key="r")
    assert order.state == "revoked"
    assert standing(order, when) == Standing.REGISTERED
    assert not diary(desk.officer, when).exists()


@pytest.mark.long
def test_an_order_that_a_review_lets_end_closes_on_its_last_day_and_not_before(now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "suspension", now=now)
    order = follow(order, order.starts)
    assert order.until is not None
    order = actions.let_order_end(order=order, reasons="Safe to return.", now=day(order.until - timedelta(9)), key="r")
    assert follow(order, order.until or date.max).state == "ending"
    assert order.until is not None
    assert follow(order, order.until + timedelta(days=1)).state == "ended"


@pytest.mark.clause("PLAN-F8")
def test_the_high_court_extends_an_interim_order_and_it_is_reviewed_more_often(desk: Desk, now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=18)
    granted, until = date(2028, 5, 10), date(2029, 2, 22)
    order = actions.confirm_order(order=order, reasons="Stands.", now=at(date(2028, 5, 1)), key="r")
    extend = {"granted_on": granted, "until": until, "court_reference": "[2028] EWHC 1 (Admin)"}
    procedure.take(case=order, move="extend", by=desk.officer, now=at(granted), key="x", values=extend)
    order = fresh(order)
    assert (order.until, order.review_by) == (until, date(2028, 8, 9))
    assert standing(order, until) == Standing.SUSPENDED
    assert standing(order, until + timedelta(days=1)) == Standing.REGISTERED


@pytest.mark.clause("PLAN-F8")
@pytest.mark.parametrize(("granted", "until", "field"), [
    (date(2028, 5, 23), date(2029, 1, 1), "granted_on"),  # after it had ended
    (date(2028, 5, 10), date(2028, 5, 22), "until"),  # no longer than it is
    (date(2028, 5, 10), date(2029, 5, 23), "until"),  # longer than a year at a time
    (date(2020, 5, 10), date(2029, 1, 1), "granted_on"),  # before it was made
])  # fmt: skip
def test_an_extension_the_law_does_not_know_is_refused(
    desk: Desk, now: datetime, granted: date, until: date, field: str
) -> None:
    order = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=18)
    values = {"granted_on": granted, "until": until, "court_reference": "X"}
    with pytest.raises(Refused) as refused:
        procedure.take(case=order, move="extend", by=desk.officer, now=at(date(2028, 5, 24)), key="x", values=values)
    assert [one.field for one in refused.value.refusals] == [field]


@pytest.mark.long
def test_a_final_order_is_not_extended_by_the_court(desk: Desk, now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "suspension", now=now)
    order = follow(order, order.starts)
    values = {"granted_on": order.starts, "until": date(2029, 1, 1), "court_reference": "X"}
    with pytest.raises(Refused, match="Only an interim order"):
        procedure.take(case=order, move="extend", by=desk.officer, now=at(order.starts), key="x", values=values)


def test_a_final_order_takes_the_place_of_the_interim_one_that_covered_it(now: datetime) -> None:
    concern = a_concern_about(now=now)
    cover = an_order(concern, "interim-suspension", now=now, months=18)
    final = an_order(concern, "suspension", now=now)
    assert standing(final, final.starts - timedelta(days=1)) == Standing.SUSPENDED
    assert follow(final, final.starts).state == "in_force"
    assert fresh(cover).state == "superseded"
    assert standing(final, final.starts) == Standing.SUSPENDED


@pytest.mark.long
def test_a_removal_order_ends_the_registration_on_its_day(now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "removal", now=now)
    assert standing(order, order.starts) == Standing.REGISTERED
    assert follow(order, order.starts).state == "removed"
    assert standing(order, order.starts) == Standing.ENDED
    assert standing(order, order.starts - timedelta(days=1)) == Standing.REGISTERED


class TestTheDiary:
    @pytest.mark.long
    def test_its_owner_is_warned_more_than_once_and_once_for_each_day(self, desk: Desk, now: datetime) -> None:
        order = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=2)
        assert order.until is not None
        for left in (57, 56, 55, 28, 14, 14, 7, 3, 1, 0):
            keep_the_diary(now=at(order.until - timedelta(days=left)))
        warned = Notice.objects.filter(template="order_day_near", to_person=desk.officer)
        assert warned.count() == 7
        keep_the_diary(now=at(order.until + timedelta(days=1)))
        assert Notice.objects.filter(template="order_day_passed", to_person=desk.officer).count() == 1

    def test_the_one_who_holds_an_order_owns_it_until_they_leave(self, desk: Desk, now: datetime) -> None:
        order, today = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=1), london_date(now)
        procedure.assign(case=order, to=desk.officer, by=desk.second, now=now)
        order = fresh(order)
        assert owners_of(order, today) == [desk.officer]
        Membership.objects.filter(person=desk.officer).update(ends=today)
        assert owners_of(order, today + timedelta(days=1)) == [desk.second]
        procedure.follow_people(now=now + timedelta(days=1))
        assert needs_me(desk.second, today + timedelta(days=1), procedure="order").exists()

    @pytest.mark.long
    def test_an_owner_with_a_conflict_owns_it_no_more(self, desk: Desk, now: datetime) -> None:
        concern = a_concern_about(now=now)
        order, today = an_order(concern, "interim-suspension", now=now, months=2), london_date(now)
        procedure.assign(case=order, to=desk.officer, by=desk.second, now=now)
        declare(
            person=desk.officer, subject=f"fitness.concern:{concern.pk}", called=concern.reference,
            organisation=concern.organisation, words="My cousin.", now=now,
        )  # fmt: skip
        assert owners_of(fresh(order), today) == [desk.second]
        assert not diary(desk.officer, today).exists()
        assert diary(desk.second, today).exists()

    @pytest.mark.long
    def test_both_its_days_are_in_its_owners_calendar_and_name_nobody(self, desk: Desk, now: datetime) -> None:
        order = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=18)
        events = list(order_dates_of(desk.officer, london_date(now)))
        assert {event.day for event in events} == {order.review_by, order.until}
        assert not any("Okonkwo" in event.title for event in events)
