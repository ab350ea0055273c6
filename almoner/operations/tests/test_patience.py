"""What became of a job is written down, though the database is away or full when it ends."""

from __future__ import annotations

from typing import Any, cast

import psycopg
import pytest
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from almoner.operations import worker
from almoner.operations.tests.factories import a_job, how_it_is
from almoner.operations.tests.in_step import InStep, done
from almoner.operations.worker import PatientJobManager

pytestmark = pytest.mark.django_db


class Away(InStep):
    """A connector whose database is away for some statements, each for a reason."""

    def __init__(self, *reasons: psycopg.Error) -> None:
        self.reasons, self.asked = list(reasons), 0

    async def execute_query_async(self, query: str, **values: Any) -> None:
        self.asked += 1
        if self.reasons:
            raise ConnectorException from self.reasons.pop(0)
        await super().execute_query_async(query, **values)


def connector(away: Away) -> BaseConnector:
    return cast(BaseConnector, away)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE", 0.0)


def ended(job: int) -> Job:
    return Job(id=job, queue="default", lock=None, queueing_lock=None, task_name="sample")


def test_the_end_of_a_job_is_written_once_the_database_has_room_again() -> None:
    job, away = a_job(), Away(psycopg.errors.DiskFull(), psycopg.OperationalError(), psycopg.InterfaceError())
    done(PatientJobManager(connector(away)).finish_job(ended(job), Status.SUCCEEDED, delete_job=False))
    assert how_it_is(job)[0] == "succeeded"


def test_that_a_job_is_to_be_tried_again_is_written_too() -> None:
    job, away = a_job(), Away(psycopg.OperationalError())
    done(PatientJobManager(connector(away)).retry_job(ended(job)))
    assert how_it_is(job) == ("todo", 1)


def test_the_control_the_library_leaves_it_under_way() -> None:
    job, away = a_job(), Away(psycopg.errors.DiskFull())
    with pytest.raises(ConnectorException):
        done(JobManager(connector(away)).finish_job(ended(job), Status.SUCCEEDED, delete_job=False))
    assert how_it_is(job)[0] == "doing"


def test_what_the_database_refuses_is_not_asked_again() -> None:
    away = Away(psycopg.errors.RaiseException("not being done"))
    with pytest.raises(ConnectorException):
        done(PatientJobManager(connector(away)).retry_job(ended(1)))
    assert away.asked == 1


def test_a_database_that_stays_away_is_given_up() -> None:
    away = Away(*[psycopg.OperationalError() for _ in range(worker.MOST_TRIES + 1)])
    with pytest.raises(ConnectorException):
        done(PatientJobManager(connector(away)).retry_job(ended(1)))
    assert away.asked == worker.MOST_TRIES + 1
