"""Who sees a review of a decision and a voluntary removal, and what everybody is to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import DecisionReview, Opinion, VoluntaryRemoval
from almoner.fitness.queries.open_stages import not_to_be_ended, under_way
from almoner.fitness.rules.decision_review import UNINVOLVED
from almoner.people.models import Person
from almoner.people.queries import people_holding
from almoner.people.rules import Role
from almoner.procedure.models import Step
from almoner.scope.clock import london_date
from almoner.scope.context import system


class ReviewFacts:
    """What the rules of a review look at."""

    def __init__(self, case: DecisionReview) -> None:
        self._case = case

    @cached_property
    def decided_on(self) -> date | None:
        """The day the decision was sent out."""
        sent = Step.objects.filter(case_id=self._case.examination_id, move="issue").order_by("-number").first()
        return london_date(sent.at) if sent else None

    @cached_property
    def another_is_open(self) -> bool:
        """Whether the same decision is being reviewed already."""
        others = DecisionReview.objects.filter(examination_id=self._case.examination_id, closed_at__isnull=True)
        return others.filter(version__gt=0).exclude(pk=self._case.pk).exists()


class DecisionReviewAccess(StageAccess[DecisionReview]):
    """Reviews: every case examiner is uninvolved who neither wrote, drafted nor approved anything in the decision."""

    def roles_among(self, people: Sequence[Person], case: DecisionReview, on: date) -> dict[UUID, frozenset[str]]:
        """What each is at the regulator, and whether they had no part."""
        found, deciders = super().roles_among(people, case, on), _deciders(case)
        return {
            one: held | {str(UNINVOLVED)} if Role.CASE_EXAMINER in held and str(one) not in deciders else held
            for one, held in found.items()
        }

    def holders(self, role: str, case: DecisionReview, on: date) -> Iterable[UUID] | None:
        """The case examiners who had no part are people."""
        if role != UNINVOLVED:
            return None
        deciders = _deciders(case)
        examiners = people_holding(case.organisation_id, Role.CASE_EXAMINER, on)
        return [one.pk for one in examiners if one.actor_id not in deciders]

    def facts(self, case: DecisionReview) -> ReviewFacts:
        """What the rules look at."""
        return ReviewFacts(case)


def _deciders(case: DecisionReview) -> frozenset[str]:
    with system("who took part in a decision"):
        opinions = Opinion.objects.filter(examination_id=case.examination_id).values_list("pk", flat=True)
        steps = Step.objects.filter(case_id__in=[case.examination_id, *opinions], by__isnull=False)
        return frozenset(steps.values_list("actor_id", flat=True))


class RemovalFacts:
    """What the rules of a voluntary removal look at."""

    def __init__(self, case: VoluntaryRemoval) -> None:
        self._case = case

    @property
    def registered(self) -> bool:
        """Whether the concern is about somebody on the register."""
        return self._case.concern.entry_id is not None

    @cached_property
    def under_way(self) -> bool:
        """Whether a stage of the concern is open that would end."""
        with system("whether a case is under way"):
            return bool(under_way(self._case.concern_id))

    @cached_property
    def in_the_way(self) -> list[str]:
        """What is open that has to be decided first: a hearing, an interim order that is considered."""
        with system("what stands in the way of a voluntary removal"):
            return not_to_be_ended(self._case.concern_id)

    @cached_property
    def another_is_open(self) -> bool:
        """Whether it has been asked for already."""
        others = VoluntaryRemoval.objects.filter(concern_id=self._case.concern_id, closed_at__isnull=True)
        return others.filter(version__gt=0).exclude(pk=self._case.pk).exists()


class VoluntaryRemovalAccess(StageAccess[VoluntaryRemoval]):
    """Voluntary removals, on the regulator's side."""

    def facts(self, case: VoluntaryRemoval) -> RemovalFacts:
        """What the rules look at."""
        return RemovalFacts(case)
