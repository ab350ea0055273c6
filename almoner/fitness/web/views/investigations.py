"""An investigation’s own pages beside those of every case: its holds, and how the risk was judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.clauses import cites
from almoner.drafts.web.forms import drafted
from almoner.fitness.actions import holds
from almoner.fitness.models import Investigation
from almoner.fitness.queries import evidence, investigations
from almoner.fitness.rules.investigation import INVESTIGATION, INVESTIGATORS
from almoner.fitness.web.forms.investigations import HoldForm, ReasonsForm
from almoner.fitness.web.presenters import investigations as presenters
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, get_or_404, page
from almoner.procedure import registry
from almoner.procedure.actions import NotVisible
from almoner.procedure.rules import Refused
from almoner.scope.clock import london_date


@page(needs=Permission.SEE_CONCERNS)
@require_safe
@cites("PLAN-F15")
def risk(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """How high the risk was judged to be, each time, and why."""
    on = london_date(request.now)
    concern = get_or_404(evidence.concern_seen(request.user, on), pk=concern_id)
    rows = presenters.risk_rows(investigations.risk_history(concern, request.user, on))
    context = {"concern": concern, "rows": rows, "back_href": f"/cases/concern/{concern.pk}/"}
    return render(request, "fitness/risk.html", context)


@page(needs=Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F8")
def hold(request: SignedIn, investigation_id: UUID) -> HttpResponse:
    """Put an investigation on hold for a ground, and see what holds it."""
    found = _held_by(request, investigation_id)
    form, draft = drafted(request, HoldForm)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        put = lambda: holds.put_on_hold(  # noqa: E731  the same shape as its neighbour
            investigation=found, ground=given["ground"], reasons=given["reasons"], by=request.user, now=request.now
        )
        if _done(put, form):
            draft.done()
            messages.success(request, "The investigation is on hold.")
            return redirect(_address(found))
    rows = [presenters.hold_row(found, one) for one in investigations.holds_of(found)]
    context = {"case": found, "form": form, "draft": draft, "holds": rows, "back_href": _address(found)}
    return render(request, "fitness/hold.html", context)


@page(needs=Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F8")
def let_go_on(request: SignedIn, investigation_id: UUID, ground: str) -> HttpResponse:
    """End a hold, with what has changed."""
    found = _held_by(request, investigation_id)
    lasting = next((one for one in investigations.holds_of(found) if one.ground == ground), None)
    if lasting is None:
        raise Http404
    form, draft = drafted(request, ReasonsForm)
    if request.method == "POST" and form.is_valid():
        end = lambda: holds.let_go_on(  # noqa: E731  the same shape as its neighbour
            investigation=found, ground=ground, reasons=form.cleaned_data["reasons"], by=request.user, now=request.now
        )
        if _done(end, form):
            draft.done()
            messages.success(request, "The investigation goes on.")
            return redirect(_address(found))
    row = presenters.hold_row(found, lasting)
    context = {"case": found, "form": form, "draft": draft, "hold": row, "back_href": _address(found)}
    return render(request, "fitness/let_go_on.html", context)


def _held_by(request: SignedIn, investigation_id: UUID) -> Investigation:
    """An investigation that is open, for those who may put it on hold."""
    on = london_date(request.now)
    found: Investigation = get_or_404(investigations.investigations_seen(request.user, on), pk=investigation_id)
    if found.closed_at or not set(INVESTIGATORS) & registry.of(found).access.roles(request.user, found, on):
        raise Http404
    return found


def _done(act: Callable[[], None], form: Any) -> bool:
    try:
        act()
    except NotVisible:
        raise Http404 from None
    except Refused as refused:
        form.add_error(None, f"{refused.refusals[0].because} {refused.refusals[0].what_would_change_it}")
        return False
    return True


def _address(investigation: Investigation) -> str:
    return f"/cases/{INVESTIGATION.name}/{investigation.pk}/"
