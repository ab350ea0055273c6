from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.design.listing import listing
from almoner.documents import access, actions, queries
from almoner.documents.models import Document
from almoner.documents.rules import Refusal
from almoner.documents.web import presenters
from almoner.documents.web.forms import WithdrawForm
from almoner.documents.web.handing import handed_out
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.record.actions import note_read
from almoner.scope import clock


def _seen(request: SignedIn, document_id: UUID) -> Document:
    """The document, if this person may see it today; else the same 404 as for one that never was."""
    on = clock.london_date(request.now)
    document = queries.documents_visible_to(request.user, on).filter(pk=document_id).first()
    if document is None:
        raise Http404
    return document


@page(needs=Permission.SEE_DOCUMENTS)
@require_safe
def document_list(request: SignedIn) -> HttpResponse:
    """The documents that this person may see, newest first."""
    shown = listing(request, queries.documents_visible_to(request.user, clock.london_date(request.now)))
    rows = [presenters.row(document) for document in shown.rows]
    return render(request, "documents/document_list.html", {"listing": shown, "rows": rows})


@page(needs=Permission.SEE_DOCUMENTS)
@require_safe
def document_detail(request: SignedIn, document_id: UUID) -> HttpResponse:
    """One document: where it stands and why, and its content where that is handed out."""
    document = _seen(request, document_id)
    may_withdraw = access.can_withdraw(request.user, document, clock.london_date(request.now))
    shown = presenters.detail(document, served=queries.is_served(document), may_withdraw=may_withdraw)
    return render(request, "documents/document_detail.html", shown)


@page(needs=Permission.SEE_DOCUMENTS)
@require_safe
def document_file(request: SignedIn, document_id: UUID) -> HttpResponse:
    """The document's content, to keep and never to show in the browser; 404 unless it is handed out."""
    document = _seen(request, document_id)
    response = handed_out(document)
    if request.method == "GET":
        note_read(
            subject=document.subject,
            organisation_id=document.organisation_id,
            case_id=document.case_id,
            by=request.user,
            now=request.now,
        )
    return response


@page(needs=Permission.UPLOAD_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def document_withdraw(request: SignedIn, document_id: UUID) -> HttpResponse:
    """Withdraw a document for a reason: its content is deleted, its line stays."""
    document = _seen(request, document_id)
    if not access.can_withdraw(request.user, document, clock.london_date(request.now)):
        raise Http404
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(document=document, by=request.user, now=request.now, reasons=form.cleaned_data["reasons"])
        except Refusal as refusal:
            form.add_error(None, f"{refusal.because} {refusal.what_would_change_it}")
        else:
            messages.success(request, "The document was withdrawn and its content deleted.")
            return redirect("documents:document_detail", document_id=document.id)
    return render(request, "documents/document_withdraw.html", {"form": form, "document": document})
