"""Concerns that could be about the same, held side by side and decided by a person; and whom a concern is about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.casework.web.sending import form_key
from almoner.clauses import cites
from almoner.drafts.web.forms import drafted
from almoner.fitness.actions import joining as actions
from almoner.fitness.models import Concern
from almoner.fitness.queries import joining as queries
from almoner.fitness.queries import raising as register
from almoner.fitness.queries.evidence import concern_seen
from almoner.fitness.rules.concern import TRIAGE
from almoner.fitness.web.forms.joining import LikeForm, WhomForm
from almoner.fitness.web.presenters import joining as presenters
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, get_or_404, page
from almoner.procedure import actions as procedure
from almoner.procedure import registry
from almoner.procedure.rules import Refused
from almoner.scope.clock import london_date


@page(needs=Permission.SEE_CONCERNS)
@require_safe
@cites("PLAN-F1")
def alike(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """The concerns that could be about the same, each with why."""
    concern, on = _triaged(request, concern_id), london_date(request.now)
    found = queries.suggestions(concern, request.user, on)[:25]
    rows = [presenters.suggested_row(concern, one) for one in found]
    return render(request, "fitness/alike.html", _context(concern) | {"rows": rows})


@page(needs=Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F1")
def beside(request: SignedIn, concern_id: UUID, other_id: UUID) -> HttpResponse:
    """Two concerns side by side: joined, or found to be unlike, with reasons."""
    concern, on = _triaged(request, concern_id), london_date(request.now)
    other = get_or_404(queries.others_seen(concern, request.user, on), pk=other_id)
    form, draft = drafted(request, LikeForm)
    key = form_key(request)
    if request.method == "POST" and form.is_valid():
        try:
            said = _decide(request, concern, other, form.cleaned_data, key)
        except procedure.NotVisible:
            raise Http404 from None
        except (Refused, procedure.KeyTaken) as refused:
            _say(form, refused)
        else:
            draft.done()
            messages.success(request, said)
            joined = form.cleaned_data["decision"] == "join"
            return (
                redirect(f"/cases/concern/{concern.pk}/")
                if joined
                else redirect("fitness:alike", concern_id=concern.pk)
            )
    context = _context(concern) | {
        "other": other,
        "form": form,
        "draft": draft,
        "key": key,
        "sides": presenters.sides(queries.told_of(concern), queries.told_of(other)),
        "said": [presenters.said(concern), presenters.said(other)],
    }
    return render(request, "fitness/alike_beside.html", context)


@page(needs=Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F1")
def about_whom(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """Whom on the register a concern is about that only describes somebody."""
    concern, on = _triaged(request, concern_id), london_date(request.now)
    typed = request.GET.get("q", concern.about_name if not concern.entry_id else "").replace("\0", "").strip()[:100]
    form, draft = drafted(request, WhomForm)
    if request.method == "POST" and form.is_valid():
        found = register.published_as(form.cleaned_data["number"], on)
        if found is None:
            form.add_error("number", "Nobody on the public register has this number. Check it")
        else:
            try:
                reasons = form.cleaned_data["reasons"]
                actions.identify(concern=concern, found=found, by=request.user, now=request.now, reasons=reasons)
            except procedure.NotVisible:
                raise Http404 from None
            except Refused as refused:
                _say(form, refused)
            else:
                draft.done()
                messages.success(request, f"The concern is about {found.name}, {found.number}.")
                return redirect(f"/cases/concern/{concern.pk}/")
    on_the_register = register.on_the_register(typed, on) if typed else []
    context = _context(concern) | {"form": form, "draft": draft, "typed": typed, "found": on_the_register}
    return render(request, "fitness/about_whom.html", context)


def _decide(request: SignedIn, concern: Concern, other: Concern, given: dict[str, Any], key: str) -> str:
    by: dict[str, Any] = {"by": request.user, "now": request.now, "reasons": given["reasons"]}
    if given["decision"] == "join":
        procedure.take(case=concern, move="join", key=key, values={"into": other.reference}, **by)
        return f"It is joined with {other.reference}."
    actions.find_unlike(concern=concern, other=other, **by)
    return f"It is not suggested again beside {other.reference}."


def _say(form: Any, refused: Exception) -> None:
    if isinstance(refused, Refused):
        form.add_error(None, f"{refused.refusals[0].because} {refused.refusals[0].what_would_change_it}")
    else:
        form.add_error(None, "This was sent before. Look at the concern again.")


def _triaged(request: SignedIn, concern_id: UUID) -> Concern:
    """A concern that is open, for those who triage."""
    on = london_date(request.now)
    concern = get_or_404(concern_seen(request.user, on), pk=concern_id)
    if concern.closed_at or not set(TRIAGE) & registry.of(concern).access.roles(request.user, concern, on):
        raise Http404
    return concern


def _context(concern: Concern) -> dict[str, Any]:
    return {"concern": concern, "back_href": f"/cases/concern/{concern.pk}/"}
