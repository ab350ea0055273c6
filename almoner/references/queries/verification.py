"""Reads of verifications, of what the seniors settle, and of what climbed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.people.models import Person
from almoner.procedure.models import Step
from almoner.references.access.references import references_visible_to
from almoner.references.access.verification import senior_requests_visible_to, verifications_visible_to
from almoner.references.models import AskedReference, BetweenAuthorities, SeniorRequest, Verification
from almoner.references.rules.seniority import Given
from almoner.scope.context import system


def verifications(person: Person, on: date, *, show: str = "open") -> QuerySet[Verification]:
    """The verifications of the person's authority: those open by their day, those overdue, or those answered."""
    found = verifications_visible_to(person, on)
    if show == "answered":
        return found.filter(closed_at__isnull=False).order_by("-closed_at", "pk")
    found = found.filter(closed_at__isnull=True)
    return (found.filter(due_on__lt=on) if show == "overdue" else found).order_by("due_on", "opened_at", "pk")


def senior_requests(person: Person, on: date) -> QuerySet[SeniorRequest]:
    """The requests between seniors that are open, by their day."""
    return senior_requests_visible_to(person, on).filter(closed_at__isnull=True).order_by("due_on", "opened_at", "pk")


def facts_of_asked(asked_id: UUID) -> str:
    """What a reference is, for the two authorities between which a case stands: who gave it and when.

    Asked as the platform, since the authority that gave it does not see the file; both know these facts.
    """
    with system("what a reference is, for two authorities"):
        asked = AskedReference.objects.filter(pk=asked_id).first()
    if asked is None or asked.given_on is None:
        return "Not given yet"
    when = f"{asked.given_on.day} {asked.given_on:%B %Y}"
    words = f" ({Given(asked.given_by_role).words})" if asked.given_by_role in set(Given) else ""
    return f"Given by {asked.given_by} on {when}{words}"


def beside_verification(case: BetweenAuthorities, person: Person, on: date) -> Sequence[tuple[str, str]]:
    """What belongs with such a case: the giver's own case, and the other half of the thread."""
    found = []
    if own := references_visible_to(person, on).filter(pk=str(case.reference_id)).first():
        found.append(("The reference", f"/cases/reference/{own.pk}/"))
    if isinstance(case, SeniorRequest):
        found.append(("The verification in which it was set aside", f"/cases/verification/{case.verification_id}/"))
    elif request := senior_requests_visible_to(person, on).filter(verification_id=case.pk).first():
        found.append(("What the senior managers settle", f"/cases/senior_request/{request.pk}/"))
    return found


@dataclass(frozen=True, slots=True)
class Climbed:
    """How often matters of one authority went up, on whichever side it stood."""

    asked: int
    raised: int
    last: int


def climbed(authority_id: int, since: date, until: date) -> Climbed:
    """How many verifications an authority asked or was asked for in a time, and how many went up (REF-11, REF-13).

    `since` and `until` are both included. One that reached the heads of service counts as raised too.
    """
    with system("how often matters of an authority went up"):
        ids = [
            *_of(Verification.objects.filter(opened_at__date__range=(since, until)), authority_id),
            *_of(SeniorRequest.objects.filter(opened_at__date__range=(since, until)), authority_id),
        ]
        moves = Step.objects.filter(case_id__in=ids, move__in=["raise_up", "raise_last", "take_up"])
        taken = list(moves.values_list("case_id", "move"))
    last = {case for case, move in taken if move != "raise_up"}
    return Climbed(len(ids), len({case for case, _ in taken}), len(last))


def _of(rows: QuerySet[Verification] | QuerySet[SeniorRequest], authority_id: int) -> list[UUID]:
    here = rows.filter(organisation_id=authority_id).values_list("pk", flat=True)
    there = rows.filter(giver_id=authority_id).values_list("pk", flat=True)
    return [*here, *there]
