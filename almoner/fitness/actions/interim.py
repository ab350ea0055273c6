"""Writes of interim orders: a need identified, a panel called, what it decided."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import transaction

from almoner.fitness.actions.hearings import open_hearing
from almoner.fitness.models import Concern, InterimNeed
from almoner.fitness.rules.hearing_outcomes import Purpose
from almoner.fitness.rules.interim import CLAUSE, INTERIM
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import About, Refusal, Refused
from almoner.record.rules import Actor, SystemActor
from almoner.scope.context import system

INTERIMS = SystemActor("fitness:interim")


@transaction.atomic
def identify_need(*, concern: Concern, why: str, by: Actor, now: datetime, key: str) -> InterimNeed:
    """Open an interim order's case: somebody sees that one may be needed, and ``why`` (PLAN-F6).

    The clock from need to approval starts. ``key`` names the submission. Raises Refused while one is open for the
    concern already, and without a reason.
    """
    with system("a need for an interim order is identified"):
        key = f"interim:{key}"
        made = InterimNeed.objects.filter(pk=procedure.id_to_be(INTERIM, key)).first()
        if made:
            return made
        # Two who see it at once are one need: the second waits here for the first.
        Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
        if InterimNeed.objects.filter(concern=concern, closed_at__isnull=True).exists():
            because = "An interim order is being considered already."
            raise Refused(Refusal(CLAUSE, because, "Add what you know to that case.", About.STATE))
        need = InterimNeed(
            title=concern.title, organisation_id=concern.organisation_id, visible_to=concern.visible_to, concern=concern
        )
        values = {"why": why.strip()}
        opened = procedure.open_case(INTERIM, case=need, move="identify", by=INTERIMS, now=now, key=key, values=values)
        return cast(InterimNeed, opened.case)


def follow_telling(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows once the worker is told: a panel is called (PLAN-F6)."""
    need = cast(InterimNeed, case)
    open_hearing(concern=need.concern, purpose=Purpose.INTERIM, by=by, now=now, key=f"interim:{step.pk}", interim=need)


def identify_from(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a step that sees a need, on a concern or on a stage of one (PLAN-F6)."""
    concern = case if isinstance(case, Concern) else case.concern  # type: ignore[attr-defined]
    identify_need(concern=concern, why=step.values["interim_why"], by=by, now=now, key=f"step:{step.pk}")
