"""A referral printed as one bundle."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from almoner.clauses import cites
from almoner.documents.letters import Unbindable, bind
from almoner.fitness.actions.printing import note_print
from almoner.fitness.queries.printing import referral_to_print
from almoner.fitness.web.presenters.printing import bundle_of
from almoner.people.web.pages import SignedIn, page
from almoner.scope.clock import london_date


@page()
@require_safe
@cites("FTP-3.5")
def referral(request: SignedIn, referral_id: UUID) -> HttpResponse:
    """The whole referral, with every step, document, discussion and decision, as one tagged PDF."""
    on = london_date(request.now)
    found = referral_to_print(request.user, referral_id, on)
    if found is None:
        raise Http404
    try:
        bound = bind(bundle_of(found, on))
    except Unbindable as unbindable:
        messages.error(request, f"The bundle could not be made. {unbindable}")
        return redirect("casework:case", procedure="referral", case_id=referral_id)
    note_print(referral=found.referral, by=request.user, now=request.now)
    answer = HttpResponse(bound.pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.referral.reference}.pdf"'
    return answer
