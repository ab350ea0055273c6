"""What came of a list: its rows, one decision at a time, the workbook, finishing and undoing."""

from __future__ import annotations

import tempfile
from typing import IO, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from almoner.design.listing import listing
from almoner.documents.workbooks import Format
from almoner.employment import actions
from almoner.employment.models import StaffList, StaffListRow
from almoner.employment.queries import lists as queries
from almoner.employment.queries.keeping import result_from_kept
from almoner.employment.queries.workbook import write_workbook
from almoner.employment.web import presenters
from almoner.employment.web.forms import LEFT_OUT, NOBODY, OTHER, DecideForm, FilterForm, FinishForm, UndoForm
from almoner.employment.web.views.lists import list_seen
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.procedure.actions import Stale
from almoner.procedure.rules import Refused
from almoner.record import actions as record
from almoner.register import queries as register
from almoner.scope.clock import london_date

WITH_RESULTS = ("checked", "decided", "finished", "undone")


def _with_results(request: SignedIn, list_id: UUID) -> StaffList:
    staff_list = list_seen(request, list_id)
    if staff_list.state not in WITH_RESULTS:
        raise Http404
    return staff_list


@page(needs=Permission.CHECK_STAFF)
@require_safe
def row_list(request: SignedIn, list_id: UUID) -> HttpResponse:
    """The rows of a list, narrowed to a band, a page at a time."""
    staff_list = _with_results(request, list_id)
    show = request.GET.get("show", "all")
    show = show if show in queries.SHOWS else "all"
    form = FilterForm(request.GET)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    shown = listing(request, queries.rows_of(staff_list, show, search), columns=presenters.ROW_COLUMNS)
    rows = [presenters.row(staff_list, row, result_from_kept(row, staff_list.weights)) for row in shown.rows]
    tabs = presenters.row_tabs(staff_list, queries.counts_of(staff_list), show)
    context = {"list": staff_list, "listing": shown, "rows": rows, "tabs": tabs, "show": show, "search": search}
    return render(request, "employment/rows.html", context)


@page(needs=Permission.CHECK_STAFF)
@require_safe
def row_next(request: SignedIn, list_id: UUID) -> HttpResponse:
    """On to the next row to look at; to the result when there is none."""
    staff_list = _with_results(request, list_id)
    after = request.GET.get("after", "")
    row = queries.next_undecided(staff_list, int(after) if after.isdigit() and len(after) < 9 else 0)
    if row is None or staff_list.state not in ("checked", "decided"):
        return redirect("employment:list", staff_list.pk)
    return redirect("employment:row", staff_list.pk, row.pk)


