"""Keeping, taking up later and throwing away what was typed into a form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

from almoner.design.formats import format_time
from almoner.design.web.errors import trouble
from almoner.drafts import actions
from almoner.drafts.rules import KEPT_FOR, TooMuch, worth_keeping
from almoner.people.web.pages import page


@page()
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """What the script sends while somebody types; answers when it was kept."""
    of = _form(request)
    if of is None:
        return HttpResponseBadRequest()
    try:
        draft = _keep(request, of)
    except TooMuch:
        return HttpResponse(status=413)
    return JsonResponse({"at": format_time(draft.saved_at)})


@page()
@require_POST
def later(request: HttpRequest) -> HttpResponse:
    """The button that saves and leaves: without script the only way, with it a plain one."""
    of = _form(request)
    if of is None:
        return trouble(request, 400)
    try:
        draft = _keep(request, of)
    except TooMuch:
        return trouble(request, 413)
    return render(request, "drafts/saved.html", {"draft": draft, "keep_for": KEPT_FOR})


@page()
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Begin a form again."""
    of = _form(request)
    if of is None:
        return trouble(request, 400)
    actions.discard(of=of, by=request.user, now=request.now)  # type: ignore[attr-defined]
    return HttpResponseRedirect(of)


def _keep(request: HttpRequest, of: str) -> Any:
    values = worth_keeping(request.POST.lists())
    return actions.keep(of=of, values=values, by=request.user, now=request.now)  # type: ignore[attr-defined]


def _form(request: HttpRequest) -> str | None:
    """The address of the form, when it is one of ours; anything else could send the reader elsewhere."""
    of = request.GET.get("of", "")
    if not of.startswith("/") or of.startswith("//") or "\\" in of or len(of) > 300:
        return None
    try:
        resolve(of)
    except Resolver404:
        return None
    return of
