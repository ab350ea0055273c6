"""What the metrics page says about the queue of jobs."""

from __future__ import annotations

from django.db import connection

from almoner.operations import metrics


def register() -> None:
    """Have the queue on the metrics page: how many wait, how long the oldest has, and how many were given up."""
    metrics.gauge("almoner_queue_depth", "Jobs that could be done now and are not.", _depth)
    metrics.gauge("almoner_queue_oldest_seconds", "How long the oldest such job has waited.", _oldest)
    metrics.gauge("almoner_jobs_failed", "Jobs that were given up.", _failed)


def _depth() -> float:
    return _number(
        "SELECT count(*) FROM procrastinate_jobs"
        " WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())"
    )


def _oldest() -> float:
    return _number(
        "SELECT coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0)"
        " FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
        " WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())"
    )


def _failed() -> float:
    return _number("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")


def _number(sql: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return float(cursor.fetchone()[0])
