from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from almoner.casework.queries import described
from almoner.casework.web import presenters
from almoner.design.listing import listing
from almoner.people.web.pages import page
from almoner.procedure import queries, registry
from almoner.procedure.models import Docket
from almoner.scope.clock import london_date

Lists = Callable[..., QuerySet[Docket]]


@page()
def needs_me(request: HttpRequest) -> HttpResponse:
    """What needs this person now, over every procedure; the soonest due first."""
    return _worklist(request, queries.needs_me)


@page()
def waiting(request: HttpRequest) -> HttpResponse:
    """What this person took part in and others must now take on."""
    return _worklist(request, queries.waiting_on_others)


def _worklist(request: Any, shown: Lists) -> HttpResponse:
    on = london_date(request.now)
    names = {kept.procedure.name: kept.procedure.words for kept in registry.everything()}
    procedure = request.GET.get("procedure", "") if request.GET.get("procedure") in names else ""
    text = request.GET.get("q", "").replace("\0", "")
    found = listing(request, shown(request.user, on, procedure=procedure, text=text))
    mine = request.user if shown is queries.needs_me else None
    return render(
        request,
        "casework/worklist.html",
        {
            "listing": found,
            "rows": [presenters.work_row(work) for work in described(found.rows, on, mine)],
            "mine": shown is queries.needs_me,
            "names": names,
            "procedure": procedure,
            "q": text,
            "filtered": bool(procedure or text.strip()),
        },
    )
