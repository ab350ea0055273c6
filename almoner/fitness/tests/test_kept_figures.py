"""Where cases stand, kept for some minutes: never older than the page says, and never another organisation's."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from almoner.fitness.queries import kept_figures
from almoner.fitness.queries.kept_figures import KEPT, Counted, where_cases_stand
from almoner.fitness.queries.stage_figures import count_stages
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import finding_factories as follow
from almoner.people.models import Membership, Person
from almoner.people.rules import OrganisationKind, Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.register.tests.factories import the_regulator
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(now: datetime) -> Person:
    with system("test"):
        under_investigation(now - timedelta(days=40))
    return make.a_triage_officer()


def under_investigation(opened: datetime) -> None:
    council = make.a_council()
    follow.a_concern_about(make.a_member(council.organisation, council.manager), opened)


def open_now(found: Counted) -> int:
    return sum(one.open.count for one in found.stages if one.open)


def asked(person: Person, at: datetime) -> Counted:
    with time_machine.travel(at, tick=False):
        return where_cases_stand(person, at)


@pytest.mark.usefixtures("arranging")
@pytest.mark.clause("PLAN-F8")
def test_what_is_kept_is_what_was_counted(officer: Person, now: datetime) -> None:
    counted = asked(officer, now)
    kept = asked(officer, now + timedelta(seconds=1))
    assert kept == counted
    assert open_now(kept) == 1
    with system("test"):
        assert kept.stages == count_stages([the_regulator().pk], now.date())


@pytest.mark.usefixtures("arranging")
def test_what_is_shown_is_never_as_old_as_it_is_said_to_be_kept(officer: Person, now: datetime) -> None:
    asked(officer, now)
    under_investigation(now - timedelta(days=30))
    before, after = (asked(officer, now + KEPT - by) for by in (timedelta(seconds=1), timedelta(0)))
    assert (before.at, open_now(before)) == (now, 1)
    assert (after.at, open_now(after)) == (now + KEPT, 2)


@pytest.mark.usefixtures("arranging")
def test_figures_of_yesterday_are_not_shown_after_midnight(officer: Person) -> None:
    midnight = datetime.fromisoformat("2026-11-24T00:00:00+00:00")
    asked(officer, midnight - timedelta(minutes=1))
    assert asked(officer, midnight).at == midnight


@pytest.mark.usefixtures("arranging")
def test_a_reader_of_another_organisation_never_gets_them(officer: Person, now: datetime) -> None:
    elsewhere = a_person("Ada Low", Role.TRIAGE_OFFICER, an_organisation(OrganisationKind.REGULATOR, "Elsewhere"))
    assert open_now(asked(officer, now)) == 1
    assert open_now(asked(elsewhere, now)) == 0
    assert open_now(asked(officer, now)) == 1


@pytest.mark.usefixtures("arranging")
def test_a_reader_of_both_has_figures_of_both_and_leaves_each_their_own(officer: Person, now: datetime) -> None:
    other = an_organisation(OrganisationKind.REGULATOR, "Elsewhere")
    elsewhere, both = a_person("Ada Low", Role.TRIAGE_OFFICER, other), make.a_triage_officer()
    Membership.objects.create(person=both, organisation=other, role=Role.TRIAGE_OFFICER, starts=now.date())
    assert [open_now(asked(person, now)) for person in (both, elsewhere, officer)] == [1, 0, 1]


@pytest.mark.usefixtures("arranging")
def test_who_no_longer_works_there_is_shown_nothing_that_was_kept(officer: Person, now: datetime) -> None:
    asked(officer, now)
    Membership.objects.filter(person=officer).update(role=Role.PRACTITIONER)
    assert open_now(asked(officer, now)) == 0
    client = Client()
    with time_machine.travel(now, tick=True):
        client.force_login(officer)
        assert client.get("/concerns/figures/").status_code == 403


@pytest.mark.usefixtures("arranging")
def test_the_page_says_when_they_were_counted_and_for_how_long_they_are_kept(officer: Person, now: datetime) -> None:
    client = Client()
    with time_machine.travel(now, tick=False) as clock:
        client.force_login(officer)
        first = client.get("/concerns/figures/").content.decode()
        clock.shift(timedelta(minutes=3))
        second = client.get("/concerns/figures/").content.decode()
    for page in (first, second):
        assert "Counted on 23 November 2026 at 9:30am" in page
        assert "counted again once they are 5 minutes old" in page


@pytest.mark.usefixtures("arranging")
def test_a_page_that_finds_them_kept_reads_no_span_of_any_case(officer: Person, now: datetime) -> None:
    with CaptureQueriesContext(connection) as counting:
        asked(officer, now)
    with CaptureQueriesContext(connection) as reading:
        asked(officer, now)
    assert any("procedure_span" in one["sql"] for one in counting.captured_queries)
    assert not any("procedure_span" in one["sql"] for one in reading.captured_queries)


@pytest.mark.django_db(transaction=True)
def test_of_several_who_ask_at_once_one_counts(officer: Person, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []

    def slowly(*asked: Any) -> list[Any]:
        counted.append(asked)
        time.sleep(0.2)
        return count_stages(*asked)

    def ask(_: int) -> datetime:
        try:
            with system("test"), transaction.atomic():
                return where_cases_stand(officer, now).at
        finally:
            connection.close()

    monkeypatch.setattr(kept_figures, "count_stages", slowly)
    with ThreadPoolExecutor(4) as readers, time_machine.travel(now, tick=True):
        assert list(readers.map(ask, range(4))) == [now] * 4
    assert len(counted) == 1
