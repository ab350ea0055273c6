"""The candidate's file: at the agency that builds it, and at an authority while the worker agrees."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almoner.casework.web.sending import Sending
from almoner.clauses import cites
from almoner.design.formats import format_date, plural
from almoner.design.listing import listing
from almoner.drafts.web.forms import drafted
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.procedure import actions as procedure
from almoner.procedure.rules import Refused
from almoner.record.actions import note_read
from almoner.references.access.files import CandidateFacts
from almoner.references.actions.files import open_file
from almoner.references.actions.links import send_worker_link
from almoner.references.queries import files as queries
from almoner.references.web.forms import AskReferenceForm, ExplainForm, NewFileForm, PostForm, TakeOutForm
from almoner.references.web.presenters import files as presenters
from almoner.scope.clock import london_date


@page(needs=Permission.BUILD_FILES)
@require_safe
@cites("REF-9")
def candidate_list(request: SignedIn) -> HttpResponse:
    """The files of the agency's candidates."""
    closed = request.GET.get("show") == "closed"
    shown = listing(request, queries.own_files(request.user, london_date(request.now), closed=closed))
    context = {"listing": shown, "rows": [presenters.file_row(one) for one in shown.rows], "closed": closed}
    return render(request, "references/candidates.html", context)


@page(needs=Permission.BUILD_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-9")
def new_file(request: SignedIn) -> HttpResponse:
    """Open the file of somebody on the register."""
    form, draft = drafted(request, NewFileForm)
    on = london_date(request.now)
    if request.method == "POST" and form.is_valid():
        found = queries.on_the_register(form.cleaned_data["number"], on)
        agency = min(organisations_where(request.user, Permission.BUILD_FILES, on))
        if found is None:
            form.add_error("number", "The register publishes nobody under that number. Look at it again")
        elif standing := queries.own_files(request.user, on).filter(entry_id=found.entry_id).first():
            draft.done()
            messages.info(request, f"There is a file of {found.name} already.")
            return redirect("references:file", file_id=standing.pk)
        else:
            try:
                receipt = open_file(
                    agency_id=agency, entry_id=found.entry_id, name=found.name, number=found.number,
                    worker_email=form.cleaned_data["worker_email"], by=request.user, now=request.now,
                    key=f"{agency}:{found.entry_id}:{request.now:%Y%m%d%H%M}",
                )  # fmt: skip
            except Refused as refused:
                form.add_error(None, refused.refusals[0].because)
            else:
                draft.done()
                return redirect("references:file", file_id=receipt.case.pk)
    return render(request, "references/new_file.html", {"form": form, "draft": draft})


@page()
@require_safe
@cites("REF-9")
@cites("REF-1")
def file(request: SignedIn, file_id: UUID) -> HttpResponse:
    """A file: what is there, what is missing, the history with its gaps, the references and who may read it."""
    on = london_date(request.now)
    whole = queries.whole_file(request.user, file_id, on)
    if whole is None:
        return _no_longer(request, file_id, on)
    note_read(
        subject=f"references.candidatefile:{file_id}", case_id=file_id, organisation_id=whole.file.organisation_id,
        by=request.user, now=request.now,
    )  # fmt: skip
    may_ask = CandidateFacts(whole.file).may_be_asked_on(on) if whole.own else ()
    context = {
        "whole": whole, "file": whole.file, "facts": whole.facts, "tasks": presenters.tasks(whole),
        "history": presenters.history_rows(whole), "asked": presenters.reference_rows(whole),
        "consents": presenters.consent_rows(whole.consents), "row": presenters.file_row(whole.file),
        "editable": whole.own and whole.file.state == "building",
        "may_ask": bool(may_ask) and whole.file.state in ("building", "complete"),
    }  # fmt: skip
    return render(request, "references/file.html", context)


def _no_longer(request: SignedIn, file_id: UUID, on: date) -> HttpResponse:
    """Whoever once read it is told that the worker ended it, and nothing else; to anybody else it is not there."""
    ended = queries.withdrawn_from(request.user, file_id, on)
    if ended is None:
        raise Http404
    return render(request, "references/withdrawn.html", {"ended": ended}, status=403)


@page(needs=Permission.BUILD_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-9")
def add_post(request: SignedIn, file_id: UUID) -> HttpResponse:
    """Add a post to the history."""
    whole = _own(request, file_id)
    sending = Sending(request, PostForm, employers=queries.authorities())
    if sending.is_whole and _taken(request, whole, "add_post", sending, sending.form.values):
        return redirect("references:file", file_id=file_id)
    return _step_page(request, whole, sending, "Add to the employment history", "Add it")


@page(needs=Permission.BUILD_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-1")
def ask_reference(request: SignedIn, file_id: UUID) -> HttpResponse:
    """Ask an authority where they worked for a reference: the authority, never a person the agency names."""
    whole = _own(request, file_id)
    employers = CandidateFacts(whole.file).may_be_asked_on(london_date(request.now))
    sending = Sending(request, AskReferenceForm, employers=employers)
    if sending.is_whole and _taken(request, whole, "ask_reference", sending, sending.form.values):
        messages.success(request, "They have been asked. You see here how it stands.")
        return redirect("references:file", file_id=file_id)
    return _step_page(
        request, whole, sending, "Ask for a reference", "Ask for it",
        lead="It goes to the authority, and to whoever there is senior enough to give it. You name nobody.",
    )  # fmt: skip


@page(needs=Permission.BUILD_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-9")
def explain(request: SignedIn, file_id: UUID, starts: str) -> HttpResponse:
    """Explain a gap that the software found."""
    whole = _own(request, file_id)
    gap = next((one for one in whole.gaps if one.starts.isoformat() == starts), None)
    if gap is None:
        raise Http404
    sending = Sending(request, ExplainForm, initial={"explanation": gap.explanation})
    if sending.is_whole:
        values = {"starts": starts, **sending.form.cleaned_data}
        if _taken(request, whole, "explain_gap", sending, values):
            return redirect("references:file", file_id=file_id)
    title = f"A gap of {plural(gap.days, 'day')}"
    when = f"From {format_date(gap.starts)} to {format_date(gap.ends)}."
    return _step_page(request, whole, sending, title, "Keep the explanation", lead=when)


@page(needs=Permission.BUILD_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-9")
def take_out(request: SignedIn, file_id: UUID, post_id: UUID) -> HttpResponse:
    """Take out a post that is wrong; it stays in the record."""
    whole = _own(request, file_id)
    post = next((one for one in whole.posts if one.pk == post_id), None)
    if post is None:
        raise Http404
    sending = Sending(request, TakeOutForm)
    if sending.is_whole:
        reasons = sending.form.cleaned_data["reasons"]
        if _taken(request, whole, "take_out", sending, {"post": str(post_id)}, reasons):
            return redirect("references:file", file_id=file_id)
    lead = f"{post.title}, {post.employer_name}. Add it again as it should be."
    return _step_page(request, whole, sending, "Take a post out of the history", "Take it out", lead=lead)


@page(needs=Permission.BUILD_FILES)
@require_POST
def send_link(request: SignedIn, file_id: UUID) -> HttpResponse:
    """Send the worker a link to their own file."""
    whole = _own(request, file_id)
    if whole.file.worker_email:
        send_worker_link(file=whole.file, by=request.user, now=request.now)
        messages.success(request, "The link is on its way. An earlier one no longer works.")
    else:
        messages.error(request, "The file has no address of theirs.")
    return redirect("references:file", file_id=file_id)


def _own(request: SignedIn, file_id: UUID) -> queries.WholeFile:
    whole = queries.whole_file(request.user, file_id, london_date(request.now))
    if whole is None or not whole.own:
        raise Http404
    return whole


def _taken(
    request: SignedIn, whole: queries.WholeFile, move: str, sending: Sending[Any], values: dict[str, Any],
    reasons: str = "",
) -> bool:  # fmt: skip
    """Whether the step was taken; what was refused stands in the form."""
    receipt = sending.done(
        lambda key: procedure.take(
            case=whole.file, move=move, by=request.user, now=request.now, key=key, values=values, reasons=reasons
        )
    )
    return receipt is not None


def _step_page(
    request: SignedIn, whole: queries.WholeFile, sending: Sending[Any], title: str, button: str, lead: str = ""
) -> HttpResponse:
    context = {"file": whole.file, "title": title, "button": button, "lead": lead}
    return render(request, "references/file_step.html", sending.context | context)
