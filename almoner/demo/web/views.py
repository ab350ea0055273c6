"""The personas: whom one can be in the demonstration. Not found anywhere else."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from almoner.demo import queries
from almoner.demo.shown import SHOWN
from almoner.people.rules import ROLES, Role
from almoner.people.web.pages import View, public_page
from almoner.people.web.sign_in.personas import sign_in_as_persona

#: The first to try, in this order: the council's list is uploaded, then a registration is ended.
START_HERE = (ROLES[Role.HR_OFFICER].title, ROLES[Role.REGISTER_OFFICER].title)


def in_the_demonstration_only(view: View) -> View:
    """The view as if it had never been, wherever this is not a demonstration."""

    @wraps(view)
    def opened(request: HttpRequest, **named: Any) -> HttpResponse:
        if settings.PRODUCTION or not settings.DEMO:
            raise Http404
        return view(request, **named)

    return opened


@public_page
@in_the_demonstration_only
def personas(request: HttpRequest) -> HttpResponse:
    """Everybody one can be, organisation by organisation, with a line on who they are."""
    places = queries.places()
    everybody = [somebody for place in places for somebody in place.people]
    start_here = [next((s for s in everybody if s.role == title), None) for title in START_HERE]
    told = {"places": places, "start_here": [s for s in start_here if s], "shown": SHOWN if queries.making() else ()}
    return render(request, "demo/personas.html", told)


@public_page
@in_the_demonstration_only
@require_POST
def become(request: HttpRequest, persona_id: UUID) -> HttpResponse:
    """Sign in as an invented person."""
    person = queries.person_of(persona_id)
    if person is None:
        raise Http404
    sign_in_as_persona(request, person)
    return redirect("/work/")


@public_page
@in_the_demonstration_only
def waiting_list(request: HttpRequest) -> HttpResponse:
    """The staff list that waits to be uploaded."""
    path = Path(settings.VAR) / "demo" / "thornmere-social-workers.xlsx"
    if not path.exists():
        raise Http404
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    disposition = {"Content-Disposition": f'attachment; filename="{path.name}"'}
    return HttpResponse(path.read_bytes(), content_type=kind, headers=disposition)
