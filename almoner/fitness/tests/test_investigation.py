"""An investigation: opened by triage, planned, the worker told in time, disclosed, answered, and only then referred."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from almoner.casework.actions import declare_conflict
from almoner.fitness.access.concerns import concerns_visible_to
from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import Investigation
from almoner.fitness.queries.concerns import concerns
from almoner.fitness.queries.stages import beside, stages_of
from almoner.fitness.rules.investigation import INVESTIGATION, TELL_WITHIN
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import investigation_factories as arrange
from almoner.fitness.tests.factories import Council
from almoner.fitness.tests.investigation_factories import a_concern, an_investigator, to_investigate
from almoner.people.queries import remembering
from almoner.procedure import actions as procedure
from almoner.procedure.queries import needs_me
from almoner.procedure.rules import Refused
from almoner.scope.clock import london_date
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make.a_council()


def test_a_concern_that_is_to_be_investigated_has_its_investigation_at_once(council: Council, now: datetime) -> None:
    investigation = arrange.to_investigate(make.a_concern(council, now), now)
    assert (investigation.state, investigation.title) == ("opened", council.member.name)


def test_a_concern_and_its_stages_lead_to_each_other_in_two_queries(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    investigation, investigator = arrange.an_investigation(now), arrange.an_investigator()
    on = london_date(now)
    with system("test"):
        concern = investigation.concern
        assert [one.case_id for one in stages_of(concern, investigator, on)] == [investigation.pk]
        assert [one.case_id for one in beside(investigation, investigator, on)] == [concern.pk]
        with remembering():
            stages_of(concern, investigator, on)
            with django_assert_num_queries(2):
                assert len(beside(investigation, investigator, on)) == 1


@pytest.mark.parametrize(("opened", "days"), [(date(2022, 12, 15), 7), (date(2022, 12, 16), 14)])
def test_the_days_to_tell_the_worker_are_those_of_the_day_it_was_opened(opened: date, days: int) -> None:
    assert TELL_WITHIN.on(opened) == days


@pytest.mark.clause("PLAN-F8")
def test_whoever_it_is_about_neither_sees_it_nor_has_a_turn_though_they_work_at_the_regulator(now: datetime) -> None:
    about = an_investigator("Ida Reyes")
    concern = a_concern(now, worker=about)
    investigation, colleague, on = to_investigate(concern, now), an_investigator(), london_date(now)
    with system("test"):
        access = StageAccess(Investigation)
        assert list(access.visible_to(colleague, on)) == [investigation]
        assert not access.visible_to(about, on).exists()
        assert not concerns_visible_to(about, on).exists()
        assert access.kept_away([about, colleague], investigation, on) == {about.pk}
        assert [line.pk for line in needs_me(colleague, on)] == [investigation.pk]
        assert not needs_me(about, on).exists()


def test_nothing_goes_to_the_examiners_before_it_was_disclosed(now: datetime) -> None:
    investigation, investigator = arrange.gathering(now), arrange.an_investigator()
    with system("test"), pytest.raises(Refused) as refused:
        procedure.take(
            case=investigation, move="refer_to_examiners", by=investigator, now=now + timedelta(days=90), key="r",
            reasons="Enough.", values=arrange.RISK,
        )  # fmt: skip
    assert refused.value.clause == "PLAN-F8"


def test_every_state_that_is_open_waits_for_somebody() -> None:
    waiting = {state for state in INVESTIGATION.state_names if INVESTIGATION.onward(state)}
    assert waiting == set(INVESTIGATION.state_names) - INVESTIGATION.final


@pytest.mark.clause("PLAN-F8")
def test_a_conflict_in_a_stage_is_one_in_its_concern_and_so_in_every_other_stage(now: datetime) -> None:
    investigation, investigator = arrange.gathering(now), arrange.an_investigator()
    with system("test"):
        declare_conflict(case=investigation, words="My neighbour.", by=investigator, now=now)
        on = london_date(now)
        assert not concerns(investigator, on).exists()
        assert stages_of(investigation.concern, investigator, on) == []
        assert concerns(make.a_triage_officer(), on).exists()
