"""The regulator’s order diary."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from almoner.clauses import cites
from almoner.design.listing import Column, listing
from almoner.fitness.queries.orders import NARROWED, diary
from almoner.fitness.web.presenters.orders import diary_row
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.scope.clock import london_date

COLUMNS = (
    Column("Social worker"), Column("How it stands"), Column("Review by"), Column("Last day"), Column("Order"),
    Column("Answered for by"),
)  # fmt: skip


@page(needs=Permission.SEE_CONCERNS)
@require_safe
@cites("PLAN-F8")
def order_diary(request: SignedIn) -> HttpResponse:
    """Every order that is not over with its next review and last day, the soonest first."""
    today = london_date(request.now)
    show = request.GET.get("show", "")
    show = show if show in NARROWED else ""
    text = request.GET.get("q", "").strip()[:100]
    shown = listing(request, diary(request.user, today, show=show, text=text), columns=COLUMNS)
    context = {
        "listing": shown,
        "rows": [diary_row(order, today) for order in shown.rows],
        "passed": diary(request.user, today, show="passed").count() if not show and not text else 0,
        "narrowed": [{"value": value, "text": words} for value, words in NARROWED.items()],
        "show": show,
        "q": text,
    }
    return render(request, "fitness/orders.html", context)
