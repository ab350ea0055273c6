"""What the regulator found: shared by the regulator, read and answered at the employer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.casework.web.sending import form_key
from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.drafts.web.forms import drafted
from almoner.fitness.actions.findings import share_outcome
from almoner.fitness.queries import findings as queries
from almoner.fitness.rules.outcomes import SHARED_OUTCOME, SHARERS
from almoner.fitness.web.forms.findings import ShareForm
from almoner.fitness.web.presenters import learning as presenters
from almoner.fitness.web.presenters.worries import tabs
from almoner.people.queries import roles_of
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.scope.clock import london_date


@page()
@require_safe
@cites("FTP-4.1")
def finding_list(request: SignedIn) -> HttpResponse:
    """What the regulator found, for those at the employer who may read it; on the organisation first."""
    closed, on = request.GET.get("show") == "closed", london_date(request.now)
    shown = listing(request, queries.findings(request.user, on, closed=closed))
    about_us = queries.organisational(request.user, on, closed=closed)[:25]
    context = {
        "listing": shown,
        "rows": [presenters.finding_row(each) for each in shown.rows],
        "about_us": [presenters.finding_row(each) for each in about_us],
        "closed": closed,
        "here": "findings",
        "tabs": tabs("findings"),
    }
    return render(request, "fitness/findings.html", context)


@page(needs=Permission.SEE_CONCERNS)
@require_safe
@cites("FTP-4.1", "FTP-4.2", "FTP-4.5")
def outcome_list(request: SignedIn) -> HttpResponse:
    """What employers were told, whether they have acknowledged it, and how far they are with it."""
    state = request.GET.get("stage", "")
    state = state if state in SHARED_OUTCOME.state_names else ""
    shown = listing(request, queries.shared_outcomes(request.user, london_date(request.now), state=state))
    so_far = queries.how_far(shown.rows)
    context = {
        "listing": shown,
        "rows": [presenters.outcome_row(each, so_far[str(each.pk)]) for each in shown.rows],
        "stages": [{"value": name, "text": SHARED_OUTCOME.state_words(name)} for name in SHARED_OUTCOME.state_names],
        "stage": state,
    }
    return render(request, "fitness/outcomes.html", context)


@page(needs=Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("FTP-4.1", "FTP-4.3")
def share(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """Tell the worker's employers what was decided about an investigated concern."""
    on = london_date(request.now)
    concern = queries.concern_to_share(request.user, concern_id, on)
    if concern is None or not roles_of(request.user, on) & set(SHARERS):
        raise Http404
    form, draft = drafted(request, ShareForm)
    key = form_key(request)
    if request.method == "POST" and form.is_valid():
        shared = share_outcome(
            concern=concern, **form.cleaned_data, by=request.user, now=request.now, key=f"{concern.pk}:{key}"
        )
        draft.done()
        told = ", ".join(dict.fromkeys(each.employer.name for each in shared))
        messages.success(request, f"Shared with {told}." if told else "Nobody employs them now, so nobody was told.")
        return redirect("fitness:outcomes")
    employers = queries.employers_of(concern, on)
    context = {"form": form, "draft": draft, "concern": concern, "key": key, "employers": employers}
    return render(request, "fitness/share_outcome.html", context)
