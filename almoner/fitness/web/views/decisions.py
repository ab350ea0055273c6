"""The text of a decision: read, with its fingerprint and what it was before, and approved exactly as it was read."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from almoner.casework.web.presenters import case_url, refusal_rows, typed_rows
from almoner.casework.web.sending import form_key
from almoner.casework.web.views.cases import case_or_404
from almoner.clauses import cites
from almoner.fitness.queries import decisions as queries
from almoner.fitness.rules.decisions import APPROVE
from almoner.fitness.web.presenters import decisions as presenters
from almoner.people.web.pages import SignedIn, page
from almoner.procedure import actions, registry
from almoner.procedure.models import Case
from almoner.procedure.queries import asking
from almoner.procedure.rules import Refusal, Refused, check
from almoner.record.actions import note_read
from almoner.scope.clock import london_date


@page()
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F8")
def decision(request: SignedIn, procedure: str, case_id: UUID) -> HttpResponse:
    """A decision as it is drafted; whoever did not write it approves it here, and nothing but what they read."""
    kept, case = case_or_404(request, procedure, case_id)
    if kept.procedure.move(APPROVE) is None or queries.written_by(case) == "":
        raise Http404
    if request.method == "POST":
        return _approve(request, case)
    note_read(
        subject=kept.subject_of(case.pk), case_id=case.pk, organisation_id=case.organisation_id, by=request.user,
        now=request.now,
    )  # fmt: skip
    return _page(request, case)


def _approve(request: Any, case: Case) -> HttpResponse:
    key = form_key(request)
    values = {"fingerprint": request.POST.get("fingerprint", "")[:64].replace("\0", "")}
    try:
        receipt = actions.take(case=case, move=APPROVE, by=request.user, now=request.now, key=key, values=values)
    except actions.NotVisible:
        raise Http404 from None
    except actions.KeyTaken:
        return _page(request, case, status=409)
    except Refused as refused:
        again = registry.of(case).access.visible_to(request.user, london_date(request.now)).get(pk=case.pk)
        return _page(request, again, refused.refusals, status=422)
    said = "You approved the text as you read it."
    messages.success(request, f"{said} It had been sent already, and counts once." if receipt.again else said)
    return redirect(case_url(registry.of(case).procedure.name, case.pk))


def _page(request: Any, case: Case, refusals: tuple[Refusal, ...] = (), status: int = 200) -> HttpResponse:
    kept, standing = registry.of(case), queries.standing_of(case)
    seen = asking(kept, case, request.user, request.now)
    move = kept.procedure.move("draft")
    may_approve = not check(kept.procedure, APPROVE, seen, typed=False)
    may_change = not check(kept.procedure, "redraft", seen, typed=False)
    context = {
        "case": case,
        "procedure": kept.procedure,
        "standing": standing,
        "how": presenters.how_it_stands(standing) if standing else {},
        "fingerprint": presenters.grouped(standing.fingerprint) if standing else "",
        "said": typed_rows(move.fields, standing.values) if move and standing else [],
        "drafts": presenters.draft_rows(queries.drafts_of(case)),
        "refusals": refusal_rows(refusals),
        "may_approve": may_approve,
        "may_change": may_change,
        "key": str(uuid4()),
        "back_href": case_url(kept.procedure.name, case.pk),
    }
    return render(request, "fitness/decision.html", context, status=status)
