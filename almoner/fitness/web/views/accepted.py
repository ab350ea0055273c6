"""The social worker’s own page of an outcome that is proposed to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from almoner.casework.web.presenters import refusal_rows
from almoner.casework.web.sending import form_key
from almoner.clauses import cites
from almoner.drafts.web.forms import drafted
from almoner.fitness.actions import disposals as actions
from almoner.fitness.queries import accepted as queries
from almoner.fitness.rules.accepted_outcome import ACCEPTED_OUTCOME
from almoner.fitness.web.forms.accepted import AnswerForm
from almoner.people.web.pages import SignedIn, page
from almoner.procedure.actions import KeyTaken
from almoner.procedure.rules import Refusal, Refused


@page()
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F14")
def proposal(request: SignedIn, case_id: UUID) -> HttpResponse:
    """What is proposed, in the words of the decision, until when it can be answered; and the answer."""
    found = queries.own_proposal(request.user, case_id)
    if found is None:
        raise Http404
    form, draft = drafted(request, AnswerForm)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        key = form_key(request)
        given: dict[str, Any] = {"accepts": form.cleaned_data["answer"] == "accept", "said": form.cleaned_data["said"]}
        try:
            actions.answer_own(case=found, by=request.user, now=request.now, key=key, **given)
        except (Refused, KeyTaken) as error:
            found = queries.own_proposal(request.user, case_id) or found
            refusals = error.refusals if isinstance(error, Refused) else ()
        else:
            draft.done()
            messages.success(request, "Your answer has reached the regulator.")
            return redirect("fitness:proposal", case_id=case_id)
    context = {
        "case": found,
        "form": form,
        "draft": draft,
        "standing": ACCEPTED_OUTCOME.state_words(found.state),
        "due": queries.last_day(found),
        "refusals": refusal_rows(refusals),
        "key": form_key(request),
    }
    return render(request, "fitness/proposal.html", context, status=422 if refusals else 200)
