"""Signing in as a persona."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from almoner.demo import queries
from almoner.demo.web.views import in_the_demonstration_only
from almoner.people.web.pages import public_page
from almoner.people.web.sign_in.personas import sign_in_as_persona


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
