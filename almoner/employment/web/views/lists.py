"""A list from its upload to its columns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.casework.web.sending import form_key
from almoner.design.listing import listing
from almoner.documents.rules import NotAccepted
from almoner.employment import actions
from almoner.employment.models import StaffList
from almoner.employment.queries import lists as queries
from almoner.employment.rules import columns as columns_rules
from almoner.employment.web import presenters
from almoner.employment.web.forms import ColumnsForm, UploadForm
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.procedure.actions import Stale
from almoner.procedure.rules import Refused
from almoner.record.actions import note_read
from almoner.scope.clock import london_date

#: What a multipart body holds beside its file, at most: boundaries, headings, the token.
ENVELOPE = 8192


def list_seen(request: SignedIn, list_id: UUID) -> StaffList:
    """The list, if this person may see it today; else the same 404 as for one that never was."""
    found = queries.list_seen(request.user, list_id, london_date(request.now))
    if found is None:
        raise Http404
    return found


@page(needs=Permission.CHECK_STAFF)
@require_safe
def list_list(request: SignedIn) -> HttpResponse:
    """The lists that this person's employers have sent, newest first."""
    shown = listing(request, queries.lists_of(request.user, london_date(request.now)))
    rows = [presenters.list_row(staff_list) for staff_list in shown.rows]
    return render(request, "employment/lists.html", {"listing": shown, "rows": rows, "tabs": presenters.tabs("lists")})


@page(needs=Permission.CHECK_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def list_upload(request: SignedIn) -> HttpResponse:
    """Choose a list and send it."""
    employers = queries.employers_of(request.user, london_date(request.now))
    form = UploadForm(request.POST or None, request.FILES or None, employers=employers)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if _cut_off(request, file):
                raise NotAccepted("The file was cut off on its way here.", "Choose it again and wait for it to arrive.")
            received = actions.receive(
                file=file.file,
                name=file.name or "list",
                organisation_id=form.employer.pk,
                by=request.user,
                now=request.now,
            )
        except NotAccepted as refused:
            form.add_error("file", f"{refused.because} {refused.what_to_do}")
        except Refused as refused:
            form.add_error(None, str(refused.refusals[0].because))
        else:
            if received.again:
                messages.info(
                    request, "This very file is here already, so it was not taken in again. This is the list it became."
                )
            return redirect("employment:list", received.staff_list.pk)
    return render(request, "employment/upload.html", {"form": form, "several": len(employers) > 1})


def _cut_off(request: SignedIn, file: Any) -> bool:
    """Whether far less arrived than the browser said it would send."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return said.isdigit() and int(said) - (file.size or 0) > ENVELOPE + sum(len(str(v)) for v in request.POST.values())


@page(needs=Permission.CHECK_STAFF)
@require_safe
def list_detail(request: SignedIn, list_id: UUID) -> HttpResponse:
    """Where a list stands: being read, its columns to confirm, its result."""
    staff_list = list_seen(request, list_id)
    match staff_list.state:
        case "uploaded" | "mapped":
            shown = presenters.progress(staff_list)
            return render(request, "employment/progress.html", shown)
        case "read":
            return redirect("employment:columns", staff_list.pk)
        case "unreadable":
            return render(request, "employment/unreadable.html", {"list": staff_list})
        case "discarded":
            raise Http404
    note_read(
        subject=f"staff_list:{staff_list.pk}",
        organisation_id=staff_list.organisation_id,
        by=request.user,
        now=request.now,
        case_id=staff_list.pk,
    )
    counts = queries.counts_of(staff_list)
    changes = queries.changes_of(staff_list) if staff_list.state in ("finished", "undone") else {}
    return render(request, "employment/result.html", presenters.result(staff_list, counts, changes))


@page(needs=Permission.CHECK_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def list_columns(request: SignedIn, list_id: UUID) -> HttpResponse:
    """What each column holds: the guess, with twenty rows, for a person to mend."""
    staff_list = list_seen(request, list_id)
    if staff_list.state in ("uploaded", "mapped", "unreadable", "finished", "undone", "discarded"):
        return redirect("employment:list", staff_list.pk)
    initial = {field: str(column) for field, column in staff_list.mapping.items()}
    form = ColumnsForm(request.POST or None, headings=staff_list.columns, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_columns(
                staff_list=staff_list,
                mapping=form.mapping,
                by=request.user,
                now=request.now,
                version=_version(request, staff_list),
                key=form_key(request),
            )
        except Refused as refused:
            form.add_error(None, refused.refusals[0].because)
        except Stale:
            messages.info(request, "Somebody else has moved this list on. This is where it stands now.")
            return redirect("employment:list", staff_list.pk)
        else:
            return redirect("employment:list", staff_list.pk)
    shown = presenters.columns(staff_list, form, queries.first_rows(staff_list))
    mapping = {columns_rules.Field(field): at for field, at in staff_list.mapping.items()}
    return render(request, "employment/columns.html", {**shown, "advice": columns_rules.advice(mapping)})


def _version(request: SignedIn, staff_list: StaffList) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdigit() and len(typed) < 9 else staff_list.version


@page(needs=Permission.CHECK_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def list_discard(request: SignedIn, list_id: UUID) -> HttpResponse:
    """Throw away a list that has had no effect."""
    staff_list = list_seen(request, list_id)
    if staff_list.state not in ("uploaded", "read", "mapped", "checked", "decided"):
        return redirect("employment:list", staff_list.pk)
    if request.method == "POST":
        try:
            actions.discard(
                staff_list=staff_list,
                by=request.user,
                now=request.now,
                version=_version(request, staff_list),
                key=f"discard:{staff_list.pk}",
            )
        except (Stale, Refused):
            messages.info(request, "The list has moved on since you looked. This is where it stands now.")
            return redirect("employment:list", staff_list.pk)
        messages.success(request, "The list was thrown away. Nothing came of it.")
        return redirect("employment:lists")
    return render(request, "employment/discard.html", {"list": staff_list})
