"""What staff are to read, and their confirming that they have."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.fitness.actions.learning import NotForThem, confirm_reading
from almoner.fitness.queries.learning import for_me_to_read, one_to_read
from almoner.fitness.web.presenters import learning as presenters
from almoner.people.web.pages import SignedIn, page
from almoner.scope.clock import london_date


@page()
@require_safe
@cites("FTP-4.5")
def to_read_list(request: SignedIn) -> HttpResponse:
    """What this person is to read where they work; or what they have read."""
    read = request.GET.get("show") == "read"
    shown = listing(request, for_me_to_read(request.user, london_date(request.now), read=read))
    rows = [presenters.to_read_row(action, read=read) for action in shown.rows]
    return render(request, "fitness/learning.html", {"listing": shown, "rows": rows, "read": read})


@page()
@require_http_methods(["GET", "HEAD", "POST"])
@cites("FTP-4.5")
def read_one(request: SignedIn, action_id: UUID) -> HttpResponse:
    """Read one thing, and confirm it."""
    if request.method == "POST":
        try:
            confirm_reading(action_id=action_id, by=request.user, now=request.now)
        except NotForThem:
            raise Http404 from None
        messages.success(request, "You have confirmed that you read it.")
        return redirect("fitness:learning")
    found = one_to_read(request.user, action_id, london_date(request.now))
    if found is None:
        raise Http404
    return render(request, "fitness/learning_read.html", presenters.to_read(found))
