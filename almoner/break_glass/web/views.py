"""Opening a case in an emergency: what it means, which case and why, until when; and ending it early."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almoner.break_glass import actions, queries
from almoner.break_glass.web import presenters
from almoner.break_glass.web.forms import OpenForm
from almoner.design.listing import listing
from almoner.operations.rules import By, Limit
from almoner.operations.web.limits import limited
from almoner.people.models import BreakGlass
from almoner.people.rules import Permission
from almoner.people.rules.refusal import Refused
from almoner.people.web.pages import SignedIn, get_or_404, page

#: References are long; this many tries leave no way of coming upon one.
TRIES = Limit("emergency openings", 20, timedelta(hours=1), By.PERSON)


@page(needs=Permission.BREAK_GLASS)
@require_safe
def about(request: SignedIn) -> HttpResponse:
    """What an emergency opening is, what follows from one, and those that the person has made."""
    shown = listing(request, queries.openings_visible_to(request.user))
    rows = [presenters.opening_row(each, request.now) for each in shown.rows]
    return render(request, "break_glass/about.html", {"listing": shown, "rows": rows})


@page(needs=Permission.BREAK_GLASS)
@limited(TRIES)
@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: SignedIn) -> HttpResponse:
    """Which case, why, and for how long; it opens when this is sent."""
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                opened = actions.open_in_emergency(
                    reference=form.cleaned_data["reference"].strip(),
                    reason=form.cleaned_data["reason"],
                    minutes=int(form.cleaned_data["minutes"]),
                    by=request.user,
                    now=request.now,
                )
        except actions.SeenAlready as seen:
            messages.success(request, "You see this case already, so nothing was opened and nobody was told.")
            return redirect("casework:case", seen.line.procedure, seen.line.pk)
        except Refused as refused:
            _note(request)
            form.add_error(None, f"{refused.refusal.because} {refused.refusal.what_would_change_it}")
        else:
            return redirect("break_glass:opening", opened.pk)
    return render(request, "break_glass/open.html", {"form": form})


def _note(request: SignedIn) -> None:
    if request.organisation is not None:
        actions.note_nothing_opened(organisation_id=request.organisation.pk, by=request.user, now=request.now)


@page()
@require_safe
def opening(request: SignedIn, opening_id: UUID) -> HttpResponse:
    """One opening: until when, the way to the case, and afterwards how it was reviewed."""
    found: BreakGlass = get_or_404(queries.openings_visible_to(request.user), pk=opening_id)
    return render(request, "break_glass/opening.html", presenters.opening(found, request.now))


@page()
@require_POST
def end(request: SignedIn, opening_id: UUID) -> HttpResponse:
    """End it early."""
    found: BreakGlass = get_or_404(queries.openings_visible_to(request.user), pk=opening_id)
    actions.end_early(opening=found, by=request.user, now=request.now)
    messages.success(request, "It has ended. A privacy officer still reviews it.")
    return redirect("break_glass:opening", found.pk)
