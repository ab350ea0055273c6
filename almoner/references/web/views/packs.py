"""What an authority's bookings are judged by: seen and set by those who answer for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.drafts.web.forms import drafted
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.procedure.rules import Refused
from almoner.references.actions.packs import set_rules
from almoner.references.queries import packs as queries
from almoner.references.rules.packs import Service, in_force
from almoner.references.web.forms.packs import RulesForm
from almoner.references.web.presenters import bookings
from almoner.references.web.presenters import packs as presenters
from almoner.scope.clock import london_date


@page(needs=Permission.SET_BOOKING_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-5", "REF-6")
def rules(request: SignedIn) -> HttpResponse:
    """What holds today, what has held, and a form that sets what holds from a day on."""
    on = london_date(request.now)
    authority = queries.authority_set_by(request.user, on)
    if authority is None:
        raise Http404
    settings = queries.settings_of(authority.pk, on)
    form, draft = drafted(request, RulesForm)
    if request.method == "POST" and form.is_valid():
        try:
            set_rules(
                authority=authority, settings=form.settings, starts=form.starting, by=request.user, now=request.now
            )
        except Refused as refused:
            form.refuse(refused.refusals)
        else:
            draft.done()
            messages.success(request, "This holds from the day you gave.")
            return redirect("references:booking-rules")
    form.initial = {**presenters.initial(settings), **form.initial}
    shown = listing(request, queries.set_so_far(authority.pk))
    context = {
        "form": form, "draft": draft, "authority": authority, "rows": presenters.rows(settings),
        "packs": in_force(settings, service=Service.CHILDREN, starts=on, on=on).packs,
        "listing": shown, "history": [presenters.history(each) for each in shown.rows],
        "tabs": bookings.tabs("booking-rules", request),
    }  # fmt: skip
    return render(request, "references/booking_rules.html", context)
