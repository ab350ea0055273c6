"""What grew from a concern: its investigation, decisions, orders and hearings, whichever tables they are in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Value

from almoner.fitness.models import Concern, Stage
from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.registry import Registered
from almoner.procedure.rules import Procedure


@dataclass(frozen=True, slots=True)
class Grown:
    """A concern or a stage of one, as somebody who may see it finds it beside the others."""

    procedure: Procedure
    case_id: UUID
    reference: str
    state: str


def stages_of(concern: Concern, person: Person, on: date) -> list[Grown]:
    """The stages that grew from a concern, of those that the person may see on the day, the oldest first.

    Two queries: which kinds of stage there are, and one over the tables of those.
    """
    return _read([_lines(kept, person, on, concern_id=concern.pk) for kept in _stages_there_are(concern.pk)])


def beside(stage: Stage, person: Person, on: date) -> list[Grown]:
    """The concern that a stage is about and its other stages, of those that the person may see. Two queries."""
    whole = _lines(registry.of(Concern()), person, on, pk=stage.concern_id)
    there = _stages_there_are(stage.concern_id)
    found = _read([whole, *(_lines(kept, person, on, concern_id=stage.concern_id) for kept in there)])
    return [one for one in found if one.case_id != stage.pk]


def _stages_there_are(concern_id: UUID) -> list[Registered]:
    """The kinds of stage that a concern has, of those in the reader's scope; most concerns have few of them.

    Written out, for who may see each is put together only for the kinds that there are.
    """
    stages = [kept for kept in registry.everything() if issubclass(kept.model, Stage)]
    each = [
        f"select {number} where exists (select from {kept.model._meta.db_table} where concern_id = %(concern)s)"  # noqa: S608  names of tables
        for number, kept in enumerate(stages)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(each), {"concern": concern_id})
        return [stages[number] for (number,) in cursor.fetchall()]


def _lines(kept: Registered, person: Person, on: date, **which: UUID) -> QuerySet[Any, Any]:
    found = kept.access.visible_to(person, on).filter(**which).order_by()
    return found.values_list("opened_at", "id", "reference", "state", Value(kept.procedure.name))


def _read(lines: list[QuerySet[Any, Any]]) -> list[Grown]:
    if not lines:
        return []
    found = lines[0].union(*lines[1:], all=True).order_by("opened_at", "id")
    return [Grown(registry.named(name).procedure, pk, reference, state) for _, pk, reference, state, name in found]
