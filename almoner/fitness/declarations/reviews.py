"""The procedures of reviews of decisions and of voluntary removal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.casework.web.presenters import case_url
from almoner.fitness.access.reviews import DecisionReviewAccess, VoluntaryRemovalAccess
from almoner.fitness.actions.reviews import leave_the_register, tell_of_refusal, tell_of_review
from almoner.fitness.models import DecisionReview, Stage, VoluntaryRemoval
from almoner.fitness.rules.decision_review import DECISION_REVIEW
from almoner.fitness.rules.examination import EXAMINATION
from almoner.fitness.rules.voluntary_removal import VOLUNTARY_REMOVAL
from almoner.fitness.web.presenters.letters import ways
from almoner.fitness.web.presenters.stages import beside
from almoner.people.models import Person
from almoner.procedure.models import Case
from almoner.procedure.registry import register


def declare() -> None:
    """Reviews of decisions, and voluntary removals."""
    register(
        DECISION_REVIEW,
        model=DecisionReview,
        access=DecisionReviewAccess(DecisionReview),
        after=dict.fromkeys(("find_not_eligible", "uphold", "decide_afresh"), tell_of_review),
    )
    register(
        VOLUNTARY_REMOVAL,
        model=VoluntaryRemoval,
        access=VoluntaryRemovalAccess(VoluntaryRemoval),
        after={"grant": leave_the_register, "refuse": tell_of_refusal},
    )
    show(DECISION_REVIEW, Shown(details=_about, related=_with_the_decision))
    show(VOLUNTARY_REMOVAL, Shown(details=_about, related=_with_letters))


def _about(case: Case) -> Sequence[tuple[str, str]]:
    concern = cast(Stage, case).concern
    return [("Social worker", concern.about_name), ("Registration number", concern.about_number or "Not known")]


def _with_the_decision(review: DecisionReview, person: Person, on: date) -> Sequence[tuple[str, str]]:
    decided = ("The decision that is reviewed", case_url(EXAMINATION.name, review.examination_id))
    return [decided, *(way for way in _with_letters(review, person, on) if way[1] != decided[1])]


def _with_letters(stage: Stage, person: Person, on: date) -> Sequence[tuple[str, str]]:
    return [*ways(stage.pk, person, on), *beside(stage, person, on)]
