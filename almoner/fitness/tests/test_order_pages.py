"""The order diary and an order's page, as a browser without script meets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from almoner.fitness.models import OrderMade
from almoner.fitness.queries.orders import diary
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import order_factories as arrange
from almoner.fitness.tests.browsing import signed_in, text
from almoner.fitness.tests.order_factories import Desk, a_concern_about, an_order
from almoner.fitness.web.presenters.orders import diary_row
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.register.tests.factories import the_regulator
from almoner.scope.clock import london_date
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


def test_with_no_order_the_diary_says_what_it_is_for(desk: Desk) -> None:
    assert "No order is in force" in text(signed_in(desk.officer).get("/concerns/orders/"))


@pytest.mark.clause("PLAN-F8")
def test_the_diary_shows_a_passed_day_in_red_though_no_worker_has_run(desk: Desk, now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "interim-suspension", now=now, months=1)
    assert order.until is not None
    with time_machine.travel(now + timedelta(days=40)):
        page = signed_in(desk.officer).get("/concerns/orders/")
        assert "1 order has" in text(page)
        assert "almoner-status--bad" in text(page)
        assert "Passed" in text(page)
        assert "Jane Okonkwo" in text(signed_in(desk.officer).get("/concerns/orders/?show=passed"))


@pytest.mark.parametrize(("days", "says"), [(2, "Ends in 2 days"), (1, "Ends in 1 day"), (0, "Ends today")])
def test_the_diary_counts_the_days_that_an_order_has_left(days: int, says: str) -> None:
    today = date(2026, 6, 1)
    order = OrderMade(kind="warning", state="in-force", starts=today, until=today + timedelta(days))
    assert diary_row(order, today)["left"] == says


@pytest.mark.parametrize("asked", ["?show=nonsense", "?q=%FF", "?page=0", "?page=nonsense", "?show=unheld&q=ORD"])
def test_nothing_typed_into_the_diarys_address_breaks_it(desk: Desk, now: datetime, asked: str) -> None:
    an_order(a_concern_about(now=now), "warning", now=now)
    assert signed_in(desk.officer).get(f"/concerns/orders/{asked}").status_code == 200


def test_an_order_shows_its_terms_its_days_and_its_concern(desk: Desk, now: datetime) -> None:
    concern = a_concern_about(now=now)
    order = an_order(concern, "interim-conditions", now=now, months=18)
    page = text(signed_in(desk.officer).get(f"/cases/order/{order.pk}/"))
    for words in ("Interim conditions of practice order from 23 November 2026 to 22 May 2028", arrange.WORDS,
                  "To be reviewed by", "22 May 2027", concern.reference):  # fmt: skip
        assert words in page
    # What only the calendar does is not held up before anybody as theirs to do.
    assert "Only the system may do this" not in page


@pytest.mark.clause("PLAN-F8")
def test_an_order_under_appeal_shows_no_day_as_its_own(desk: Desk, now: datetime) -> None:
    order = an_order(a_concern_about(now=now), now=now)
    lodged = {"lodged_on": now.date(), "appellant": "worker", "court_reference": "CO/1/2027"}
    with system("test"):
        procedure.take(case=order, move="appeal", by=desk.officer, now=now, key="appeal", values=lodged)
    page = text(signed_in(desk.officer).get(f"/cases/order/{order.pk}/"))
    for words in ("When the appeal fails, or as the court orders", "and did not take effect"):
        assert words in page
    assert "until it was lifted" not in page
    row = diary_row(arrange.fresh(order), now.date())
    assert (row["review_by"], row["until"]) == ("After the appeal", "As the court decides")


def test_an_order_is_no_adjudicators_nor_employers_to_look_at(now: datetime) -> None:
    order = an_order(a_concern_about(now=now), "warning", now=now)
    with system("test"):
        people = [a_person("Ada Quist", Role.ADJUDICATOR, the_regulator()), make.a_council().head]
    for person in people:
        assert signed_in(person).get(f"/cases/order/{order.pk}/").status_code == 404
        assert signed_in(person).get("/concerns/orders/").status_code == 403


def test_a_longer_diary_asks_no_more_of_the_database(
    desk: Desk, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("Jane Okonkwo", "Nia Rees"):
        an_order(a_concern_about(name, now=now), "interim-suspension", now=now)
    with system("test"):
        found = diary(desk.officer, london_date(now))
        with django_assert_num_queries(1):
            assert [diary_row(order, date(2026, 12, 1))["passed"] for order in found] == [False, False]
