"""The procedure of an investigation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.fitness.access.investigations import InvestigationAccess
from almoner.fitness.models import Investigation
from almoner.fitness.rules.investigation import INVESTIGATION
from almoner.fitness.web.presenters.stages import beside
from almoner.procedure.models import Case
from almoner.procedure.registry import register


def declare() -> None:
    """Investigations."""
    register(INVESTIGATION, model=Investigation, access=InvestigationAccess(Investigation))
    show(INVESTIGATION, Shown(details=_about, related=beside))


def _about(case: Case) -> Sequence[tuple[str, str]]:
    concern = cast(Investigation, case).concern
    return [("Social worker", concern.about_name), ("Registration number", concern.about_number or "Not known")]
