"""A conflict in one stage of a concern is one in the whole of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from almoner.fitness.models import Stage
from almoner.people import actions as people
from almoner.people.models import Recusal, RecusalState
from almoner.procedure import registry
from almoner.record.rules import Actor
from almoner.scope.context import system


def widen_to_the_concern(recusal: Recusal, by: Actor, now: datetime) -> None:
    """Where somebody is kept away from a stage, keep them away from its concern and so from all that grew from it.

    Done as the system: whoever decides on conflicts need not see the concern, and its person no longer does.
    """
    label, _, key = recusal.subject.partition(":")
    stage = next((kept.model for kept in registry.everything() if kept.model._meta.label_lower == label), None)
    if recusal.state != RecusalState.IN_FORCE or stage is None or not issubclass(stage, Stage):
        return
    with system("a conflict in a stage is one in its concern"):
        found = stage._default_manager.filter(pk=UUID(key)).select_related("concern").first()
        concern = found.concern if found else None
        if concern is not None:
            kept = registry.of(concern)
            called = f"{kept.procedure.words} {concern.reference}"[:200]
            people.widen(recusal=recusal, subject=kept.subject_of(concern.pk), called=called, by=by, now=now)
