"""Figures on known data: medians as numpy has them, holds apart, months, and what came of referrals."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from almoner.dates.days import add_working_days, is_working_day, working_days_between
from almoner.fitness.models import Investigation
from almoner.fitness.queries.referral_figures import employers_figures, own_figures
from almoner.fitness.queries.stage_figures import StageFigures, count_stages
from almoner.fitness.rules.figures import month_ends, running, spread
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import finding_factories as follow
from almoner.fitness.tests.factories import Council
from almoner.people.models import Membership, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure.models import Docket, Span
from almoner.scope.clock import london_date
from almoner.scope.context import system

LENGTHS = st.lists(st.integers(0, 400), min_size=1, max_size=60)


@given(LENGTHS)
def test_median_and_mean_of_a_count_of_lengths_are_those_of_the_lengths(lengths: list[int]) -> None:
    found = spread(Counter(lengths).items())
    assert found is not None
    assert (found.count, found.longest) == (len(lengths), max(lengths))
    assert found.median == np.median(lengths)
    assert found.mean == pytest.approx(np.mean(lengths))


def test_of_nothing_there_is_no_median() -> None:
    assert spread([]) is None
    assert spread([(4, 0)]) is None


@given(st.lists(st.tuples(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(-3, 3)), max_size=30))
def test_a_running_sum_is_what_there_was_on_each_day(changes: list[tuple[date, int]]) -> None:
    days = month_ends(date(2026, 11, 23), 12)
    assert running(changes, days) == [sum(many for on, many in changes if on <= day) for day in days]


def test_month_ends_are_the_last_days_of_the_months_before_and_the_day_itself() -> None:
    assert month_ends(date(2026, 3, 10), 3) == [
        date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 10)
    ]  # fmt: skip


pytest_db = pytest.mark.django_db
OPENED = [date(2026, 2, 27), date(2026, 3, 30), date(2026, 5, 1), date(2026, 8, 28), date(2026, 10, 22)]


@pytest.fixture
def officer() -> Person:
    council = make.a_council()
    with system("test"):
        for day in OPENED:
            opened = datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC)
            follow.a_concern_about(make.a_member(council.organisation, council.manager), opened)
    return make.a_triage_officer()


def desks_of(officer: Person) -> list[int]:
    return list(Membership.objects.filter(person=officer).values_list("organisation_id", flat=True))


def of_stage(found: list[StageFigures], name: str) -> StageFigures:
    return next(one for one in found if one.procedure.name == name)


def working_days(start: date, end: date) -> int:
    """As numpy counts them, with the holidays that our own calendar has."""
    free = [each for each in np.arange("2026-01-01", "2027-01-01", dtype="datetime64[D]")
            if np.is_busday(each) and not is_working_day(each.astype(date))]  # fmt: skip
    return int(np.busday_count(start + timedelta(days=1), end + timedelta(days=1), holidays=free))


@pytest_db
@pytest.mark.usefixtures("arranging")
@pytest.mark.clause("PLAN-F8")
def test_every_age_is_what_numpy_counts_across_holidays_and_the_change_of_the_hour(officer: Person) -> None:
    on = date(2026, 11, 23)
    began = [london_date(one.opened_at) for one in Investigation.objects.all() if one.opened_at]
    ages = [working_days(day, on) for day in began]
    found = of_stage(count_stages(desks_of(officer), on), "investigation").open
    assert found is not None
    assert (found.count, found.median, found.longest) == (len(OPENED), np.median(ages), max(ages))
    assert found.mean == pytest.approx(np.mean(ages))


@pytest_db
@pytest.mark.usefixtures("arranging")
def test_the_stages_of_a_case_follow_each_other_without_a_gap(officer: Person) -> None:
    with system("test"):
        lines = list(Docket.objects.filter(opened_at__isnull=False))
        assert {line.closed_at is None for line in lines} == {True, False}
        for line in lines:
            spans = list(Span.objects.filter(case_id=line.pk, kind="stage").order_by("starts_at"))
            assert line.opened_at
            assert spans[0].starts_on == london_date(line.opened_at)
            assert spans[-1].ends_on == (london_date(line.closed_at) if line.closed_at else None)
            if line.closed_at:
                lasted = sum((span.ends_ord or 0) - span.starts_ord for span in spans)
                assert lasted == working_days_between(london_date(line.opened_at), london_date(line.closed_at))


@pytest_db
@pytest.mark.usefixtures("arranging")
def test_how_long_a_stage_took_leaves_out_what_it_was_held(officer: Person) -> None:
    with system("test"):
        spans = list(Span.objects.filter(kind="stage", name="triage").order_by("starts_at"))
        for place, span in enumerate(spans):
            closed = datetime.combine(add_working_days(span.starts_on, 20 + place), time(12), UTC)
            Docket.objects.filter(pk=span.case_id).update(closed_at=closed)
        first, held = spans[0], {"ends_at": spans[0].ends_at, "ends_on": spans[0].ends_on}
        for clock, begin, end in (("a", 2, 9), ("b", 4, 12)):
            Span.objects.create(
                case_id=first.case_id, kind="pause", name="police", clock=clock, starts_at=first.starts_at,
                starts_on=first.starts_on, starts_ord=first.starts_ord + begin, ends_ord=first.starts_ord + end, **held,
            )  # fmt: skip
    triage = of_stage(count_stages(desks_of(officer), date(2026, 11, 23)), "concern")
    assert triage.open is None
    assert triage.held == 10
    assert triage.took is not None
    assert sorted([20 - 10, 21, 22, 23, 24])[2] == triage.took.median


@pytest_db
@pytest.mark.usefixtures("arranging")
@pytest.mark.clause("PLAN-F2", "PLAN-F3")
def test_month_by_month_it_is_how_many_were_open_then(officer: Person) -> None:
    found = of_stage(count_stages(desks_of(officer), date(2026, 11, 23)), "investigation")
    open_at = dict(found.months)
    assert [open_at[day] for day in (date(2026, 1, 31), date(2026, 2, 28), date(2026, 6, 30), date(2026, 11, 23))] == [
        0, 1, 3, 5
    ]  # fmt: skip


@pytest_db
@pytest.mark.usefixtures("arranging")
def test_the_page_says_mean_and_median_and_the_clause(officer: Person, now: datetime) -> None:
    client = Client()
    with time_machine.travel(now, tick=True):
        with system("test"):
            client.force_login(officer)
        page = " ".join(client.get("/concerns/figures/").content.decode().split())
        employers = client.get("/concerns/employers/").content.decode()
    for words in ("Median age", "Mean time", "Clause PLAN-F8", "The figures as a table", "Investigation"):
        assert words in page
    assert "No employer yet" in employers


def closed_at_triage(council: Council, now: datetime) -> None:
    concern, officer = make.a_concern(council, now), make.a_triage_officer()
    risk = {"risk": "low", "risk_why": "Supervised."}
    follow.taking(concern, "acknowledge", officer, now + timedelta(hours=2), **risk)
    follow.taking(concern, "close", officer, now + timedelta(hours=3), reasons="No grounds.", **risk)


@pytest_db
@pytest.mark.usefixtures("arranging")
@pytest.mark.clause("FTP-2.1")
def test_an_employer_and_the_regulator_count_what_did_not_meet_the_threshold_and_what_is_being_learned(
    now: datetime,
) -> None:
    council = make.a_council()
    elsewhere = make.a_council("Elsewhere Council", worker="Nia Rees")
    closed_at_triage(council, now)
    closed_at_triage(council, now)
    make.a_concern(elsewhere, now)
    follow.a_learning_action(council, now)
    on = london_date(now)
    with system("test"):
        [own] = own_figures(council.head, on)
        assert (own.sent, own.not_met) == (2, 2)
        assert (own.findings_open, own.findings_with_open_learning, own.learning_open) == (1, 1, 1)
        seen = {one.name: one for one in employers_figures(follow.an_investigator(), on)}
    assert (seen["Northmoor Council"].not_met, seen["Northmoor Council"].open_learning) == (2, 1)
    assert (seen["Elsewhere Council"].referred, seen["Elsewhere Council"].not_met) == (1, 0)
    client = Client()
    with time_machine.travel(now, tick=True):
        with system("test"):
            client.force_login(council.head)
        page = " ".join(client.get("/practice-concerns/figures/").content.decode().split())
        assert "Of 2 referrals sent to the regulator, 2 were closed at triage as not meeting the threshold" in page
        with system("test"):
            client.force_login(council.worker)
        assert "nothing to count for you" in client.get("/practice-concerns/figures/").content.decode()


@pytest_db
@pytest.mark.usefixtures("arranging")
@pytest.mark.clause("FTP-4.3")
def test_who_may_not_read_a_finding_on_the_organisation_does_not_see_it_counted(now: datetime) -> None:
    council = make.a_council()
    follow.an_organisational_finding(council, now)
    with system("test"):
        officer = a_person("Hal Orr", Role.HR_OFFICER, council.organisation)
        assert own_figures(officer, london_date(now))[0].findings_open == 1
        assert own_figures(council.head, london_date(now))[0].findings_open == 2
