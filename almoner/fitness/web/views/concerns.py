"""The regulator's side: the concerns it has."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.fitness.queries.concerns import OPEN, concerns
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.web.presenters.concerns import concern_row
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.scope.clock import london_date


@page(needs=Permission.SEE_CONCERNS)
@require_safe
@cites("PLAN-F8")
def concern_list(request: SignedIn) -> HttpResponse:
    """The concerns that triage has to decide on, the urgent ones first, then by age; others by stage and by name."""
    state = request.GET.get("stage", OPEN)
    state = state if state in ("", *CONCERN.state_names) else OPEN
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    shown = listing(request, concerns(request.user, london_date(request.now), state=state, text=text))
    context = {
        "listing": shown,
        "rows": [concern_row(concern) for concern in shown.rows],
        "stages": [
            {"value": OPEN, "text": "Not decided yet"},
            *({"value": name, "text": CONCERN.state_words(name)} for name in CONCERN.state_names),
            {"value": "", "text": "All"},
        ],
        "stage": state,
        "q": text,
        "may_bring_in": bool(organisations_where(request.user, Permission.BRING_IN_CASES, london_date(request.now))),
    }
    return render(request, "fitness/concerns.html", context)
