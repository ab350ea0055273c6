from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from almoner.casework.rules.diagrams import svg
from almoner.casework.web import presenters
from almoner.people.web.pages import public_page
from almoner.procedure import registry


@public_page
def procedure_list(request: HttpRequest) -> HttpResponse:
    """Every procedure that runs here."""
    return render(request, "casework/procedures.html", {"procedures": [k.procedure for k in registry.everything()]})


@public_page
def procedure_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One procedure: its diagram and the table it is drawn from."""
    kept = registry.find(name)
    if kept is None:
        raise Http404
    procedure = kept.procedure
    drawing = mark_safe(svg(procedure))  # noqa: S308  drawn by us; every word in it is escaped
    context = {"procedure": procedure, "drawing": drawing, "moves": presenters.move_rows(procedure)}
    context["clocks"] = presenters.clock_rows(procedure)
    return render(request, "casework/procedure.html", context)
