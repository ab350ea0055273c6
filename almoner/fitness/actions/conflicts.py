"""A conflict in one stage of a concern is one in the whole of it, and frees a case of the pair that it sits with."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Q

from almoner.fitness.actions.examinations import PAIRS
from almoner.fitness.models import Concern, Examination, Stage
from almoner.fitness.rules.examination import EXAMINATION
from almoner.people import actions as people
from almoner.people.models import Recusal, RecusalState
from almoner.procedure import actions as procedure
from almoner.procedure import registry
from almoner.procedure.rules import Move
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


def free_the_case(recusal: Recusal, by: Actor, now: datetime) -> None:
    """Where one of a pair of case examiners is kept away from the concern, the case is taken back from both (PLAN-F8).

    Neither could decide it any longer: whatever one writes, nobody could approve. What is approved already stands.
    """
    label, _, key = recusal.subject.partition(":")
    if recusal.state != RecusalState.IN_FORCE or label != Concern._meta.label_lower:
        return
    theirs = Q(lay=recusal.person) | Q(professional=recusal.person)
    sitting = EXAMINATION.sources(cast(Move, EXAMINATION.move("lose_one")))
    with system("a case examiner has a conflict"):
        for case in Examination.objects.filter(theirs, concern_id=UUID(key), state__in=sitting):
            procedure.take(case=case, move="lose_one", by=PAIRS, now=now, key=f"conflict:{recusal.pk}:{case.version}")
