"""What becomes of a job that ends with an error."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError
from procrastinate import BaseRetryStrategy
from procrastinate.jobs import Job
from psycopg.errors import DiskFull, QueryCanceled

from almoner.operations.jobs import WaitsForTheDatabase


def a_job(attempts: int = 0) -> Job:
    return Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="sample", attempts=attempts)


def because(cause: Exception) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


def tried_again(then: BaseRetryStrategy | int | bool, error: Exception, attempts: int = 0) -> bool:
    decision = WaitsForTheDatabase(then).get_retry_decision(exception=error, job=a_job(attempts))
    return decision is not None


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed"), because(DiskFull("full"))])
def test_a_job_waits_for_a_database_that_is_away_or_full_though_it_is_never_tried_again_for_anything_else(
    error: Exception,
) -> None:
    assert tried_again(False, error)
    assert tried_again(False, error, attempts=WaitsForTheDatabase.TIMES - 1)
    assert not tried_again(False, error, attempts=WaitsForTheDatabase.TIMES)
    assert not tried_again(False, ValueError("its own"))


def test_a_statement_that_took_too_long_is_the_jobs_own_failure() -> None:
    assert not tried_again(False, because(QueryCanceled("too long")))
    assert tried_again(2, because(QueryCanceled("too long")), attempts=1)


def test_a_job_that_is_tried_some_times_is_tried_so_often_for_its_own_failures() -> None:
    assert [tried_again(2, ValueError("its own"), attempts) for attempts in range(4)] == [True, True, False, False]
