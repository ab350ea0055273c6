"""Reads of what the regulator found: at the employer, and at the regulator of what it told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.employment.queries.employers import employed_on
from almoner.fitness.access.findings import (
    findings_visible_to,
    organisational_visible_to,
    recommendations_visible_to,
)
from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import Concern, Finding, OrganisationalFinding, Recommendation
from almoner.fitness.models import SharedOutcome as Shared
from almoner.fitness.queries.concerns import concerns
from almoner.fitness.queries.learning import Completion, completion_of
from almoner.people.models import Person
from almoner.scope.context import system


def findings(person: Person, on: date, *, closed: bool = False) -> QuerySet[Finding]:
    """Findings on members of staff that the person may read, newest first."""
    return findings_visible_to(person, on).filter(closed_at__isnull=not closed).order_by("-opened_at", "pk")


def organisational(person: Person, on: date, *, closed: bool = False) -> QuerySet[OrganisationalFinding]:
    """Findings on the organisation that the person may read, newest first."""
    return organisational_visible_to(person, on).filter(closed_at__isnull=not closed).order_by("-opened_at", "pk")


def recommendations_of(finding: Finding, person: Person, on: date) -> list[Recommendation]:
    """What the regulator recommended with a finding, of what the person may see, in its order."""
    return list(recommendations_visible_to(person, on).filter(finding=finding).order_by("opened_at", "reference"))


def shared_outcomes(person: Person, on: date, *, state: str = "") -> QuerySet[Shared]:
    """What the regulator told employers, of the concerns that the person may see; the newest first."""
    found = StageAccess(Shared).visible_to(person, on).select_related("employer", "concern")
    return (found.filter(state=state) if state else found).order_by("-opened_at", "pk")


def actions_after(shared: Shared, person: Person, on: date) -> list[Recommendation]:
    """The actions that grew from what the regulator told an employer, for somebody at the regulator (FTP-4.2)."""
    found = recommendations_visible_to(person, on).filter(shared_id=shared.pk)
    return list(found.order_by("opened_at", "reference"))


def how_far(shared: Sequence[Shared]) -> dict[str, Completion]:
    """How far each employer is with what it was told, by the id of the regulator's case: figures, no words.

    The employer's rows are not the regulator's to see; what leaves is how many.
    """
    with system("how far employers are with what they were told"):
        found = completion_of([one.answered_by for one in shared])
    return {str(one.pk): found.get(one.answered_by, Completion()) for one in shared}


def concern_to_share(person: Person, concern_id: UUID, on: date) -> Concern | None:
    """A concern of which the outcome may be shared: one the person may see that was investigated (FTP-4.1)."""
    return concerns(person, on).filter(pk=concern_id, state="to_investigate").first()


def employers_of(concern: Concern, on: date) -> list[str]:
    """The names of those who employ the worker on a day, whom an outcome would reach."""
    if concern.entry_id is None:
        return []
    with system("whom an outcome would reach"):
        return [member.organisation.name for member in employed_on(concern.entry_id, on)]
