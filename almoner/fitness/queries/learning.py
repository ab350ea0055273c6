"""Reads of what is to be learned: by those who are to read it, and by those who answer for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from almoner.employment.models import StaffMember
from almoner.fitness.access.audiences import audience_of
from almoner.fitness.access.findings import learning_visible_to
from almoner.fitness.models import LearningAction, Reading, Recommendation
from almoner.people.models import Person
from almoner.people.queries import memberships_on


def learning_to_read(person: Person, on: date) -> QuerySet[LearningAction]:
    """What the person is or was to read where they work, by role or by team; withdrawn learning left out.

    A membership of the employer is needed for a team too, so that somebody who has left reads no more of it.
    """
    wanted, employers = Q(pk__in=[]), set()
    for held in memberships_on(person, on):
        wanted |= Q(organisation_id=held.organisation_id, roles__contains=[held.role])
        employers.add(held.organisation_id)
    here = Q(ends__isnull=True) | Q(ends__gte=on)
    staff = StaffMember.objects.filter(here, person=person, organisation_id__in=employers, withdrawn_at__isnull=True)
    for organisation_id, team in staff.exclude(team="").values_list("organisation_id", "team"):
        wanted |= Q(organisation_id=organisation_id, teams__contains=[team])
    return LearningAction.objects.filter(wanted).exclude(state__in=["", "withdrawn"]).select_related("organisation")


def for_me_to_read(person: Person, on: date, *, read: bool = False) -> QuerySet[LearningAction]:
    """What the person has still to confirm, the soonest due first; or with `read` what they have, newest first."""
    confirmed = Exists(Reading.objects.filter(action=OuterRef("pk"), person=person))
    found = learning_to_read(person, on)
    if read:
        return found.filter(confirmed).order_by("-opened_at", "pk")
    return found.filter(~confirmed, closed_at__isnull=True).order_by("due_on", "opened_at", "pk")


@dataclass(frozen=True, slots=True)
class ToRead:
    """One thing to read, and when the person confirmed that they did."""

    action: LearningAction
    confirmed: Reading | None


def one_to_read(person: Person, action_id: UUID, on: date) -> ToRead | None:
    """One of them, whether or not it is confirmed; None for anything else."""
    action = learning_to_read(person, on).filter(pk=action_id).first()
    return ToRead(action, Reading.objects.filter(action=action, person=person).first()) if action else None


@dataclass(frozen=True, slots=True)
class Readers:
    """How far an audience is: how many have confirmed of how many, and the names of those who have not."""

    read: int
    asked: int
    unread: tuple[str, ...]


def readers_of(action: LearningAction, on: date) -> Readers:
    """How far the audience of a learning action is on a day.

    Whoever has confirmed counts as asked even if they have left the team since.
    """
    confirmed = set(action.readings.values_list("person_id", flat=True))
    audience = audience_of(action.organisation_id, action.roles, action.teams, on)
    names = Person.objects.filter(pk__in=audience - confirmed).order_by("name", "id").values_list("name", flat=True)
    return Readers(len(confirmed), len(audience | confirmed), tuple(names))


def learning_of(finding_id: UUID, person: Person, on: date) -> list[LearningAction]:
    """The learning that came of a finding, of what the person may see; oldest first."""
    return list(learning_visible_to(person, on).filter(finding_id=finding_id).order_by("opened_at", "pk"))


@dataclass(frozen=True, slots=True)
class Completion:
    """How far what follows from a finding is: actions of each kind that are open, and in all."""

    recommended_open: int = 0
    recommended: int = 0
    learning_open: int = 0
    learning: int = 0
    read: int = 0


def completion_of(findings: Collection[UUID]) -> dict[UUID, Completion]:
    """How far each of these findings is, by its id (FTP-4.5). Three queries however many; the caller may see them."""
    found: dict[UUID, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    actions = Recommendation.objects.filter(finding_id__in=findings).values_list("finding_id", "closed_at")
    for finding, closed in actions:
        found[finding][0] += closed is None
        found[finding][1] += 1
    learning = LearningAction.objects.filter(finding_id__in=findings).exclude(state="withdrawn")
    for finding, closed in learning.values_list("finding_id", "closed_at"):
        found[finding][2] += closed is None
        found[finding][3] += 1
    for finding in Reading.objects.filter(action__in=learning).values_list("action__finding_id", flat=True):
        found[finding][4] += 1
    return {finding: Completion(*counts) for finding, counts in found.items()}
