"""What is asked about the queue of jobs by whoever runs the platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_SET_ASIDE = """
SELECT j.id, j.task_name, j.attempts, (SELECT count(*) FROM operations_death d WHERE d.job_id = j.id),
       (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'failed')
FROM procrastinate_jobs j
WHERE j.status = 'failed' AND (%(name)s = '' OR j.task_name = %(name)s)
ORDER BY j.id
"""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A job that was given up: how often it was begun, under how many of those its worker died, and when it ended."""

    id: int
    name: str
    starts: int
    deaths: int
    since: datetime | None


def jobs_set_aside(name: str = "") -> list[SetAside]:
    """The jobs that were given up, oldest first; with `name`, only those of that name."""
    with connection.cursor() as cursor:
        cursor.execute(_SET_ASIDE, {"name": name})
        return [SetAside(*row) for row in cursor.fetchall()]
