"""The first page, and choosing whom one acts for."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from almoner.design.navigation import Place, links
from almoner.people import actions
from almoner.people.web import presenters
from almoner.people.web.middleware import ORGANISATION
from almoner.people.web.pages import SignedIn, page, public_page


@public_page
def home(request: Any) -> HttpResponse:
    """Where everybody begins: what they may open, in the order of the main navigation."""
    context: dict[str, Any] = {"ways": links(request, Place.PRIMARY)}
    if request.user.is_authenticated:
        found = links(request, Place.FIRST_PAGE) if request.memberships else []
        context["counts"] = [presenters.figure(each, first=each is found[0]) for each in found]
        context["hats"] = [presenters.hat(membership) for membership in request.memberships]
    return render(request, "people/home.html", context)


@page()
@require_POST
def switch(request: SignedIn) -> HttpResponse:
    """Act for another of one’s own organisations; the session gets a new key."""
    mine = {str(membership.organisation_id): membership.organisation_id for membership in request.memberships}
    chosen = mine.get(request.POST.get("hat", ""))
    if chosen is not None:
        request.session[ORGANISATION] = chosen
        actions.move_session(request.session)
    onward = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        onward = "/"
    return redirect(onward)
