"""Conflicts: who is kept away from what, to be decided by somebody else."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from almoner.design.listing import listing
from almoner.people import actions, queries
from almoner.people.models import RecusalState
from almoner.people.rules.refusal import Refused
from almoner.people.web import presenters
from almoner.people.web.forms.line import DecideForm, LiftForm
from almoner.people.web.pages import SignedIn, get_or_404, page
from almoner.people.web.views.members import explain
from almoner.scope.clock import london_date


@page()
def recusals(request: SignedIn) -> HttpResponse:
    """The conflicts that I may decide, and my own; those to be decided first."""
    rows = queries.recusals_visible_to(request.user, london_date(request.now)).order_by(
        presenters.open_first(), "-proposed_at", "id"
    )
    page_of_rows = listing(request, rows)
    context = {
        "listing": page_of_rows,
        "rows": [presenters.recusal(each, request.user) for each in page_of_rows.rows],
        **presenters.place(request, "recusals"),
    }
    return render(request, "people/recusals.html", context)


@page()
def recusal(request: SignedIn, recusal_id: UUID) -> HttpResponse:
    """One conflict: what is known, and the decision where it is mine to make."""
    found = get_or_404(queries.recusals_visible_to(request.user, london_date(request.now)), id=recusal_id)
    form: DecideForm | LiftForm | None = None
    if found.person_id != request.user.id and found.state == RecusalState.PROPOSED:
        form = DecideForm(request.POST or None)
    elif found.person_id != request.user.id and found.state == RecusalState.IN_FORCE:
        form = LiftForm(request.POST or None)
    if form is not None and request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            if isinstance(form, DecideForm):
                conflict = form.cleaned_data["conflict"]
                actions.decide(recusal=found, conflict=conflict, words=words, by=request.user, now=request.now)
            else:
                actions.lift(recusal=found, words=words, by=request.user, now=request.now)
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, "Your decision is on the record.")
            return redirect("recusals")
    context = {
        "recusal": presenters.recusal(found, request.user),
        "form": form,
        "lifting": isinstance(form, LiftForm),
        **presenters.place(request, "recusals"),
    }
    return render(request, "people/recusal.html", context)
