"""What people need to take part, for those who arrange it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from almoner.clauses import cites
from almoner.design.formats import format_date
from almoner.fitness.queries import support as queries
from almoner.fitness.queries.evidence import concern_seen
from almoner.fitness.rules.support import APART, in_words
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, get_or_404, page
from almoner.record.actions import note_read
from almoner.scope.clock import london_date


@page(needs=Permission.ARRANGE_SUPPORT)
@require_safe
@cites("PLAN-F10")
def support_of(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """What everybody who takes part in a concern needs."""
    on = london_date(request.now)
    concern = get_or_404(concern_seen(request.user, on), pk=concern_id)
    if not queries.arranges_support(request.user, concern, on):
        raise Http404
    rows = [
        {
            "who": one.name or one.get_whose_display(),
            "whose": one.get_whose_display() if one.name else "",
            "needs": in_words(one.needs),
            "words": one.words,
            "at": format_date(london_date(one.said_at)),
        }
        for one in queries.support_for(concern, request.user, on)[:50]
    ]
    note_read(
        subject=f"fitness.concern:{concern.pk}", case_id=concern.pk, organisation_id=concern.organisation_id,
        by=request.user, now=request.now,
    )  # fmt: skip
    context = {"concern": concern, "rows": rows, "apart": APART, "back_href": f"/cases/concern/{concern.pk}/"}
    return render(request, "fitness/support.html", context)
