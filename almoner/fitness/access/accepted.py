"""Who sees a proposed outcome at the regulator; the social worker has a page of their own."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from almoner.dates.days import LAST
from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import AcceptedOutcome
from almoner.fitness.rules.accepted_outcome import ACCEPTED_OUTCOME
from almoner.procedure.queries import clock_runs
from almoner.scope.clock import london_date


class ProposalFacts:
    """What the rules of a proposed outcome look at."""

    def __init__(self, case: AcceptedOutcome) -> None:
        self._case = case

    @cached_property
    def proposed_on(self) -> date:
        """The day it was sent."""
        assert self._case.opened_at is not None  # noqa: S101  a case that has a clock is open
        return london_date(self._case.opened_at)

    @cached_property
    def due(self) -> date | None:
        """The last day to answer, by the clock with its pauses; None while it stands."""
        runs = clock_runs(ACCEPTED_OUTCOME, self._case, LAST)
        return runs[-1].reading.due if runs else None


class AcceptedOutcomeAccess(StageAccess[AcceptedOutcome]):
    """Proposed outcomes, on the regulator's side."""

    def facts(self, case: AcceptedOutcome) -> ProposalFacts:
        """What the rules look at."""
        return ProposalFacts(case)
