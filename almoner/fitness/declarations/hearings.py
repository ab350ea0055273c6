"""The procedures of interim orders and of hearings, and their dates in calendars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.fitness.access.hearings import HearingAccess
from almoner.fitness.access.interim import InterimAccess
from almoner.fitness.actions import hearings, interim
from almoner.fitness.models import Hearing, InterimNeed
from almoner.fitness.queries.hearings import hearing_dates_of
from almoner.fitness.rules.decisions import APPROVE
from almoner.fitness.rules.hearings import HEARING
from almoner.fitness.rules.interim import INTERIM
from almoner.fitness.web.presenters.decisions import page_of
from almoner.fitness.web.presenters.hearings import (
    decision_address,
    hearing_belongings,
    hearing_details,
    hearing_statement,
)
from almoner.fitness.web.presenters.inherited import earlier
from almoner.fitness.web.presenters.stages import beside
from almoner.notices import calendar
from almoner.procedure.models import Case
from almoner.procedure.registry import register

#: The moves that need to show more than the form which their table makes.
_PAGES = {APPROVE: page_of, "draft": decision_address, "redraft": decision_address}


def declare() -> None:
    """Needs for an interim order, hearings, and the days of hearings in calendars."""
    register(INTERIM, model=InterimNeed, access=InterimAccess(InterimNeed), after={"tell": interim.follow_telling})
    show(INTERIM, Shown(details=_about, related=beside))
    register(
        HEARING,
        model=Hearing,
        access=HearingAccess(Hearing),
        after={
            "list": hearings.follow_listing,
            "serve": hearings.follow_service,
            "postpone": hearings.follow_loss_of_its_days,
            "hear_again": hearings.follow_loss_of_its_days,
            "cancel": hearings.follow_loss_of_its_days,
            "adjourn": hearings.follow_adjournment,
            "decide": hearings.follow_decision,
        },
    )
    show(
        HEARING,
        Shown(details=_details, statement=_statement, related=hearing_belongings, pages=_PAGES, earlier=earlier),
    )
    calendar.contribute("hearings", hearing_dates_of)


def _about(case: Case) -> Sequence[tuple[str, str]]:
    concern = cast(InterimNeed, case).concern
    return [("Social worker", concern.about_name), ("Registration number", concern.about_number or "Not known")]


def _details(case: Case) -> Sequence[tuple[str, str]]:
    return hearing_details(cast(Hearing, case))


def _statement(case: Case) -> Sequence[tuple[str, str]]:
    return hearing_statement(cast(Hearing, case))
