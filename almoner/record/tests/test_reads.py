from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from almoner.record.actions import note_read
from almoner.record.queries import reads_of_case, unusual_readers
from almoner.record.rules import SystemActor
from almoner.record.tests.factories import CASES, MOMENT
from almoner.scope.context import Scope, acting

pytestmark = pytest.mark.django_db


def reads(who: str, cases: int, at: datetime) -> None:
    for number in range(cases):
        note_read(subject="case", case_id=UUID(int=number), organisation_id=1, by=SystemActor(f"test:{who}"), now=at)


def thirty_quiet_days(who: str, an_hour: int) -> None:
    for day in range(1, 31):
        reads(who, an_hour, MOMENT - timedelta(days=day))


def test_somebody_who_opens_many_more_cases_than_usual_stands_out(arranging: None) -> None:
    thirty_quiet_days("browser", 4)
    thirty_quiet_days("steady", 4)
    reads("browser", 40, MOMENT - timedelta(minutes=5))
    reads("steady", 4, MOMENT - timedelta(minutes=5))
    found = unusual_readers(MOMENT)
    assert [(reader.actor_id, reader.cases, reader.usual) for reader in found] == [("test:browser", 40, 4.0)]


def test_no_quiet_day_raises_an_alarm(arranging: None) -> None:
    thirty_quiet_days("steady", 6)
    for day in range(25):
        assert unusual_readers(MOMENT - timedelta(days=day)) == []


def test_somebody_who_always_opens_many_is_not_unusual(arranging: None) -> None:
    thirty_quiet_days("triage", 30)
    reads("triage", 40, MOMENT)
    assert unusual_readers(MOMENT) == []


def test_one_case_opened_many_times_is_one_case(arranging: None) -> None:
    for _ in range(50):
        note_read(subject="case", case_id=CASES[0], organisation_id=1, by=SystemActor("test:keen"), now=MOMENT)
    assert unusual_readers(MOMENT) == []


def test_somebody_with_no_past_who_opens_many_stands_out(arranging: None) -> None:
    reads("new", 20, MOMENT)
    assert [reader.usual for reader in unusual_readers(MOMENT)] == [0.0]


def test_what_was_read_after_the_moment_asked_about_does_not_count(arranging: None) -> None:
    reads("later", 30, MOMENT + timedelta(minutes=1))
    assert unusual_readers(MOMENT) == []


def test_who_opened_a_case_is_shown_newest_first_to_its_own_organisation() -> None:
    for minutes in (3, 1, 2):
        note_read(
            subject="case", case_id=CASES[0], organisation_id=1, by=SystemActor(f"test:{minutes}"),
            now=MOMENT - timedelta(minutes=minutes),
        )  # fmt: skip
    assert CASES[0] is not None
    with acting(Scope(organisation_ids=(1,))):
        assert [reading.actor_id for reading in reads_of_case(CASES[0])] == ["test:1", "test:2", "test:3"]
    with acting(Scope(organisation_ids=(2,))):
        assert not reads_of_case(CASES[0])
