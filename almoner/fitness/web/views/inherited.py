"""The pages by which a former regulator's cases are brought in: uploaded, looked at, confirmed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.documents.rules import NotAccepted
from almoner.fitness.actions.inherited_files import confirm_file, upload_file
from almoner.fitness.models import InheritedFile
from almoner.fitness.queries import inherited as queries
from almoner.fitness.rules.inherited_rows import COLUMNS, MEANING, REQUIRED
from almoner.fitness.web.forms.inherited import InheritedFileForm
from almoner.fitness.web.presenters import inherited as presenters
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, get_or_404, page
from almoner.procedure.rules import Refused
from almoner.scope.clock import london_date

State = InheritedFile.State


@page(needs=Permission.BRING_IN_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F4")
def file_list(request: SignedIn) -> HttpResponse:
    """The files so far, and the form for another one."""
    form = InheritedFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (file := _uploaded(request, form)):
        return redirect("fitness:inherited-file", file.pk)
    shown = listing(request, queries.files(request.user, london_date(request.now)))
    context = {
        "form": form,
        "listing": shown,
        "rows": [presenters.file_row(each) for each in shown.rows],
        "columns": [{"name": one, "needed": one in REQUIRED, "means": MEANING[one]} for one in COLUMNS],
    }
    return render(request, "fitness/inherited_files.html", context)


def _uploaded(request: SignedIn, form: InheritedFileForm) -> InheritedFile | None:
    sent, whose = form.cleaned_data["file"], form.cleaned_data["former_regulator"]
    try:
        return upload_file(content=sent, name=sent.name, former_regulator=whose, by=request.user, now=request.now)
    except NotAccepted as problem:
        form.add_error("file", str(problem))
    except Refused as refused:
        form.add_error(None, f"{refused.refusals[0].because} {refused.refusals[0].what_would_change_it}")
    return None


@page(needs=Permission.BRING_IN_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F4")
def file_detail(request: SignedIn, file_id: UUID) -> HttpResponse:
    """One file: what was understood, which rows a person has to look at and why, and what came of it."""
    file = get_or_404(queries.files(request.user, london_date(request.now)), pk=file_id)
    problem = ""
    if request.method == "POST":
        try:
            confirm_file(file=file, by=request.user, now=request.now)
        except Refused as refused:
            problem = f"{refused.refusals[0].because} {refused.refusals[0].what_would_change_it}"
        else:
            return redirect("fitness:inherited-file", file.pk)
    context = {
        "file": file,
        "problem": problem,
        "working": file.state in (State.CHECKING, State.BRINGING_IN),
        "tone": presenters.TONES.get(file.state, "quiet"),
        "understood": presenters.understood(file) if file.report else [],
        "first": presenters.first(file),
        "stages": presenters.stages(file) if file.report else [],
        "refused": listing(request, queries.lines_to_look_at(file, refused=True)),
        "doubtful": list(queries.lines_to_look_at(file, refused=False)[:25]),
    }
    return render(request, "fitness/inherited_file.html", context)
