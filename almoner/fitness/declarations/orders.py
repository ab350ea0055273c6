"""The procedure of an order, and the diary's dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.fitness.access.orders import OrderAccess
from almoner.fitness.actions import orders
from almoner.fitness.actions.hearings import follow_review_listing
from almoner.fitness.models import OrderMade
from almoner.fitness.queries.orders import order_dates_of
from almoner.fitness.rules.orders import ORDER
from almoner.fitness.web.presenters.orders import order_details, order_statement
from almoner.fitness.web.presenters.stages import beside
from almoner.fitness.wording.orders import ORDER_DAY_NEAR, ORDER_DAY_PASSED
from almoner.notices import calendar
from almoner.notices import rules as notices
from almoner.procedure.models import Case
from almoner.procedure.registry import register


def declare() -> None:
    """Orders, what their owners are written, and their days in calendars."""
    notices.register(ORDER_DAY_NEAR)
    notices.register(ORDER_DAY_PASSED)
    register(
        ORDER,
        model=OrderMade,
        access=OrderAccess(OrderMade),
        after={
            "take_effect": orders.follow_effect,
            "remove": orders.follow_removal,
            "confirm": orders.follow_review,
            "vary": orders.follow_review,
            "let_end": orders.follow_review,
            "revoke": orders.follow_end,
            "supersede": orders.follow_end,
            "extend": orders.follow_extension,
            "appeal": orders.follow_appeal,
            "appeal_ends": orders.follow_court,
            "substitute": orders.follow_court,
            "quash": orders.follow_quashing,
            "run_out": orders.follow_running_out,
            "list_review": follow_review_listing,
            "review_early": follow_review_listing,
        },
    )
    show(ORDER, Shown(details=_details, statement=_statement, related=beside))
    calendar.contribute("orders", order_dates_of)


def _details(case: Case) -> Sequence[tuple[str, str]]:
    return order_details(cast(OrderMade, case))


def _statement(case: Case) -> Sequence[tuple[str, str]]:
    return order_statement(cast(OrderMade, case))
