"""Who read casework, and who reads more of it than they usually do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from almoner.record.models import Reading

DAYS_LOOKED_BACK = 30

# Hours in which somebody read nothing do not count: two cases in the one hour a month that they work is not unusual.
_UNUSUAL = """
with last_hour as (
  select actor_id, count(distinct case_id) as cases from record_reading
  where at > %(now)s - interval '1 hour' and at <= %(now)s and case_id is not null group by actor_id
  having count(distinct case_id) >= %(least)s
), hours as (
  select r.actor_id, date_trunc('hour', r.at) as hour, count(distinct r.case_id) as cases from record_reading r join
  last_hour l on l.actor_id = r.actor_id where r.at > %(now)s - make_interval(days => %(days)s) and r.at <= %(now)s -
  interval '1 hour' and r.case_id is not null group by 1, 2
), usual as (
  select actor_id, percentile_cont(0.5) within group (order by cases) as median from hours group by actor_id
)
select l.actor_id, l.cases, coalesce(u.median, 0)::float from last_hour l left join usual u on u.actor_id = l.actor_id
where l.cases > %(times)s * coalesce(u.median, 0) order by l.cases desc, l.actor_id
"""


@dataclass(frozen=True, slots=True)
class UnusualReader:
    """Somebody who in the last hour opened many more different cases than in their own usual hour of the last 30
    days.
    """

    actor_id: str
    cases: int
    usual: float


def reads_of_case(case_id: UUID) -> QuerySet[Reading]:
    """Who opened a case, newest first; what the scope in force reaches."""
    return Reading.objects.filter(case_id=case_id).order_by("-at", "pk")


def unusual_readers(now: datetime, *, least: int = 20, times: int = 4) -> list[UnusualReader]:
    """Those who opened at least `least` different cases in the hour before `now`, and more than `times` their own
    median hour.

    The basis of an alert on bulk browsing; needs the system's scope. One query over two indexes.
    """
    values: dict[str, datetime | int] = {"now": now, "least": least, "times": times, "days": DAYS_LOOKED_BACK}
    with connection.cursor() as cursor:
        cursor.execute(_UNUSUAL, values)
        return [UnusualReader(*row) for row in cursor.fetchall()]
