"""The procedures of what the regulator found, at the employer and on the regulator's own side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from almoner.casework.showing import Shown, show
from almoner.fitness.access.findings import FindingAccess, LearningAccess, OrganisationalAccess, RecommendationAccess
from almoner.fitness.access.stages import StageAccess
from almoner.fitness.actions.findings import give_to_owner, tell_the_regulator
from almoner.fitness.actions.learning import remind_readers, set_learning
from almoner.fitness.models import (
    Finding,
    FromTheRegulator,
    LearningAction,
    OrganisationalFinding,
    Recommendation,
    SharedOutcome,
)
from almoner.fitness.queries.findings import actions_after, how_far, recommendations_of
from almoner.fitness.queries.learning import learning_of
from almoner.fitness.rules.findings import FINDING, ORGANISATIONAL
from almoner.fitness.rules.learning import LEARNING, RECOMMENDATION
from almoner.fitness.rules.outcomes import SHARED_OUTCOME
from almoner.fitness.web.presenters import learning as presenters
from almoner.fitness.web.presenters.stages import beside
from almoner.fitness.wording.learning import LEARNING_TO_READ
from almoner.notices import rules as notices
from almoner.people.models import Person
from almoner.procedure.registry import register
from almoner.record.rules import kinds

_FOLLOWED = {
    "acknowledge": tell_the_regulator, "discuss": tell_the_regulator, "close": tell_the_regulator,
    "decide": set_learning,
}  # fmt: skip


def declare() -> None:
    """Findings, what was recommended, what is to be learned; and what the regulator told."""
    notices.register(LEARNING_TO_READ)
    kinds.say("learning.read", "Confirmed that they read it")
    kinds.say("finding.nobody_to_tell", "Nobody employed them, so nobody was told of the outcome")
    register(SHARED_OUTCOME, model=SharedOutcome, access=StageAccess(SharedOutcome))
    register(FINDING, model=Finding, access=FindingAccess(Finding), after=_FOLLOWED)
    register(
        ORGANISATIONAL, model=OrganisationalFinding, access=OrganisationalAccess(OrganisationalFinding), after=_FOLLOWED
    )
    register(
        RECOMMENDATION, model=Recommendation, access=RecommendationAccess(Recommendation), after={"plan": give_to_owner}
    )
    register(LEARNING, model=LearningAction, access=LearningAccess(LearningAction), after={"remind": remind_readers})
    show(SHARED_OUTCOME, Shown(details=_about_the_outcome, statement=_told, related=_after_the_outcome))
    show(FINDING, Shown(details=_about_the_finding, statement=_found, related=_after_the_finding))
    show(ORGANISATIONAL, Shown(statement=_found, related=_learned))
    show(RECOMMENDATION, Shown(details=_about_the_action, statement=_recommended, related=_its_finding))
    show(LEARNING, Shown(details=_about_the_learning, statement=_to_be_read))


def _about_the_outcome(shared: SharedOutcome) -> Sequence[tuple[str, str]]:
    rows = [
        ("Employer", shared.employer.name),
        ("Outcome", shared.outcome),
        ("What it is about", shared.get_about_display()),
    ]
    return [*rows, *presenters.completion_rows(how_far([shared])[str(shared.pk)])]


def _told(shared: SharedOutcome) -> Sequence[tuple[str, str]]:
    return [("What the employer was told", shared.words)]


def _after_the_outcome(shared: SharedOutcome, person: Person, on: date) -> Sequence[tuple[str, str]]:
    return [*beside(shared, person, on), *presenters.action_links(actions_after(shared, person, on))]


def _about_the_finding(finding: Finding) -> Sequence[tuple[str, str]]:
    member = finding.member
    return [("Social worker", member.name), ("Registration number", member.number), ("Outcome", finding.outcome)]


def _found(finding: FromTheRegulator) -> Sequence[tuple[str, str]]:
    return [("What the regulator says", finding.words)]


def _after_the_finding(finding: Finding, person: Person, on: date) -> Sequence[tuple[str, str]]:
    return [*presenters.action_links(recommendations_of(finding, person, on)), *_learned(finding, person, on)]


def _learned(finding: FromTheRegulator, person: Person, on: date) -> Sequence[tuple[str, str]]:
    return presenters.action_links(learning_of(finding.pk, person, on))


def _about_the_action(action: Recommendation) -> Sequence[tuple[str, str]]:
    return [("Employer", action.organisation.name), *presenters.owner_rows(action)]


def _recommended(action: Recommendation) -> Sequence[tuple[str, str]]:
    return [("What the regulator recommends", action.text)]


def _its_finding(action: Recommendation, person: Person, on: date) -> Sequence[tuple[str, str]]:
    seen = FindingAccess(Finding).visible_to(person, on).filter(pk=action.finding_id).first()
    if seen is not None:
        return [("The finding it came with", f"/cases/finding/{seen.pk}/")]
    told = StageAccess(SharedOutcome).visible_to(person, on).filter(pk=action.shared_id).first()
    return [("The outcome it came with", f"/cases/outcome/{told.pk}/")] if told else []


def _about_the_learning(action: LearningAction) -> Sequence[tuple[str, str]]:
    return [
        ("Decided", action.get_kind_display()),
        ("For", presenters.audience_words(action)),
        *presenters.owner_rows(action),
        *presenters.reader_rows(action),
    ]


def _to_be_read(action: LearningAction) -> Sequence[tuple[str, str]]:
    return [("What people are to read", action.text)]
