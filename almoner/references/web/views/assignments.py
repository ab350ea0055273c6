"""Assignments: the list, and the end with its question."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.casework.web.sending import Sending
from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.people.web.pages import SignedIn, page
from almoner.references.actions.assignments import end as end_assignment
from almoner.references.queries import bookings as queries
from almoner.references.web.forms.bookings import EndForm
from almoner.references.web.presenters import bookings as presenters
from almoner.scope.clock import london_date


@page()
@require_safe
@cites("REF-4")
def assignment_list(request: SignedIn) -> HttpResponse:
    """The assignments that this person may see, on either side."""
    closed = request.GET.get("show") == "closed"
    shown = listing(request, queries.assignments(request.user, london_date(request.now), closed=closed))
    context = {
        "listing": shown,
        "rows": [presenters.assignment_row(each) for each in shown.rows],
        "closed": closed,
        "here": "assignments",
        "tabs": presenters.tabs("assignments", request),
    }
    return render(request, "references/assignments.html", context)


@page()
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-4", "FTP-3.7")
def end(request: SignedIn, assignment_id: UUID) -> HttpResponse:
    """End an assignment: the last day, why, and whether the regulator has to know."""
    assignment = queries.assignment_to_end(request.user, assignment_id, london_date(request.now))
    if assignment is None:
        raise Http404
    sending = Sending(request, EndForm)
    if sending.is_whole:
        receipt = sending.done(
            lambda key: end_assignment(
                assignment=assignment, values=sending.form.values, by=request.user, now=request.now, version=None,
                key=f"{request.user.pk}:{key}",
            )
        )  # fmt: skip
        if receipt is not None:
            messages.success(request, "The assignment has ended. A closing reference is asked for.")
            return redirect("casework:case", procedure="assignment", case_id=receipt.case.pk)
    return render(request, "references/end_assignment.html", sending.context | {"assignment": assignment})
