"""Jobs in the queue, as workers leave them."""

from __future__ import annotations

from django.db import connection


def a_job(name: str = "sample", *, attempts: int = 0, status: str = "doing", lock: str | None = None) -> int:
    """A job of no worker: one that is being done was left by a dead one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, attempts, status, queueing_lock)"
            " VALUES ('default', %s, %s, %s, %s) RETURNING id",
            [name, attempts, status, lock],
        )
        return int(cursor.fetchone()[0])


def how_it_is(job: int) -> tuple[str, int]:
    """Its status, and how often it was put back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, attempts FROM procrastinate_jobs WHERE id = %s", [job])
        status, attempts = cursor.fetchone()
    return status, attempts
