"""A worklist as its page shows it: each line with what it waits for, or what this person can do in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from almoner.casework.rules.sentences import to_do, waits_for
from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.models import Docket, Request
from almoner.procedure.queries import turns_of
from almoner.procedure.rules import Procedure
from almoner.procedure.rules.requests import OUTSTANDING


@dataclass(frozen=True)
class Work:
    """A case on a worklist: its line, its procedure, what it waits for, and whether it is late today."""

    line: Docket
    procedure: Procedure
    waits: str
    late: bool


def described(lines: Iterable[Docket], on: date, mine: Person | None = None) -> list[Work]:
    """One page of lines with what each waits for, or what `mine` can do in it. 1 query, 3 with `mine`."""
    page = list(lines)
    turns: dict[object, set[str]] = {}
    for case_id, move in turns_of(mine, on).filter(case__in=page).values_list("case_id", "move") if mine else ():
        turns.setdefault(case_id, set()).add(move)
    asked: dict[object, list[str]] = {}
    outstanding = Request.objects.filter(case__in=page, state__in=OUTSTANDING).order_by("sent_at", "pk")
    for case_id, name in outstanding.values_list("case_id", "to_name"):
        asked.setdefault(case_id, []).append(name)
    found = []
    for line in page:
        procedure = registry.named(line.procedure).procedure
        todo = turns.get(line.pk)
        waits = to_do(procedure, todo) if todo else waits_for(procedure, line.state, asked.get(line.pk, ()))
        found.append(Work(line, procedure, waits, bool(line.due and line.due < on)))
    return found
