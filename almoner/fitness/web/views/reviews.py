"""Entering what somebody asked the regulator for: a review of a decision, or to leave the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from almoner.casework.web.forms import form_of
from almoner.casework.web.presenters import case_url, refusal_rows
from almoner.casework.web.sending import Sending
from almoner.clauses import cites
from almoner.fitness.access.concerns import concerns_visible_to
from almoner.fitness.actions import reviews as actions
from almoner.fitness.models import Concern, DecisionReview, Examination, VoluntaryRemoval
from almoner.fitness.queries.examinations import examinations_visible_to
from almoner.fitness.rules.decision_review import DECISION_REVIEW
from almoner.fitness.rules.examination import EXAMINATION
from almoner.fitness.rules.voluntary_removal import VOLUNTARY_REMOVAL
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.procedure import registry
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case
from almoner.procedure.queries import asking
from almoner.procedure.rules import Procedure, check
from almoner.scope.clock import london_date


@page(needs=Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F8")
def ask_for_review(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Enter that somebody asks for a decision to be reviewed."""
    found: Examination | None = (
        examinations_visible_to(request.user, london_date(request.now)).filter(pk=case_id).first()
    )
    if found is None:
        raise Http404
    to_be = DecisionReview(concern=found.concern, organisation=found.organisation, examination=found)
    send = lambda **given: actions.ask_for_review(examination=found, **given)  # noqa: E731  as its neighbour
    return _asked(request, DECISION_REVIEW, to_be, send, case_url(EXAMINATION.name, found.pk))


@page(needs=Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F8")
def ask_for_removal(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """Enter that a social worker asks to leave the register while a case goes on."""
    found: Concern | None = concerns_visible_to(request.user, london_date(request.now)).filter(pk=concern_id).first()
    if found is None:
        raise Http404
    to_be = VoluntaryRemoval(concern=found, organisation=found.organisation)
    send = lambda **given: actions.ask_for_removal(concern=found, **given)  # noqa: E731  as its neighbour
    return _asked(request, VOLUNTARY_REMOVAL, to_be, send, case_url("concern", found.pk))


def _asked(
    request: Any, procedure: Procedure, to_be: Case, send: Callable[..., Receipt], back_href: str
) -> HttpResponse:
    """The page of a case's first step: why it cannot be taken, or what it asks."""
    kept, move = registry.named(procedure.name), procedure.moves[0]
    sending = Sending(request, form_of(move.fields))
    refusals = check(procedure, move.name, asking(kept, to_be, request.user, request.now, steps=()), typed=False)
    if sending.is_whole:
        given = {"values": sending.form.values, "by": request.user, "now": request.now}
        made = sending.done(lambda key: send(**given, key=f"{request.user.pk}:{key}"))
        if made is not None:
            messages.success(request, f"{procedure.words}: {move.done_words.lower()}.")
            return redirect(case_url(procedure.name, made.case.pk))
    context = sending.context | {
        "case": to_be, "title": to_be.concern.title, "move": move,  # type: ignore[attr-defined]
        "refusals": refusal_rows(refusals), "back_href": back_href,
    }  # fmt: skip
    return render(request, "fitness/ask.html", context, status=403 if refusals else 200)
