"""The procedure of an investigation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.documents import access as documents
from almoner.fitness.access.concerns import concerns_visible_to
from almoner.fitness.access.investigations import InvestigationAccess
from almoner.fitness.actions.answers import tell_the_worker
from almoner.fitness.actions.disclosures import disclose_bundle
from almoner.fitness.actions.examinations import begin_examination
from almoner.fitness.actions.interim import identify_from
from almoner.fitness.models import Concern, Investigation
from almoner.fitness.rules.investigation import INVESTIGATION
from almoner.fitness.web.presenters.inherited import earlier
from almoner.fitness.web.presenters.stages import beside
from almoner.fitness.wording.worker import WORKER_TO_ANSWER, WORKER_TO_READ, WORKER_TOLD
from almoner.notices import rules as notices
from almoner.people.models import Person
from almoner.procedure.models import Case, Step
from almoner.procedure.registry import register


def declare() -> None:
    """Investigations."""
    notices.register(WORKER_TOLD)
    notices.register(WORKER_TO_ANSWER)
    notices.register(WORKER_TO_READ)
    register(
        INVESTIGATION,
        model=Investigation,
        access=InvestigationAccess(Investigation),
        after={
            "tell_worker": tell_the_worker,
            "disclose": _disclose,
            "refer_to_examiners": begin_examination,
            "interim_need": identify_from,
        },
    )
    documents.keep_within(Concern, concerns_visible_to)
    show(INVESTIGATION, Shown(details=_about, related=_belonging, earlier=earlier))


def _disclose(*, case: Case, step: Step, by: Person, now: datetime) -> None:
    disclose_bundle(case=case, step=step, by=by, now=now)
    tell_the_worker(case=case, step=step, by=by, now=now)


def _about(case: Case) -> Sequence[tuple[str, str]]:
    concern = cast(Investigation, case).concern
    return [("Social worker", concern.about_name), ("Registration number", concern.about_number or "Not known")]


def _belonging(investigation: Investigation, person: Person, on: date) -> Sequence[tuple[str, str]]:
    hold = (
        []
        if investigation.closed_at
        else [("Put it on hold, or let it go on", f"/investigations/{investigation.pk}/hold/")]
    )
    return [*hold, *beside(investigation, person, on)]
