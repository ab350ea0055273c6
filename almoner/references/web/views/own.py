"""The social worker's own file: what is in it, what authorities said, and who may read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.clauses import cites
from almoner.operations.rules import SECRET_LINKS
from almoner.operations.web.limits import limited
from almoner.people.web.pages import SignedIn, page, public_page
from almoner.record.actions import note_read
from almoner.record.rules import Actor
from almoner.references.actions.consents import BY_LINK, give_consent, withdraw_consent
from almoner.references.models import Consent, OneTimeLink
from almoner.references.queries import files as queries
from almoner.references.queries.links import State
from almoner.references.web.forms import ConsentForm
from almoner.references.web.presenters import files as presenters
from almoner.references.web.views.links import link_page, opened_or_404
from almoner.scope.clock import london_date


@page()
@require_safe
@cites("REF-1")
def own_list(request: SignedIn) -> HttpResponse:
    """The files that agencies keep about the person."""
    rows = [presenters.own_file_row(one) for one in queries.files_about(request.user)]
    return render(request, "references/own_files.html", {"rows": rows})


@page()
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-1")
@cites("REF-9")
def own_file(request: SignedIn, file_id: UUID) -> HttpResponse:
    """One of them, and the consents that the person gives and withdraws."""
    own = queries.file_about(request.user, file_id, london_date(request.now))
    if own is None:
        raise Http404
    note_read(
        subject=f"references.candidatefile:{file_id}", case_id=file_id, organisation_id=own.file.organisation_id,
        by=request.user, now=request.now,
    )  # fmt: skip
    return _own_page(request, own, request.user, "design/staff.html")


@public_page
@limited(SECRET_LINKS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-1")
def own_file_by_link(request: Any, token: str) -> HttpResponse:
    """The same for a worker without an account, by the link that was sent to them."""
    opened = opened_or_404(request, token, OneTimeLink.What.SEE)
    if opened.state is not State.BEGUN:
        return link_page(request, opened)
    own = queries.own_file_by_id(opened.link.case_id, london_date(request.now))
    return _own_page(request, own, BY_LINK, "design/page.html")


def _own_page(request: Any, own: queries.OwnFile, by: Actor, layout: str) -> HttpResponse:
    """The page, in the layout of whoever is signed in or of whoever came by a link."""
    readers = queries.authorities()
    gives = request.method == "POST" and not {"withdraw", "agency"} & set(request.POST)
    form = ConsentForm(request.POST if gives else None, readers=readers)
    if request.method == "POST" and _consented(request, own, by, form):
        return redirect(request.path)
    context = {
        "layout": layout, "own": own, "file": own.file, "facts": own.facts, "form": form,
        "words": presenters.own_words(own),
        "consents": presenters.consent_rows(own.consents),
        "agency_reads": any(c.what == Consent.What.WORDS and c.withdrawn_at is None for c in own.consents),
    }  # fmt: skip
    return render(request, "references/own_file.html", context)


def _consented(request: Any, own: queries.OwnFile, by: Actor, form: ConsentForm) -> bool:
    """Do what the button said; False where the form has to be shown again."""
    if "withdraw" in request.POST:
        standing = {str(one.pk): one for one in own.consents if one.withdrawn_at is None}
        ended = standing.get(request.POST["withdraw"])
        if ended is not None:
            withdraw_consent(file=own.file, to_id=ended.to_id, what=ended.what, by=by, now=request.now)
            messages.success(request, f"{ended.to.name} can no longer read it.")
        return True
    if "agency" in request.POST:
        agency = own.file.organisation
        give_consent(file=own.file, to_id=agency.pk, what=Consent.What.WORDS, by=by, now=request.now)
        messages.success(request, f"{agency.name} can now read what authorities said.")
        return True
    if not form.is_valid():
        return False
    give_consent(file=own.file, to_id=int(form.cleaned_data["to"]), what=Consent.What.FILE, by=by, now=request.now)
    messages.success(request, "They can read it from now on, until you say otherwise.")
    return True
