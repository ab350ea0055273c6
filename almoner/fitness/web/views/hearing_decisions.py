"""The page on which a panel writes its decision: the outcomes of its own kind of hearing, and what each asks for."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from almoner.casework.web.presenters import case_url, refusal_rows
from almoner.casework.web.sending import form_key
from almoner.casework.web.views.cases import case_or_404
from almoner.clauses import cites
from almoner.drafts.web.forms import Drafted, drafted
from almoner.fitness.queries.decisions import standing_of
from almoner.fitness.rules.hearing_outcomes import Purpose
from almoner.fitness.rules.hearings import HEARING
from almoner.fitness.web.forms.hearings import decision_form
from almoner.fitness.web.presenters.hearings import findings_in_words
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.procedure import actions
from almoner.procedure.queries import asking
from almoner.procedure.registry import of
from almoner.procedure.rules import Refused, check


@page(needs=Permission.SEE_HEARINGS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F8")
def draft(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Write the decision, or change what was written; what the panel found stands above it."""
    _, hearing = case_or_404(request, "hearing", case_id)
    move = "redraft" if hearing.state in ("drafted", "approved") else "draft"
    form, kept = drafted(request, decision_form(Purpose(hearing.purpose)))  # type: ignore[attr-defined]
    if request.method == "POST":
        return _write(request, hearing, move, form, kept)
    refusals = check(HEARING, move, asking(of(hearing), hearing, request.user, request.now), typed=False)
    if refusals:
        wanted = HEARING.move(move)
        context = {"case": hearing, "move": wanted, "procedure": HEARING, "refusals": refusal_rows(refusals)}
        back = case_url("hearing", hearing.pk)
        return render(request, "casework/refusal.html", {**context, "back_href": back}, status=403)
    if not form.is_bound and (now := standing_of(hearing)) and move == "redraft":
        form.initial = dict(now.values)
    return _page(request, hearing, form, kept)


def _write(request: Any, hearing: Any, move: str, form: Any, kept: Drafted) -> HttpResponse:
    key = form_key(request)
    if not form.is_valid():
        return _page(request, hearing, form, kept, 422)
    version = request.POST.get("version", "")
    drawn = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    try:
        actions.take(
            case=hearing, move=move, by=request.user, now=request.now, key=key, version=drawn, values=form.values
        )
    except actions.NotVisible:
        raise Http404 from None
    except actions.KeyTaken:
        return _page(request, hearing, form, kept, 409)
    except actions.Stale as stale:
        form.add_error(None, "The hearing moved on while you wrote. Look at it again; what you typed is still here.")
        return _page(request, stale.case, form, kept, 409)
    except Refused as refused:
        form.refuse(refused.refusals)
        return _page(request, hearing, form, kept, 422)
    kept.done()
    messages.success(request, "The decision is drafted. Another member of the panel reads and approves it.")
    return redirect(case_url("hearing", hearing.pk))


def _page(request: Any, hearing: Any, form: Any, kept: Drafted, status: int = 200) -> HttpResponse:
    context = {
        "hearing": hearing, "form": form, "draft": kept, "key": str(uuid4()), "version": hearing.version,
        "found": findings_in_words(hearing), "purpose": Purpose(hearing.purpose).words,
    }  # fmt: skip
    return render(request, "fitness/hearing_decision.html", context, status=status)
