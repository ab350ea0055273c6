"""Who decides cases, and whether as a lay or as a professional person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.clauses import cites
from almoner.fitness.actions import examinations as actions
from almoner.fitness.queries import examinations as queries
from almoner.fitness.web.forms.examinations import AppointmentForm
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.procedure.rules import Refused
from almoner.scope.clock import london_date


@page(needs=Permission.MANAGE_PEOPLE)
@require_safe
@cites("PLAN-F8")
def examiner_list(request: SignedIn) -> HttpResponse:
    """The regulator's case examiners, and as what each is appointed."""
    found = queries.examiners(request.user, london_date(request.now))
    rows = [
        {
            "name": person.name,
            "href": f"/examiners/{person.pk}/",
            "standing": appointment.get_standing_display() if appointment else "Not appointed yet",
            "starts": appointment.starts if appointment else None,
        }
        for person, appointment in found
    ]
    return render(request, "fitness/examiners.html", {"rows": rows})


@page(needs=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F8")
def appoint(request: SignedIn, person_id: UUID) -> HttpResponse:
    """Appoint a case examiner as lay or as professional."""
    found = queries.examiner(request.user, person_id, london_date(request.now))
    if found is None:
        raise Http404
    examiner, regulator = found
    form = AppointmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint(
                person=examiner, organisation=regulator, by=request.user, now=request.now, **form.cleaned_data
            )
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.because)
        else:
            messages.success(request, f"{examiner.name} is appointed.")
            return redirect("fitness:examiners")
    return render(request, "fitness/appoint.html", {"form": form, "examiner": examiner})
