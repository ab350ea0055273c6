"""Watching the register for those on assignments: a change reaches both sides within minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from almoner.clauses import cites
from almoner.employment.queries.checking import conditions_of, standings_on
from almoner.employment.rules.standing import say
from almoner.procedure import actions as procedure
from almoner.record import actions as record
from almoner.record.rules import SystemActor
from almoner.references.models import Assignment, AssignmentWatch
from almoner.register import queries as register
from almoner.register.actions import reading_on
from almoner.scope.clock import london_date
from almoner.scope.context import system

WATCHER = SystemActor("worker:assignments")


@dataclass(frozen=True, slots=True)
class Watched:
    """What a look at the register came to: assignments looked at, stopped, and told of something else."""

    looked_at: int = 0
    stopped: int = 0
    told: int = 0


@cites("STD-7.1", "REF-4")
def watch_assignments(*, now: datetime) -> Watched:
    """Look at every assignment whose worker the register has changed, and once a day at all of them (STD-7.1).

    Run every minute. Whoever may no longer practise is stopped, and the manager, the agency and those who answer for
    practice are told in the same transaction in which the place in the change feed moves: a worker that dies has told
    nobody, and the next one tells them.
    """
    watching = system("watching the register for assignments")
    with watching, transaction.atomic(), reading_on(AssignmentWatch, today=london_date(now)) as news:
        if news is None:
            return Watched()
        found = _open()
        if news.entries is not None:
            found = found.filter(entry_id__in=news.entries)
        came_to = _look(list(found), now)
        record.append(
            kind="references.assignments_watched", subject="references.assignmentwatch:1", organisation_id=None,
            by=WATCHER, now=now, clause="STD-7.1",
            after={"looked_at": came_to.looked_at, "stopped": came_to.stopped, "told": came_to.told, "seq": news.seq},
        )  # fmt: skip
        return came_to


def _open() -> QuerySet[Assignment]:
    return Assignment.objects.filter(closed_at__isnull=True).order_by("pk")


def _look(assignments: list[Assignment], now: datetime) -> Watched:
    entries = standings_on((one.entry_id for one in assignments), london_date(now))
    stopped = told = 0
    for assignment in assignments:
        entry = entries.get(assignment.entry_id)
        moves = list(_moves(assignment, entry))
        for number, (move, words) in enumerate(moves):
            key = f"watch:{assignment.version}:{number}"
            procedure.take(case=assignment, move=move, by=WATCHER, now=now, key=key, reasons=words)
        stopped += any(move == "stop" for move, _ in moves)
        told += any(move == "tell" for move, _ in moves)
        if moves or assignment.conditions != conditions_of(entry):
            name = entry.name.full if entry else assignment.name
            Assignment.objects.filter(pk=assignment.pk).update(
                may_practise=say(entry.standing if entry else None).may_practise, conditions=conditions_of(entry),
                name=name, title=f"{name}, {assignment.team}"[:200],
            )  # fmt: skip
    return Watched(len(assignments), stopped, told)


def _moves(assignment: Assignment, entry: register.EntryOn | None) -> Iterator[tuple[str, str]]:
    """The steps, each with its words, that what the register says now leads to."""
    said, conditions = say(entry.standing if entry else None), conditions_of(entry)
    if said.may_practise and not assignment.may_practise:
        yield "tell", "The register says again that they may practise. Whether they go on is for the manager."
    elif assignment.may_practise and not said.may_practise:
        words = f"{said.status} on the register. They may not practise as a social worker."
        yield ("stop" if assignment.state == "running" else "tell"), words
    if conditions and conditions != assignment.conditions:
        yield "tell", f"Conditions bind their practice: {conditions}."
    if entry and entry.name.full != assignment.name:
        # Whoever changed it may not want the name they had told to anybody.
        yield "tell", f"The register now has the name {entry.name.full}."
