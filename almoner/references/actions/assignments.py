"""Writes of an assignment: agreed with the booking, begun on the staff list, changed, ended with its questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from almoner.dates.days import typed_day
from almoner.employment.actions.engaging import engage, let_go
from almoner.fitness.actions.endings import end_assignment as answer_the_question
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.record.rules import Actor
from almoner.references.actions.references import open_reference
from almoner.references.models import Assignment, Booking, CandidateFile
from almoner.references.queries.preflight import ending_key
from almoner.references.rules.assignment import ASSIGNMENT
from almoner.references.rules.booking import price_of
from almoner.references.rules.file_facts import Kind as ReferenceKind
from almoner.references.rules.packs import Job
from almoner.scope.context import system


def agree(*, booking: Booking, by: Person, now: datetime, key: str) -> Receipt:
    """Open the assignment that a confirmed booking leads to."""
    with system("whom an assignment is about"):
        file = CandidateFile.objects.get(bookings=booking)
    assert booking.price is not None  # noqa: S101  a booking is offered with its price
    assignment = Assignment(
        title=f"{file.name}, {booking.team}"[:200], organisation_id=booking.organisation_id,
        visible_to=booking.visible_to, booking=booking, agency_id=booking.agency_id, manager_id=booking.manager_id,
        file=file, entry_id=file.entry_id, name=file.name, number=file.number, job=booking.job,
        service=booking.service, team=booking.team, starts=booking.starts, ends=booking.ends, price=booking.price,
        hours=booking.hours, project=booking.project,
    )  # fmt: skip
    return procedure.open_case(ASSIGNMENT, case=assignment, move="agree", by=by, now=now, key=key)


def keep_start(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `start`: they are on the authority’s staff list, and watched there too."""
    assignment = cast(Assignment, case)
    started = typed_day(step.values["started_on"])
    assert started is not None  # noqa: S101  the step asks for a day
    assignment.started_on = started
    assignment.member = engage(
        organisation_id=assignment.organisation_id, entry_id=assignment.entry_id, name=assignment.name,
        number=assignment.number, team=assignment.team, job_title=f"{Job(assignment.job).words} (agency)",
        starts=started, by=by, now=now,
    )  # fmt: skip
    assignment.save(update_fields=["started_on", "member"])


def keep_change(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `change`: a new last day, a lower price, or both."""
    assignment = cast(Assignment, case)
    assignment.ends = typed_day(step.values.get("ends")) or assignment.ends
    assignment.price = price_of(step.values.get("price")) or assignment.price
    assignment.save(update_fields=["ends", "price"])


def keep_end(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `end`: the last day, here and on the staff list, and a closing reference asked for."""
    assignment = cast(Assignment, case)
    assignment.ended_on = typed_day(step.values["ended_on"])
    assignment.save(update_fields=["ended_on"])
    if assignment.member_id and assignment.ended_on:
        let_go(member_id=assignment.member_id, on=assignment.ended_on, by=by, now=now)
    with system("a closing reference is asked for"):
        file = CandidateFile.objects.get(assignments=assignment)
    open_reference(
        file=file, giver_id=assignment.organisation_id, kind=ReferenceKind.PRACTICE, now=now,
        key=f"closing:{assignment.pk}", asked_by=by.name,
    )  # fmt: skip


@transaction.atomic
def end(
    *, assignment: Assignment, values: Mapping[str, Any], by: Person, now: datetime, version: int | None, key: str
) -> Receipt:
    """End an assignment, with the question of FTP-3.7 and the request for a closing reference, or not at all (REF-4).

    `values` are those of the end of an assignment in `fitness`, without the agency. Raises Refused, Stale, NotVisible.
    """
    if assignment.member is not None:
        answer_the_question(
            member=assignment.member, values={**values, "agency": assignment.agency.name}, by=by, now=now,
            key=ending_key(assignment.pk),
        )  # fmt: skip
    ended = {"ended_on": values["ended_on"]} if values.get("ended_on") else {}
    return procedure.take(case=assignment, move="end", by=by, now=now, version=version, key=key, values=ended)
