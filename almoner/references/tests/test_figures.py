"""Figures of agency social workers on known data, and the quarterly return (REF-2)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from almoner.references.models import Booking
from almoner.references.queries.figures import OPENS, assignments_in, figures_of, month_totals, rows_of
from almoner.references.queries.return_workbook import write_return
from almoner.references.rules.quarters import Quarter, cost_between, quarter_named, quarter_of
from almoner.references.tests.booking_factories import STARTS, a_candidate, a_reference, a_scene, go, offered, running
from almoner.scope.context import system


@given(st.dates(date(2015, 1, 1), date(2040, 12, 31)))
@settings(max_examples=50)
def test_every_day_lies_in_one_quarter_which_is_named_and_returned_within_two_months(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.starts <= day <= quarter.ends
    assert quarter_named(quarter.key, date(2000, 1, 1)) == quarter
    assert [through + timedelta(days=1) for _, through in quarter.months[:2]] == [s for s, _ in quarter.months[1:]]


def test_the_first_quarter_was_to_be_sent_by_the_end_of_may() -> None:
    assert (Quarter(2025, 1).ends, Quarter(2025, 1).due) == (date(2025, 3, 31), date(2025, 5, 31))


@pytest.mark.parametrize("written", ["", "2026", "2026-Q5", "1999-Q1", "x" * 500, "2026-Q1\n"])
def test_what_is_no_quarter_is_this_one(written: str) -> None:
    assert quarter_named(written, date(2026, 11, 23)) == Quarter(2026, 4)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 300), st.integers(1, 48))
@settings(max_examples=40)
def test_the_months_of_a_quarter_cost_what_the_quarter_costs_to_the_penny_of_each(
    starts: date, days: int, hours: int
) -> None:
    quarter, ends = Quarter(2026, 2), starts + timedelta(days=days)

    def cost(since: date, through: date) -> Decimal:
        return cost_between(price=Decimal("42.50"), hours=hours, starts=starts, ends=ends, since=since, through=through)

    months = sum((cost(*month) for month in quarter.months), Decimal(0))
    assert abs(months - cost(quarter.starts, quarter.ends)) <= Decimal("0.02")


def test_a_full_week_costs_its_hours() -> None:
    monday = date(2026, 11, 23)
    week = {"since": monday, "through": monday + timedelta(days=6)}
    assert cost_between(price=Decimal("40.00"), hours=37, starts=monday, ends=monday + timedelta(days=99), **week) == (
        Decimal("1480.00")
    )


@pytest.mark.django_db
@pytest.mark.clause("REF-2")
def test_figures_of_an_authority_on_known_data(client: Client) -> None:
    scene = a_scene()
    file = a_candidate(scene)
    assignment = running(scene, file)
    over_cap = go(
        offered(scene, a_candidate(scene, name="Sam Poole"), price="52.00"), "put_up", scene.council.manager, "A"
    )
    go(go(over_cap, "sign", scene.director, "Met.", line="price"), "sign", scene.chief, "Yes.", line="price")
    on = date(2026, 12, 31)
    with system("test"):
        a_reference(file, scene, verified=False, standing="set_aside")
        found = figures_of(scene.council.organisation, on)
        assert (found.running, found.staff, found.share) == (1, 2, 50.0)
        assert (found.appointments, found.unverified, found.refused, found.overrides) == (1, 0, 1, 2)
        assert (found.verified, found.days_to_verify) == (4, 3.0)  # Saturday to Wednesday
        Booking.objects.filter(pk=assignment.booking_id).update(checked=[{"check": "verified", "outcome": "not_asked"}])
        assert figures_of(scene.council.organisation, on).unverified == 1
        assert all(figures_of(scene.former.organisation, on).__getattribute__(what) == 0 for what in OPENS)
        assert {what: rows_of(what, scene.council.organisation).count() for what in OPENS} == {
            "running": 1, "unverified": 1, "refused": 1, "overrides": 2, "verified": 4
        }  # fmt: skip
    for what in OPENS:
        client.force_login(scene.director)
        assert client.get(f"/bookings/figures/rows/?what={what}").status_code == 200
    assert client.get("/bookings/figures/rows/?what=anything").status_code == 404


@pytest.mark.django_db
@pytest.mark.clause("REF-2")
def test_the_return_has_every_assignment_of_the_quarter_and_what_it_cost(arranging: None) -> None:
    scene = a_scene()
    running(scene, a_candidate(scene))
    council, quarter = scene.council.organisation, Quarter(2026, 4)
    assert list(assignments_in(council, quarter).values_list("started_on", flat=True)) == [STARTS]
    assert not assignments_in(council, Quarter(2026, 3)).exists()
    october, november, december = month_totals(council, quarter)
    assert (october, november) == (Decimal(0), Decimal(0))
    assert december == Decimal("42.50") * 37 * 17 / 5  # 7 to 31 December 2026, without two bank holidays
    file = BytesIO()
    write_return(file, council, quarter)
    sheet = load_workbook(file)["Assignments"]
    assert [cell.value for cell in list(sheet.rows)[1]][1:5] == [
        "SW" + str(sheet["B2"].value)[2:], "Social worker", "Bridge Social Work", 42.5
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_agency_has_no_figures_of_authorities(client: Client) -> None:
    scene = a_scene()
    client.force_login(scene.agency.consultant)
    assert "There is nothing to count for you" in client.get("/bookings/figures/").content.decode()
    assert client.get("/bookings/figures/rows/?what=running").status_code == 404
    assert client.get("/bookings/return/workbook/").status_code == 404
    assert client.get("/bookings/return/").status_code == 200
