"""What the meeting decided becomes learning: set, read and confirmed (FTP-4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db import transaction

from almoner.dates.days import day_of
from almoner.employment.queries.employers import people_in_teams
from almoner.fitness.access.audiences import audience_of, colleagues_called
from almoner.fitness.models import FromTheRegulator, LearningAction, Reading
from almoner.fitness.queries.learning import learning_to_read
from almoner.fitness.rules.learning import LEARNING, teams_in
from almoner.notices import actions as notices
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.record import actions as record
from almoner.scope.clock import london_date


class NotForThem(LookupError):
    """What was to be confirmed is not there for this person to read, or no more."""


def set_learning(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `decide` on a finding: a learning action with its owner, its day and its readers."""
    from almoner.fitness import tasks

    finding, typed, on = cast(FromTheRegulator, case), step.values, london_date(now)
    action = LearningAction(
        title=typed["what"],
        organisation_id=finding.organisation_id,
        visible_to=[finding.organisation_id],
        finding_id=finding.pk,
        kind=typed["kind"],
        text=typed["text"],
        roles=list(typed.get("roles") or ()),
        teams=_as_listed(finding.organisation_id, teams_in(typed.get("teams")), now),
        due_on=day_of(typed["due_on"]),
        assigned_to=colleagues_called(finding.organisation_id, " ".join(typed["owner"].split()), on)[0],
    )
    made = procedure.open_case(LEARNING, case=action, move="set", by=by, now=now, key=f"decided:{step.pk}")
    transaction.on_commit(lambda: tasks.tell_readers.defer(action_id=str(made.case.pk), turn=str(step.pk)))


@transaction.atomic
def set_reminder(
    *, about: UUID, organisation_id: int, what: str, text: str, roles: Sequence[str], due_on: date, by: Person,
    now: datetime,
) -> Receipt:  # fmt: skip
    """Have everybody with one of `roles` read `text`: a learning action that came of something else than a finding.

    `about` names that, and one reminder comes of it. Whoever sets it owns it; who has read it is counted as for any
    other (REF-12). Raises Refused to whoever does not answer for learning at the organisation.
    """
    from almoner.fitness import tasks

    action = LearningAction(
        title=what, organisation_id=organisation_id, visible_to=[organisation_id], finding_id=about, kind="share",
        text=text, roles=list(roles), teams=[], due_on=due_on, assigned_to=by,
    )  # fmt: skip
    made = procedure.open_case(LEARNING, case=action, move="set", by=by, now=now, key=f"reminder:{about}")
    transaction.on_commit(lambda: tasks.tell_readers.defer(action_id=str(made.case.pk), turn="set"))
    return made


def remind_readers(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `remind`: those who have not confirmed are written to again."""
    from almoner.fitness import tasks

    transaction.on_commit(lambda: tasks.tell_readers.defer(action_id=str(case.pk), turn=str(step.pk)))


@transaction.atomic
def tell_readers(*, action_id: UUID, turn: str, now: datetime) -> int:
    """Write to everybody in the audience of a learning action who has not confirmed it; returns how many.

    `turn` names the occasion: for each, nobody is written to twice.
    """
    action = LearningAction.objects.filter(pk=action_id, closed_at__isnull=True).first()
    if action is None:
        return 0
    audience = audience_of(action.organisation_id, action.roles, action.teams, london_date(now))
    unread = audience - set(action.readings.values_list("person_id", flat=True))
    people = list(Person.objects.filter(pk__in=unread).order_by("pk"))
    for person in people:
        values = {"until": action.due_on}
        key = f"learning:{action.pk}:{turn}:{person.pk}"
        notices.queue(
            to=person, template="learning_to_read", values=values, key=key, now=now,
            organisation_id=action.organisation_id,
        )  # fmt: skip
    return len(people)


@transaction.atomic
def confirm_reading(*, action_id: UUID, by: Person, now: datetime) -> Reading:
    """Confirm that one has read what was to be learned (FTP-4.5); confirmed twice, it counts once.

    Raises NotForThem for what the person is not asked to read.
    """
    action = learning_to_read(by, london_date(now)).filter(pk=action_id).first()
    if action is None:
        raise NotForThem(action_id)
    fresh = Reading(action=action, organisation_id=action.organisation_id, person=by, at=now)
    Reading.objects.bulk_create([fresh], ignore_conflicts=True)
    reading = Reading.objects.get(action=action, person=by)
    if reading.pk == fresh.pk:
        record.append(
            kind="learning.read", subject=f"fitness.learningaction:{action.pk}", case_id=action.pk,
            organisation_id=action.organisation_id, by=by, now=now, clause="FTP-4.5",
        )  # fmt: skip
    return reading


def _as_listed(organisation_id: int, teams: list[str], now: datetime) -> list[str]:
    """The teams as the staff list calls them, whatever the capitals they were typed with."""
    found = people_in_teams(organisation_id, teams, london_date(now)).order_by().values_list("team", flat=True)
    return sorted(set(found))
