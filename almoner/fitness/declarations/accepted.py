"""The procedure of a proposed outcome, and the letters about decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.casework.web.presenters import case_url
from almoner.fitness.access.accepted import AcceptedOutcomeAccess
from almoner.fitness.actions.disposals import refused_or_silent, take_effect
from almoner.fitness.models import AcceptedOutcome
from almoner.fitness.rules.accepted_outcome import ACCEPTED_OUTCOME
from almoner.fitness.rules.examination import EXAMINATION
from almoner.fitness.web.presenters.letters import ways
from almoner.fitness.web.presenters.stages import beside
from almoner.fitness.wording.letters import LETTER_READY, LETTER_TO_RAISER
from almoner.notices import rules as notices
from almoner.people.models import Person
from almoner.procedure.models import Case
from almoner.procedure.registry import register


def declare() -> None:
    """Proposed outcomes."""
    notices.register(LETTER_READY)
    notices.register(LETTER_TO_RAISER)
    register(
        ACCEPTED_OUTCOME,
        model=AcceptedOutcome,
        access=AcceptedOutcomeAccess(AcceptedOutcome),
        after={
            **dict.fromkeys(("accept", "record_acceptance"), take_effect),
            **dict.fromkeys(("refuse", "record_refusal", "lapse"), refused_or_silent),
        },
    )
    show(ACCEPTED_OUTCOME, Shown(details=_about, statement=_said, related=_belonging))


def _about(case: Case) -> Sequence[tuple[str, str]]:
    proposal = cast(AcceptedOutcome, case)
    return [("Social worker", proposal.title), ("Proposed", proposal.in_words)]


def _said(case: Case) -> Sequence[tuple[str, str]]:
    proposal = cast(AcceptedOutcome, case)
    return [("The decision", proposal.decision), ("What the register would show", proposal.published)]


def _belonging(proposal: AcceptedOutcome, person: Person, on: date) -> Sequence[tuple[str, str]]:
    decided = (f"{EXAMINATION.words}: the decision", case_url(EXAMINATION.name, proposal.examination_id))
    others = [way for way in beside(proposal, person, on) if way[1] != decided[1]]
    return [*ways(proposal.pk, person, on), decided, *others]
