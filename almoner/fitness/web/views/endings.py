"""The end of an agency worker's assignment."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.casework.web.sending import Sending
from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.fitness.actions.endings import end_assignment
from almoner.fitness.queries import worries as queries
from almoner.fitness.web.forms.endings import EndingForm
from almoner.fitness.web.forms.worries import SearchForm
from almoner.fitness.web.presenters import worries as presenters
from almoner.people.rules import Permission, permissions_of
from almoner.people.web.pages import SignedIn, page
from almoner.scope.clock import london_date


@page()
@require_safe
@cites("FTP-3.7")
def ending_list(request: SignedIn) -> HttpResponse:
    """The agency assignments that ended, of those that this person may see."""
    shown = listing(request, queries.endings(request.user, london_date(request.now)))
    context = {
        "listing": shown,
        "rows": [presenters.ending_row(each) for each in shown.rows],
        "tabs": presenters.tabs("endings"),
        "may_write": Permission.SEE_OWN_TEAM in permissions_of(m.role for m in request.memberships),
    }
    return render(request, "fitness/endings.html", context)


@page(needs=Permission.SEE_OWN_TEAM)
@require_safe
def choose(request: SignedIn) -> HttpResponse:
    """Whose assignment ends."""
    form = SearchForm(request.GET)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    shown = listing(request, queries.staff_to_choose(request.user, london_date(request.now), search))
    rows = [presenters.member_row(member, "fitness:end-assignment") for member in shown.rows]
    context = {"listing": shown, "rows": rows, "search": search}
    return render(request, "fitness/choose_ending.html", context)


@page(needs=Permission.SEE_OWN_TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("FTP-3.7")
def end(request: SignedIn, member_id: UUID) -> HttpResponse:
    """End an agency worker's assignment, and answer there and then whether the regulator has to know."""
    member = queries.staff_to_choose(request.user, london_date(request.now)).filter(pk=member_id).first()
    if member is None:
        raise Http404
    sending = Sending(request, EndingForm)
    if sending.is_whole:
        receipt = sending.done(
            lambda key: end_assignment(
                member=member, values=sending.form.values, by=request.user, now=request.now,
                key=f"{request.user.pk}:{key}",
            )
        )  # fmt: skip
        if receipt is not None:
            messages.success(request, "The end of the assignment is written down.")
            return redirect("casework:case", procedure="ending", case_id=receipt.case.pk)
    return render(request, "fitness/end_assignment.html", sending.context | {"member": member})
