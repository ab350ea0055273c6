"""The record of one case, for those who may see the case: all of it for a member of the case's own organisation, its
own part for another party.
"""

from __future__ import annotations

import tempfile
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almoner.clauses.rules import cites
from almoner.design.listing import listing
from almoner.people.queries import organisations_of, organisations_where
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.record import actions, queries
from almoner.record.access import CaseHeading, case_visible_to, may_erase
from almoner.record.actions.erasing import NotErased
from almoner.record.queries.bundles import bundle_lines, case_of_bundle, is_sealed
from almoner.record.queries.receipts import NoReceipt, receipt_of
from almoner.record.web import presenters
from almoner.record.web.forms import EraseForm
from almoner.scope.clock import london_date
from almoner.scope.context import system


@page()
@require_safe
@cites("FTP-3.5")
def case_record(request: SignedIn, case_id: UUID) -> HttpResponse:
    """What happened in a case, in words: who, why, under which clause, and whether it is sealed."""
    heading = _heading(request, case_id)
    own = heading.organisation_id in {one.id for one in organisations_of(request.user, london_date(request.now))}
    found = queries.record_of_case(case_id, whole=own)
    shown = listing(request, found)
    actions.note_read(
        subject=f"record.case:{case_id}",
        case_id=case_id,
        organisation_id=heading.organisation_id,
        by=request.user,
        now=request.now,
    )
    context = {
        "heading": heading,
        "case_id": case_id,
        "listing": shown,
        "items": presenters.event_items(shown.rows, case_id, _may_erase_where(request)),
        "waiting": found.waiting,
        "own": own,
        "may_export": _is_of_own_organisation(request, heading, Permission.EXPORT_RECORD),
    }
    return render(request, "record/case_record.html", context)


@page()
@require_safe
def case_receipt(request: SignedIn, case_id: UUID, event_id: UUID) -> HttpResponse:
    """The receipt of one event, to keep."""
    _heading(request, case_id)
    try:
        text = receipt_of(event_id, case_id)
    except NoReceipt:
        raise Http404 from None
    headers = {"Content-Disposition": f'attachment; filename="event-{event_id}.tlog-proof"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@page(needs=Permission.ERASE_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-O9")
def event_erase(request: SignedIn, case_id: UUID, event_id: UUID) -> HttpResponse:
    """Erases what was written in an event, for a reason that is kept. The event stays, sealed."""
    heading = _heading(request, case_id)
    event = queries.event_of_case(case_id, event_id)
    if event is None or not may_erase(request.user, event.organisation_id, request.now):
        raise Http404
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.erase(event=event_id, reasons=form.cleaned_data["reasons"], by=request.user, now=request.now)
        except NotErased as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "What was written there is erased. The event itself stands.")
            return redirect("record:case_record", case_id)
    context = {
        "heading": heading,
        "case_id": case_id,
        "form": form,
        "item": presenters.event_items([event], case_id)[0],
    }
    return render(request, "record/event_erase.html", context)


@page(needs=Permission.EXPORT_RECORD)
@require_POST
@cites("FTP-3.5")
def bundle_make(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Records that a bundle is taken out, which is also what the bundle ends with."""
    heading = _heading(request, case_id)
    if not _is_of_own_organisation(request, heading, Permission.EXPORT_RECORD):
        raise Http404
    made = actions.make_bundle(
        case_id=case_id,
        organisation_id=heading.organisation_id,
        reasons="Taken out from the page of the case’s record.",
        by=request.user,
        now=request.now,
    )
    return redirect("record:bundle_wait", case_id, made)


@page(needs=Permission.EXPORT_RECORD)
@require_safe
def bundle_wait(request: SignedIn, case_id: UUID, event_id: UUID) -> HttpResponse:
    """Whether the bundle is sealed, and where it can be had."""
    heading = _exportable(request, case_id, event_id)
    context = {"heading": heading, "case_id": case_id, "event_id": event_id, "ready": is_sealed(event_id)}
    return render(request, "record/bundle.html", context)


@page(needs=Permission.EXPORT_RECORD)
@require_safe
def bundle_file(request: SignedIn, case_id: UUID, event_id: UUID) -> HttpResponse:
    """The bundle. Written to a file first: rows cannot be read once the response streams."""
    _exportable(request, case_id, event_id)
    if not is_sealed(event_id):
        return redirect("record:bundle_wait", case_id, event_id)
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    with system("a bundle of a case for its own organisation"):
        for line in bundle_lines(made=event_id, case_id=case_id):
            file.write(f"{line}\n".encode())
    file.seek(0)
    answer = FileResponse(
        file, as_attachment=True, filename=f"record-of-case-{case_id}.jsonl", content_type="application/jsonl"
    )
    return cast(HttpResponse, answer)


def _heading(request: SignedIn, case_id: UUID) -> CaseHeading:
    heading = case_visible_to(request.user, case_id, london_date(request.now))
    if heading is None:
        raise Http404
    return heading


def _exportable(request: SignedIn, case_id: UUID, event_id: UUID) -> CaseHeading:
    heading = _heading(request, case_id)
    allowed = _is_of_own_organisation(request, heading, Permission.EXPORT_RECORD)
    if not allowed or case_of_bundle(event_id) != case_id:
        raise Http404
    return heading


def _is_of_own_organisation(request: SignedIn, heading: CaseHeading, needs: Permission) -> bool:
    """Whether the case belongs to an organisation in which the reader holds the permission."""
    return heading.organisation_id in organisations_where(request.user, needs, london_date(request.now))


def _may_erase_where(request: SignedIn) -> frozenset[int]:
    return organisations_where(request.user, Permission.ERASE_RECORD, london_date(request.now))