@page(needs=Permission.CHECK_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def row_decide(request: SignedIn, list_id: UUID, row_id: UUID) -> HttpResponse:
    """Is this the same person? Both sides, field by field, and one decision."""
    staff_list = _with_results(request, list_id)
    row = queries.row_seen(request.user, list_id, row_id, london_date(request.now))
    if row is None:
        raise Http404
    result = result_from_kept(row, staff_list.weights)
    open_now = staff_list.state in ("checked", "decided") and row.outcome != "bad"
    several = len(result.possible) > 1
    numbers = {one.entry: presenters.candidate_hint(one) for one in result.possible if several}
    posted = request.POST if request.method == "POST" else None
    form = DecideForm(posted, possible=result.possible, numbers=numbers, initial=presenters.decided_before(row))
    if request.method == "POST" and open_now and form.is_valid():
        answer = _decide(request, staff_list, row, form)
        if answer is not None:
            return answer
    in_all, done = queries.undecided_beside(row)
    shown = presenters.decision(staff_list, row, result, form, in_all=in_all, done=done, open_now=open_now)
    return render(request, "employment/decide.html", shown)


def _decide(request: SignedIn, staff_list: StaffList, row: StaffListRow, form: DecideForm) -> HttpResponse | None:
    """Record the decision and go on; None when it cannot be, with the reason on the form."""
    chosen = form.cleaned_data["who"]
    decision = chosen if chosen in (NOBODY, LEFT_OUT) else StaffListRow.Decision.IS.value
    entry = _entry(form, chosen) if decision == "is" else None
    version = request.POST.get("version", "")
    if decision == "is" and entry is None:
        form.add_error("number", "No entry on the register has this number. Check it with the person")
        return None
    try:
        decided = actions.decide_row(
            row=row,
            decision=decision,
            by=request.user,
            now=request.now,
            version=int(version) if version.isdigit() and len(version) < 9 else row.version,
            entry_id=entry,
        )
    except actions.DecidedElsewhere as told:
        who = told.row.decided_by.name if told.row.decided_by else "Somebody"
        messages.info(request, f"{who} decided row {row.line} while you were looking at it. Their decision stands.")
        return redirect("employment:row", staff_list.pk, row.pk)
    except actions.NoSuchEntry:
        form.add_error("who", "That entry is no longer on the published register. Choose again")
        return None
    except Refused as refused:
        form.add_error(None, refused.refusals[0].because)
        return None
    messages.success(request, presenters.decided_words(decided.row, decided.left))
    if decided.left:
        return redirect(presenters.next_href(staff_list, row.line))
    return redirect("employment:list", staff_list.pk)


def _entry(form: DecideForm, chosen: str) -> int | None:
    if chosen != OTHER:
        return int(chosen)
    number = form.cleaned_data.get("number")
    return register.entry_by_number(number) if number else None


@page(needs=Permission.CHECK_STAFF)
@require_safe
def workbook(request: SignedIn, list_id: UUID, ending: str) -> HttpResponse:
    """The result as a workbook, with every row as it came and what came of it. That it was taken out is recorded."""
    staff_list = _with_results(request, list_id)
    if ending not in {each.value for each in Format}:
        raise Http404
    file = cast(IO[bytes], tempfile.TemporaryFile())  # noqa: SIM115  the response reads it to its end and closes it
    write_workbook(
        file,
        Format(ending),
        columns=staff_list.columns,
        rows=list(queries.results_of(staff_list)),
        on=staff_list.as_at or london_date(request.now),
        title=f"{staff_list.title} checked",
        register="the register on Almoner",
    )
    file.seek(0)
    record.append(
        kind="staff_list.taken_out",
        subject=f"staff_list:{staff_list.pk}",
        case_id=staff_list.pk,
        organisation_id=staff_list.organisation_id,
        by=request.user,
        now=request.now,
        after={"format": ending},
    )
    name = f"{staff_list.title.rsplit('.', 1)[0]} checked.{ending}"
    return cast(
        HttpResponse, FileResponse(file, as_attachment=True, filename=name, content_type=Format(ending).media_type)
    )


@page(needs=Permission.CHECK_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def list_finish(request: SignedIn, list_id: UUID) -> HttpResponse:
    """Check what finishing will do, say who has left, and finish."""
    staff_list = _with_results(request, list_id)
    if staff_list.state != "decided":
        return redirect("employment:list", staff_list.pk)
    missing = list(queries.missing_from(staff_list)[:500])
    choices = [(str(member.pk), presenters.member_words(member)) for member in missing]
    form = FinishForm(request.POST if request.method == "POST" else None, missing=choices)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish(
                staff_list=staff_list,
                leavers=[UUID(each) for each in form.cleaned_data.get("leavers", [])],
                by=request.user,
                now=request.now,
                version=int(request.POST.get("version", "0") or 0) or staff_list.version,
                key=f"finish:{staff_list.version}",
            )
        except (Stale, Refused, ValueError):
            messages.info(request, "The list has moved on since you looked. This is where it stands now.")
        else:
            messages.success(request, "The list is finished. Its people are checked from now on.")
        return redirect("employment:list", staff_list.pk)
    shown = presenters.finishing(
        staff_list, queries.counts_of(staff_list), queries.joining_of(staff_list), form, len(missing)
    )
    return render(request, "employment/finish.html", shown)


@page(needs=Permission.CHECK_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def list_undo(request: SignedIn, list_id: UUID) -> HttpResponse:
    """Undo the whole list."""
    staff_list = _with_results(request, list_id)
    if staff_list.state != "finished":
        return redirect("employment:list", staff_list.pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.undo(
                staff_list=staff_list,
                reasons=form.cleaned_data["reasons"],
                by=request.user,
                now=request.now,
                version=staff_list.version,
                key=f"undo:{staff_list.version}",
            )
        except Refused as refused:
            form.add_error(None, f"{refused.refusals[0].because} {refused.refusals[0].what_would_change_it}")
        except Stale:
            messages.info(request, "The list has moved on since you looked. This is where it stands now.")
            return redirect("employment:list", staff_list.pk)
        else:
            messages.success(request, "The list was undone. Everything is as it was before it was finished.")
            return redirect("employment:list", staff_list.pk)
    changes = queries.changes_of(staff_list)
    return render(request, "employment/undo.html", {"list": staff_list, "form": form, "changes": changes})
