"""Saying on a case that oneself, or a colleague, has a conflict in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from almoner.casework import actions
from almoner.casework.web import forms, presenters
from almoner.casework.web.views.cases import case_or_404
from almoner.people.queries import colleagues_at
from almoner.people.rules import refusal as people
from almoner.people.web.pages import page
from almoner.procedure.actions import NotVisible
from almoner.procedure.models import Case
from almoner.procedure.registry import Registered
from almoner.procedure.rules import Refused
from almoner.scope.clock import london_date


@page()
def declare(request: Any, procedure: str, case_id: UUID) -> HttpResponse:
    """I have a conflict: from the moment this is sent I no longer see the case."""
    kept, case = case_or_404(request, procedure, case_id)
    form = forms.ConflictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"case": case, "words": form.cleaned_data["words"]}
        try:
            actions.declare_conflict(**given, by=request.user, now=request.now)
        except NotVisible:
            raise Http404 from None
        except people.Refused as refused:
            form.add_error("words", f"{refused.refusal.because} {refused.refusal.what_would_change_it}")
        else:
            messages.success(request, "You no longer see this case. Somebody else can lift that, and you cannot.")
            return redirect("recusals")
    may = actions.may_propose(kept, case, request.user, request.now)
    return _page(request, "casework/conflict.html", kept, case, form, may_propose=may)


@page()
def propose(request: Any, procedure: str, case_id: UUID) -> HttpResponse:
    """A colleague has a conflict: somebody else decides whether it is one."""
    kept, case = case_or_404(request, procedure, case_id)
    if not actions.may_propose(kept, case, request.user, request.now):
        raise Http404
    others = [
        each for each in colleagues_at(case.organisation_id, london_date(request.now)) if each.pk != request.user.pk
    ]
    form = forms.colleague_conflict_form(others, request.POST or None)
    if request.method == "POST" and form.is_valid():
        of = next(each for each in others if str(each.pk) == form.cleaned_data["of"])
        given: dict[str, Any] = {"case": case, "of": of, "words": form.cleaned_data["words"]}
        try:
            actions.propose_conflict(**given, by=request.user, now=request.now)
        except NotVisible:
            raise Http404 from None
        except Refused as refused:
            form.add_error(None, refused.refusals[0].because)
        else:
            messages.success(request, "Somebody else in your organisation will decide whether it is a conflict.")
            return redirect(presenters.case_url(procedure, case.pk))
    return _page(request, "casework/colleague_conflict.html", kept, case, form)


def _page(
    request: Any, template: str, kept: Registered, case: Case, form: Any, *, may_propose: bool = False
) -> HttpResponse:
    context = {
        "case": case,
        "procedure": kept.procedure,
        "form": form,
        "back_href": presenters.case_url(kept.procedure.name, case.pk),
        "may_propose": may_propose,
    }
    return render(request, template, context)
