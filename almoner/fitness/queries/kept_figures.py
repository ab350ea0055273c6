"""Where the regulator's cases stand, counted once in some minutes for all who may see it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection

from almoner.fitness.queries.stage_figures import StageFigures, count_stages, stages_of_the_regulator
from almoner.fitness.rules.figures import Spread
from almoner.people.models import Person
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission
from almoner.procedure import registry
from almoner.scope.clock import london_date

#: How old figures may be when they are shown.
KEPT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of each stage, and the moment at which they were counted."""

    at: datetime
    stages: list[StageFigures]


def where_cases_stand(person: Person, now: datetime) -> Counted:
    """Each stage in figures where this person may see concerns (PLAN-F8), of today and less than `KEPT` old.

    What somebody may see is asked each time. What was counted is kept by those organisations and that day alone, so
    that nobody is shown figures of an organisation that is not theirs. Of several who ask at once one counts, and the
    others wait for it.
    """
    on = london_date(now)
    desks = sorted(organisations_where(person, Permission.SEE_CONCERNS, on))
    key = _key(desks, on)
    found = _found(key, now)
    if found is None:
        _wait_for_whoever_counts(key)
        found = _found(key, now)
    if found is None:
        found = Counted(now, count_stages(desks, on))
        cache.set(key, _as_json(found), KEPT.total_seconds())
    return found


def _key(desks: Sequence[int], on: date) -> str:
    # A release that adds a stage or takes one away reads nothing that the one before it kept.
    stages = [kept.procedure.name for kept in stages_of_the_regulator()]
    told_apart = json.dumps([list(desks), on.isoformat(), stages])
    return f"where-cases-stand-{hashlib.sha256(told_apart.encode()).hexdigest()}"


def _found(key: str, now: datetime) -> Counted | None:
    kept = cache.get(key)
    if kept is None or now - datetime.fromisoformat(kept["at"]) >= KEPT:
        return None
    return Counted(datetime.fromisoformat(kept["at"]), [_stage(one) for one in kept["stages"]])


def _wait_for_whoever_counts(key: str) -> None:
    """Until the request that counts these figures has ended, and what it kept can be read."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _as_json(counted: Counted) -> dict[str, Any]:
    stages = [
        {
            "procedure": one.procedure.name,
            "open": one.open and astuple(one.open),
            "took": one.took and astuple(one.took),
            "held": one.held,
            "months": [(day.isoformat(), many) for day, many in one.months],
        }
        for one in counted.stages
    ]
    return {"at": counted.at.isoformat(), "stages": stages}


def _stage(kept: dict[str, Any]) -> StageFigures:
    return StageFigures(
        procedure=registry.named(kept["procedure"]).procedure,
        open=Spread(*kept["open"]) if kept["open"] else None,
        took=Spread(*kept["took"]) if kept["took"] else None,
        held=kept["held"],
        months=[(date.fromisoformat(day), many) for day, many in kept["months"]],
    )
