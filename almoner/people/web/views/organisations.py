"""Who may do what; and, for the platform operator, the organisations themselves."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from almoner.design.listing import listing
from almoner.people import actions, queries
from almoner.people.rules import OrganisationKind, Permission
from almoner.people.rules.refusal import Refused
from almoner.people.web import presenters
from almoner.people.web.forms.members import OrganisationForm
from almoner.people.web.pages import SignedIn, page
from almoner.people.web.views.members import explain, here
from almoner.scope.clock import london_date


@page(needs=Permission.SEE_COLLEAGUES)
def permissions(request: SignedIn) -> HttpResponse:
    """Every permission in words, which roles allow it, and who holds it here today."""
    organisation = here(request, Permission.SEE_COLLEAGUES)
    holders = queries.who_may(request.user, organisation.id, london_date(request.now))
    context = {"subjects": presenters.subjects(holders, organisation), **presenters.place(request, "permissions")}
    return render(request, "people/permissions.html", context)


@page(needs=Permission.MANAGE_ORGANISATIONS)
def organisations(request: SignedIn) -> HttpResponse:
    """Every organisation that takes part."""
    rows = listing(request, queries.every_organisation_for(request.user, london_date(request.now)))
    context = {"listing": rows, "kind_title": presenters.kind_title, **presenters.place(request, "organisations")}
    return render(request, "people/organisations.html", context)


@page(needs=Permission.MANAGE_ORGANISATIONS)
def add_organisation(request: SignedIn) -> HttpResponse:
    """Set up an organisation and invite its first administrator."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            with transaction.atomic():
                made = actions.set_up_organisation(
                    name=asked["name"],
                    slug=asked["slug"],
                    kind=OrganisationKind(asked["kind"]),
                    first_administrator=asked["email"],
                    by=request.user,
                    now=request.now,
                )
        except Refused as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{made.name} is set up, and {asked['email']} has been invited.")
            return redirect("organisations")
    context = {"form": form, **presenters.place(request, "organisations")}
    return render(request, "people/add_organisation.html", context)
