"""Writes about concerns that could be about the same: joined, or found to be unlike; and who a concern is about."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import transaction

from almoner.fitness.access.concerns import by_reference
from almoner.fitness.actions.post import tell_of_what_was_decided
from almoner.fitness.models import Concern, Unlike
from almoner.fitness.queries.raising import Published
from almoner.fitness.rules.concern import TRIAGE
from almoner.fitness.rules.likeness import CLAUSE
from almoner.people.models import Person
from almoner.procedure.actions.locking import hold
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import About, Refusal, Refused


def join(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    """What follows from the step `join`: the concern is dealt with together with the other (PLAN-F1).

    So are those that had been joined to it. An employer who referred it hears how the other stands.
    """
    concern = cast(Concern, case)
    other = by_reference(step.values["into"], concern.organisation_id)
    assert other is not None  # noqa: S101  the step is refused for a reference that names none
    lead = other.joined_to_id or other.pk
    Concern.objects.filter(joined_to_id=concern.pk).update(joined_to_id=lead)
    concern.joined_to_id = lead
    concern.save(update_fields=["joined_to"])
    tell_of_what_was_decided(concern, lead, now)


@transaction.atomic
def find_unlike(*, concern: Concern, other: Concern, by: Person, now: datetime, reasons: str) -> Unlike:
    """Say that two concerns are not about the same, so that they are not suggested again. Said twice, it counts once.

    Raises NotVisible; Refused to whoever does not triage, and without reasons.
    """
    held = hold(concern, by, now)
    held.insist_on(TRIAGE, CLAUSE)
    if not reasons.strip():
        raise Refused(Refusal(CLAUSE, "No reasons are given.", "Write why.", About.REASONS, "reasons"))
    first, second = sorted((concern, other), key=lambda one: one.pk)
    unlike, new = Unlike.objects.get_or_create(
        concern=first, other=second, defaults={"why": reasons.strip(), "by": by, "at": now}
    )
    if new:
        held.happened("unlike", f"Not about the same as {other.reference}: {reasons.strip()}", clause=CLAUSE)
    return unlike


@transaction.atomic
def identify(*, concern: Concern, found: Published, by: Person, now: datetime, reasons: str) -> Concern:
    """Say whom on the register a concern is about, which whoever raised it had only described (PLAN-F1).

    What they said stays as they said it. Raises NotVisible; Refused to whoever does not triage, without reasons, and
    for a concern that is closed.
    """
    held = hold(concern, by, now)
    held.insist_on(TRIAGE, CLAUSE)
    fresh = cast(Concern, held.case)
    if fresh.closed_at:
        raise Refused(Refusal(CLAUSE, "Triage of this concern is over.", "Nothing can be changed here.", About.STATE))
    if not reasons.strip():
        raise Refused(Refusal(CLAUSE, "No reasons are given.", "Write how you know.", About.REASONS, "reasons"))
    fresh.entry_id, fresh.about_number, fresh.about_name = found.entry_id, found.number, found.name
    fresh.title = found.name[:200]
    fresh.save(update_fields=["entry", "about_number", "about_name", "title"])
    held.happened("identified", f"It is about {found.name}, {found.number}: {reasons.strip()}", clause=CLAUSE)
    return fresh
