"""Where the regulator's cases stand: from the spans that were written as each moved, never from counting them anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from almoner.dates.days import ordinal
from almoner.fitness.models import Concern, Stage
from almoner.fitness.rules.figures import Spread, month_ends, running, spread
from almoner.procedure import registry
from almoner.procedure.registry import Registered
from almoner.procedure.rules import Procedure
from almoner.scope.context import system

#: Months for which the page looks back.
MONTHS = 12
#: Cases that are about a concern and that nobody works through as a stage of it.
_BESIDE = frozenset({"example", "inherited", "opinion", "order", "outcome"})

#: Whatever is about a concern that a former regulator began; it is counted apart (PLAN-F4).
_APART = "apart as materialized ({tables})"
_APART_IN = "select c.id from {table} c join fitness_inherited i on i.concern_id = c.{concern}"
_OPEN = """
with {apart}
select procedure, %(today)s - began, count(*) from (
    select d.procedure, min(s.starts_ord) began
      from procedure_span s join procedure_docket d on d.case_id = s.case_id
     where s.kind = 'stage' and d.closed_at is null and d.organisation_id = any(%(desks)s)
       and d.procedure = any(%(names)s) and not exists (select from apart where apart.id = d.case_id)
     group by d.procedure, s.case_id) one
group by 1, 2
"""
_TOOK = """
with {apart}, ended as (
    select d.procedure, s.case_id, sum(s.ends_ord - s.starts_ord) days
      from procedure_span s join procedure_docket d on d.case_id = s.case_id
     where s.kind = 'stage' and d.closed_at is not null and d.organisation_id = any(%(desks)s)
       and d.procedure = any(%(names)s) and not exists (select from apart where apart.id = d.case_id)
     group by d.procedure, s.case_id having max(s.ends_on) > %(since)s
), stood as (
    select p.case_id, range_agg(int4range(p.starts_ord, p.ends_ord)) ranges
      from procedure_span p join ended using (case_id)
     where p.kind = 'pause' and p.ends_ord is not null group by p.case_id
), held as (
    select case_id, (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(ranges) r) days from stood
)
select procedure, greatest(ended.days - coalesce(held.days, 0), 0), count(*), sum(coalesce(held.days, 0))
  from ended left join held using (case_id) group by 1, 2
"""
_CHANGES = """
with {apart}
select d.procedure, at, sum(change) from (
    select case_id, starts_on at, 1 change from procedure_span where kind = 'stage'
    union all select case_id, ends_on, -1 from procedure_span where kind = 'stage' and ends_on is not null
) moved join procedure_docket d using (case_id)
where d.organisation_id = any(%(desks)s) and d.procedure = any(%(names)s)
  and not exists (select from apart where apart.id = d.case_id)
group by 1, 2 having sum(change) <> 0
"""


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
    since = month_ends(on, MONTHS)[0]
    asked: dict[str, Any] = {
        "today": ordinal(on),
        "desks": list(desks),
        "names": [one.name for one in stages],
        "since": since,
    }
    days = month_ends(on, MONTHS)
    with system("where the regulator's cases stand"):
        open_now = _by_stage(_OPEN.format(apart=apart), asked)
        took = _by_stage(_TOOK.format(apart=apart), asked)
        changes = _by_stage(_CHANGES.format(apart=apart), asked)
    return [_figures(stage, open_now[stage.name], took[stage.name], changes[stage.name], days) for stage in stages]


def _figures(
    stage: Procedure, open_now: list[tuple[int, int]], took: list[tuple[int, int, int]],
    changes: list[tuple[date, int]], days: list[date],
) -> StageFigures:  # fmt: skip
    return StageFigures(
        procedure=stage,
        open=spread(open_now),
        took=spread((length, many) for length, many, _ in took),
        held=sum(held for _, _, held in took),
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
