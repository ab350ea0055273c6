"""The figures of where cases stand, beside a bare scan, numpy over every row, and joins that count day by day."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import psycopg

from bench.harness import Figures, How
from bench.harness.serving import Served

SCAN = "select count(*), sum(ends_ord - starts_ord) from procedure_span where kind = 'stage'"
ENDED = """
select s.starts_on, s.ends_on, s.ends_ord - s.starts_ord from procedure_span s where s.kind = 'stage'
  and s.ends_on is not null
"""
INTERVALS = """
select d.procedure, m.day, count(*) from procedure_span s join procedure_docket d using (case_id)
  join (select (date_trunc('month', current_date) - n * interval '1 month')::date - 1 as day
          from generate_series(0, 11) n) m on s.starts_on <= m.day and (s.ends_on is null or s.ends_on > m.day)
 where s.kind = 'stage' group by 1, 2
"""
MOST_MEDIANS, MOST_MONTHS = 3, 8


def reckon(found: Figures, place: Served, how: How) -> None:
    """The page's own queries as its reader, by turns with the scan; and every row against numpy."""
    ours: dict[str, list[float]] = {}
    scans, joins = [], []
    with psycopg.connect(place.superuser) as connection:
        for _ in range(how.rounds):
            scans.append(_timed(lambda: connection.execute(SCAN).fetchall()))
            for name, seconds in _of_the_page(place).items():
                ours.setdefault(name, []).append(seconds)
            joins.append(_timed(lambda: connection.execute(INTERVALS).fetchall()))
        unequal, rows = _against_numpy(connection)
    scan = statistics.median(scans)
    medians, months = (statistics.median(ours[name]) for name in ("took", "changes"))
    found.figure("a bare scan of the spans", scan * 1000, "ms", at=rows)
    found.figure("how long each stage took", medians * 1000, "ms", at=rows)
    found.figure("open at the end of each month", months * 1000, "ms", at=rows)
    found.figure("open at the end of each month, by joining every interval", statistics.median(joins) * 1000, "ms")
    found.goal("E1", "medians of every stage beside a bare scan", medians / scan, unit="times", at_most=MOST_MEDIANS)
    found.goal("E2", "open at month ends beside a bare scan", months / scan, unit="times", at_most=MOST_MONTHS)
    found.goal("E3", "rows whose working days are not numpy's", unequal, unit="rows", at_most=0)


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _of_the_page(place: Served) -> dict[str, float]:
    """Seconds of each of the queries whose answers the page keeps for some minutes, over the regulator's desk."""
    from django.db import connection

    from almoner.fitness.queries.stage_figures import count_stages
    from almoner.people.models import Membership
    from almoner.people.rules import Role
    from almoner.scope import clock
    from almoner.scope.context import system

    took: list[tuple[str, float]] = []

    def timing(execute: Any, query: str, parameters: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        answer = execute(query, parameters, many, context)
        took.append((query, time.perf_counter() - began))
        return answer

    with system("bench"):
        held = Membership.objects.filter(role=Role.TRIAGE_OFFICER).first()
        assert held is not None  # noqa: S101
    with connection.execute_wrapper(timing):
        count_stages([held.organisation_id], clock.today())
    named = {"stood as": "took", "union all": "changes"}
    return {name: seconds for mark, name in named.items() for query, seconds in took if mark in query}


def _against_numpy(connection: psycopg.Connection[tuple[Any, ...]]) -> tuple[int, int]:
    """How many spans have another number of working days than numpy counts, and how many there are."""
    from almoner.dates.days import is_working_day

    rows = connection.execute(ENDED).fetchall()
    starts, ends = (np.array([row[at] for row in rows], dtype="datetime64[D]") for at in (0, 1))
    every = np.arange(starts.min(), ends.max() + 2).tolist()
    holidays = np.array([day for day in every if day.weekday() < 5 and not is_working_day(day)], dtype="datetime64[D]")
    # numpy counts the first day and not the last; the law counts the last and not the first.
    counted = np.busday_count(starts + 1, ends + 1, holidays=holidays)
    return int((counted != np.array([row[2] for row in rows])).sum()), len(rows)
