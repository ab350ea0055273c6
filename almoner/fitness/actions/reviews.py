"""Writes of reviews of decisions, and of voluntary removal while a case goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from almoner.fitness.actions.examinations import open_examination
from almoner.fitness.actions.findings import share_outcome
from almoner.fitness.actions.letters import queue_letter
from almoner.fitness.models import Concern, DecisionReview, Examination, Stage, VoluntaryRemoval
from almoner.fitness.queries.open_stages import under_way
from almoner.fitness.rules.decision_review import DECISION_REVIEW
from almoner.fitness.rules.voluntary_removal import GROUND, VOLUNTARY_REMOVAL
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure import registry
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import Refusal, Refused
from almoner.record.rules import Actor, SystemActor
from almoner.register import actions as register
from almoner.scope.clock import london_date
from almoner.scope.context import system

REVIEWS = SystemActor("fitness:reviews")
GRANTED = "The social worker left the register at their own request while a case about them went on. The case ends."


@transaction.atomic
def ask_for_review(
    *, examination: Examination, values: Mapping[str, Any], by: Person, now: datetime, key: str
) -> Receipt:
    """Enter that somebody asks for a decision to be reviewed (PLAN-F8): `values` answer the step `ask`.

    Raises Refused for whoever may not enter it, for a decision that cannot be reviewed, and where no flaw and no new
    information is named. The same `key` enters it once.
    """
    # Two who enter it at once meet here, and the second finds the first's.
    examination = Examination.objects.select_for_update(of=("self",)).get(pk=examination.pk)
    review = DecisionReview(
        title=examination.title, organisation_id=examination.organisation_id, visible_to=examination.visible_to,
        concern_id=examination.concern_id, examination=examination,
    )  # fmt: skip
    return procedure.open_case(DECISION_REVIEW, case=review, move="ask", by=by, now=now, key=key, values=values)


@transaction.atomic
def ask_for_removal(*, concern: Concern, values: Mapping[str, Any], by: Person, now: datetime, key: str) -> Receipt:
    """Enter that a social worker asks to leave the register while a case goes on (PLAN-F8): `values` answer `ask`.

    Raises Refused for whoever may not enter it, for those to whom it is not open, and where no stage is open to end.
    """
    concern = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    removal = VoluntaryRemoval(
        title=concern.title, organisation_id=concern.organisation_id, visible_to=concern.visible_to, concern=concern
    )
    return procedure.open_case(VOLUNTARY_REMOVAL, case=removal, move="ask", by=by, now=now, key=key, values=values)


def tell_of_review(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a review's end: the social worker is told; to be decided afresh, it goes to another pair."""
    review = cast(DecisionReview, case)
    with system("a review of a decision ends"):
        concern = review.concern
        if step.move == "decide_afresh":
            open_examination(concern=concern, by=by, now=now, key=f"review:{step.pk}")
        template = "decided_afresh" if step.move == "decide_afresh" else "decision_stands"
        queue_letter(
            concern=concern, case=case, step=step, template=template, values={"why": step.reasons}, by=by, now=now
        )


def leave_the_register(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a removal that is granted: the registration ends today, and every open stage of the case.

    What orders there are stay with the entry as they were; nobody is registered for them to bind.
    """
    removal = cast(VoluntaryRemoval, case)
    with system("a voluntary removal is granted"):
        concern = removal.concern
        assert concern.entry_id is not None  # noqa: S101  it is not asked for about anybody else
        register.end_registration(
            entry_id=concern.entry_id, ground=GROUND, on=london_date(now), reasons=step.reasons, by=REVIEWS, now=now
        )
        for stage in under_way(concern.pk):
            _end(stage, now)
        share_outcome(concern=concern, outcome="Voluntary removal", words=GRANTED, by=by, now=now, key=str(step.pk))
        values = {"why": step.reasons}
        queue_letter(concern=concern, case=case, step=step, template="removal_granted", values=values, by=by, now=now)


def tell_of_refusal(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a removal that is not granted: the social worker is told, and the case goes on."""
    with system("a voluntary removal is not granted"):
        concern, values = cast(VoluntaryRemoval, case).concern, {"why": step.reasons}
        queue_letter(concern=concern, case=case, step=step, template="removal_refused", values=values, by=by, now=now)


def _end(stage: Stage, now: datetime) -> None:
    """End a stage by its own move; one that has none is said to stand in the way."""
    kept = registry.of(stage)
    move = kept.procedure.move("end")
    if move is None:
        because = f"{kept.procedure.words} {stage.reference} is still open."
        raise Refused(Refusal("PLAN-F8", because, "Finish that first."))
    because = "The social worker left the register."
    given: dict[str, Any] = {"values": {field.name: because for field in move.fields}, "reasons": because}
    procedure.take(case=stage, move="end", by=REVIEWS, now=now, key=f"removal:{stage.version}", **given)
