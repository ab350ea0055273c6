"""When a job whose worker died is set aside, and that it can be begun again."""

from __future__ import annotations

import pytest
from django.db import connection

from almoner.operations import actions, queries
from almoner.operations.tests.factories import a_job, how_it_is
from almoner.operations.tests.in_step import done, in_step
from almoner.operations.worker import MOST_DEATHS, rescue_stalled

pytestmark = pytest.mark.django_db


def becomes(job: int, status: str) -> None:
    """Somebody takes it, or a failure of its own puts it back: its attempts are one more, as the library counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s, attempts = attempts + (%s = 'todo')::int WHERE id = %s",
            [status, status, job],
        )


def rescue() -> int:
    return done(rescue_stalled(in_step(), 30.0))


def test_a_job_is_set_aside_at_its_third_death_however_often_it_was_put_back_between() -> None:
    job = a_job(attempts=100)
    for death in range(1, MOST_DEATHS):
        assert rescue() == 1
        assert how_it_is(job) == ("todo", 101 + 2 * (death - 1))
        becomes(job, "doing")
        becomes(job, "todo")
        becomes(job, "doing")
    assert rescue() == 1
    assert how_it_is(job)[0] == "failed"
    assert [(each.id, each.deaths) for each in queries.jobs_set_aside()] == [(job, MOST_DEATHS)]


def test_a_job_that_failed_or_waited_often_is_not_taken_for_what_killed_its_worker() -> None:
    job = a_job(attempts=119)
    assert rescue() == 1
    assert how_it_is(job) == ("todo", 120)


def test_a_death_that_two_workers_find_is_counted_once() -> None:
    job = a_job()
    for _ in range(MOST_DEATHS + 1):
        rescue()
        with connection.cursor() as cursor:
            # As the second one sees it, who had asked before the first one put it back.
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 0 WHERE id = %s", [job])
    rescue()
    assert how_it_is(job) == ("todo", 1)


def test_a_job_that_is_begun_again_has_all_its_tries_and_deaths_before_it() -> None:
    job = a_job(attempts=4, status="failed")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO operations_death VALUES (%s, 0), (%s, 1), (%s, 2)", [job] * 3)
    assert actions.begin_again(job)
    assert how_it_is(job) == ("todo", 0)
    assert not actions.begin_again(job), "it waits already"
    becomes(job, "doing")
    rescue()
    assert how_it_is(job) == ("todo", 1)


def test_a_job_of_the_clock_is_left_where_its_successor_waits() -> None:
    job = a_job(status="failed", lock="notices.sweep")
    a_job(status="todo", lock="notices.sweep")
    assert not actions.begin_again(job)
    assert how_it_is(job) == ("failed", 0)
