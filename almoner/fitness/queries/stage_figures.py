"""Where the regulator's cases stand: from the days on which each was opened and closed, and the pauses of its clocks.

A case's stages follow each other without a gap, so that how long it took needs none of them. The docket's days are read
and not the spans: there is one line for each case, and the guard of a span's row asks for that line again (ADR 132).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from almoner.dates.days import working_days_between
from almoner.fitness.models import Concern, Stage
from almoner.fitness.rules.figures import Spread, month_ends, running, spread
from almoner.procedure import registry
from almoner.procedure.registry import Registered
from almoner.procedure.rules import Procedure
from almoner.scope.clock import LONDON
from almoner.scope.context import system

#: Months for which the page looks back.
MONTHS = 12
#: Cases that are about a concern and that nobody works through as a stage of it.
_BESIDE = frozenset({"example", "inherited", "opinion", "order", "outcome"})

#: Whatever is about a concern that a former regulator began; it is counted apart (PLAN-F4).
_APART = "apart as materialized ({tables})"
_APART_IN = "select c.id from {table} c join fitness_inherited i on i.concern_id = c.{concern}"
_MINE = """
d.opened_at is not null and d.organisation_id = any(%(desks)s) and d.procedure = any(%(names)s)
  and not exists (select from apart where apart.id = d.case_id)
"""
_OPENED, _CLOSED = (f"(d.{at}_at at time zone 'Europe/London')::date" for at in ("opened", "closed"))
_OPEN = f"""
with {{apart}}
select d.procedure, {_OPENED}, count(*) from procedure_docket d where d.closed_at is null and {_MINE} group by 1, 2
"""  # noqa: S608  columns and conditions named above
_TOOK = f"""
with {{apart}}, ended as (
    select d.case_id, d.procedure, {_OPENED} opened, {_CLOSED} closed
      from procedure_docket d where d.closed_at >= %(since)s and {_MINE}
), stood as (
    select p.case_id, range_agg(int4range(p.starts_ord, p.ends_ord)) ranges
      from procedure_span p join ended using (case_id)
     where p.kind = 'pause' and p.ends_ord is not null group by p.case_id
), held as (
    select case_id, (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(ranges) r) days from stood
)
select procedure, opened, closed, coalesce(held.days, 0), count(*)
  from ended left join held using (case_id) group by 1, 2, 3, 4
"""  # noqa: S608  columns and conditions named above
_CHANGES = f"""
with {{apart}}, mine as materialized (
    select d.procedure, {_OPENED} opened, {_CLOSED} closed from procedure_docket d where {_MINE}
)
select procedure, at, sum(change) from (
    select procedure, opened at, count(*) change from mine group by 1, 2
    union all select procedure, closed, -count(*) from mine where closed is not null group by 1, 2
) moved group by 1, 2 having sum(change) <> 0
"""  # noqa: S608  columns and conditions named above


@dataclass(frozen=True, slots=True)
class StageFigures:
    """One stage: what is open and how old, how long those that ended in the year took, and how many were open when.

    `held` is in how many working days, of all that ended, clocks stood still; `took` leaves those out.
    """

    procedure: Procedure
    open: Spread | None
    took: Spread | None
    held: int
    months: list[tuple[date, int]]


def stages_of_the_regulator() -> list[Registered]:
    """The procedures that the regulator works through with a concern, the concern itself among them."""
    return [kept for kept in registry.everything() if _is_stage(kept)]


def count_stages(desks: Sequence[int], on: date) -> list[StageFigures]:
    """Each stage of the work of these organisations in figures (PLAN-F8); three queries.

    Counted as the platform, over the whole desk: what leaves is how many and how long, and of nobody. Whoever asks has
    seen to it that the reader may see concerns there. What a former regulator began is left out (PLAN-F4): see
    `queries.inherited.progress`.
    """
    kept_stages = stages_of_the_regulator()
    stages, apart = [kept.procedure for kept in kept_stages], _apart(kept_stages)
    days = month_ends(on, MONTHS)
    asked: dict[str, Any] = {
        "desks": list(desks),
        "names": [one.name for one in stages],
        "since": datetime.combine(days[0] + timedelta(days=1), time(), LONDON),
    }
    with system("where the regulator's cases stand"):
        open_now = _by_stage(_OPEN.format(apart=apart), asked)
        took = _by_stage(_TOOK.format(apart=apart), asked)
        changes = _by_stage(_CHANGES.format(apart=apart), asked)
    return [_figures(stage, on, open_now[stage.name], took[stage.name], changes[stage.name], days) for stage in stages]


def _figures(
    stage: Procedure, on: date, open_now: list[tuple[date, int]], took: list[tuple[date, date, int, int]],
    changes: list[tuple[date, int]], days: list[date],
) -> StageFigures:  # fmt: skip
    lengths = ((max(working_days_between(opened, closed) - held, 0), many) for opened, closed, held, many in took)
    return StageFigures(
        procedure=stage,
        open=spread((working_days_between(opened, on), many) for opened, many in open_now),
        took=spread(lengths),
        held=sum(held * many for _, _, held, many in took),
        months=list(zip(days, running(changes, days), strict=True)),
    )


def _apart(stages: list[Registered]) -> str:
    tables = [
        _APART_IN.format(table=one._meta.db_table, concern="concern_id" if issubclass(one, Stage) else "id")
        for one in (kept.model for kept in stages)
    ]
    return _APART.format(tables=" union all ".join(tables))


def _is_stage(kept: Registered) -> bool:
    return issubclass(kept.model, Concern | Stage) and kept.procedure.name not in _BESIDE


def _by_stage(query: str, asked: dict[str, Any]) -> dict[str, list[Any]]:
    """What a query found, its first column taken as the stage: whole numbers, and days where it has days."""
    found: dict[str, list[Any]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        for stage, *figures in cursor.fetchall():
            found[stage].append(tuple(each if isinstance(each, date) else int(each) for each in figures))
    return found
