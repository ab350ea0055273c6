"""Examples of decided cases: written at the regulator, read by employers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.casework.web.forms import form_of
from almoner.casework.web.sending import Sending
from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.fitness.actions.examples import write_example
from almoner.fitness.queries.examples import published_example, published_examples
from almoner.fitness.queries.findings import concern_to_share
from almoner.fitness.rules.example import TEXT, WRITERS
from almoner.people.queries import roles_of
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.scope.clock import london_date

ExampleForm = form_of(TEXT)


@page()
@require_safe
@cites("PLAN-F16")
def example_list(request: SignedIn) -> HttpResponse:
    """Every example that is published."""
    return render(request, "fitness/examples.html", {"listing": listing(request, published_examples())})


@page()
@require_safe
@cites("PLAN-F16")
def example(request: SignedIn, example_id: UUID) -> HttpResponse:
    """One example."""
    found = published_example(example_id)
    if found is None:
        raise Http404
    return render(request, "fitness/example.html", {"example": found})


@page(needs=Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F16")
def write(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """Write an example of a concern that was investigated."""
    on = london_date(request.now)
    concern = concern_to_share(request.user, concern_id, on)
    if concern is None or not roles_of(request.user, on) & set(WRITERS):
        raise Http404
    sending = Sending(request, ExampleForm)
    if sending.is_whole:
        made = sending.done(
            lambda key: write_example(
                concern=concern, values=sending.form.values, by=request.user, now=request.now,
                key=f"{concern.pk}:{key}",
            )
        )  # fmt: skip
        if made is not None:
            messages.success(request, "The example is written. Somebody else looks at it before it is published.")
            return redirect("casework:case", procedure="example", case_id=made.case.pk)
    return render(request, "fitness/write_example.html", sending.context | {"concern": concern})
