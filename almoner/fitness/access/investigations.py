"""Who sees an investigation, and what its rules look at."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from almoner.documents.queries import is_served
from almoner.fitness.access.stages import StageAccess
from almoner.fitness.models import Evidence, Investigation
from almoner.fitness.queries.accounts import worker_has_account
from almoner.fitness.rules.investigation import HEALTH_HOLD, INVESTIGATION, POLICE_HOLD
from almoner.procedure.models import Span
from almoner.procedure.queries import clock_runs

_BECAUSE = {hold.name: hold.because for hold in (POLICE_HOLD, HEALTH_HOLD)}


class InvestigationFacts:
    """What the rules of an investigation look at, asked of the database only where a rule looks."""

    def __init__(self, investigation: Investigation) -> None:
        self._investigation = investigation

    @cached_property
    def held_for(self) -> list[str]:
        """Why it is on hold, each ground in words; empty when it goes on."""
        holds = Span.objects.filter(
            case_id=self._investigation.pk, kind="pause", name__in=_BECAUSE, ends_at__isnull=True
        )
        return sorted({_BECAUSE[name] for name in holds.values_list("name", flat=True)})

    @cached_property
    def worker_has_account(self) -> bool:
        """Whether an account is linked to the entry of the register that the concern is about."""
        return worker_has_account(self._investigation.concern)

    @cached_property
    def evidence_in_the_bundle(self) -> int:
        """How many pieces of evidence the bundle holds, without those that were withdrawn."""
        concern = self._investigation.concern_id
        return Evidence.objects.filter(concern_id=concern, withdrawn_at__isnull=True).count()

    @cached_property
    def not_to_be_opened(self) -> list[int]:
        """The numbers of the pieces in the bundle whose document nobody may open."""
        concern = self._investigation.concern_id
        held = Evidence.objects.filter(concern_id=concern, withdrawn_at__isnull=True).select_related("document")
        return [one.number for one in held.order_by("number") if not is_served(one.document)]

    def time_to_answer_is_over(self, on: date) -> bool:
        """Whether the latest time to answer what was disclosed has run out."""
        runs = [run for run in clock_runs(INVESTIGATION, self._investigation, on) if run.clock.name == "answer"]
        return bool(runs) and runs[-1].reading.over > 0


class InvestigationAccess(StageAccess[Investigation]):
    """Investigations."""

    def facts(self, case: Investigation) -> InvestigationFacts:
        """What the rules look at."""
        return InvestigationFacts(case)
