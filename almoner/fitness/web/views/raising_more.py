"""What somebody sends with a concern besides their answers: files, what they need, an address for their code."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from almoner.clauses import cites
from almoner.design.fields import Chosen
from almoner.documents.rules import NotAccepted
from almoner.fitness.actions import raising as actions
from almoner.fitness.actions import raising_files as files
from almoner.fitness.models import UnsentConcern
from almoner.fitness.queries import raising as queries
from almoner.fitness.rules.raising import BY_SLUG, MOST_FILES
from almoner.fitness.web.forms.raising import CodeByEmailForm, EvidenceFilesForm
from almoner.fitness.web.forms.worker import SupportForm
from almoner.fitness.web.presenters.raising import file_rows
from almoner.fitness.web.views.raising import CODE, begun, code_page, onward, question_context
from almoner.operations.rules import MAIL_BY_ADDRESS, PUBLIC_SEARCH
from almoner.operations.web.limits import limited
from almoner.people.web.pages import public_page


@public_page
@limited(PUBLIC_SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
@begun
@cites("PLAN-F1")
def send_files(request: Any, unsent: UnsentConcern) -> HttpResponse:
    """Files, one or several at a time; each can be taken back until the concern is sent."""
    if request.method == "POST" and "take_back" in request.POST:
        _take_back(request, unsent)
        return redirect(request.get_full_path())
    form = EvidenceFilesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        for problem in _add_each(form.cleaned_data["file"], unsent, request.now):
            form.add_error("file", problem)
        if not form.errors:
            return redirect(request.get_full_path())
    sent = queries.files_sent(queries.concern_to_be(unsent))
    checking = request.GET.get("back") == "check"
    context = question_context(BY_SLUG["files"], form) | {
        "files": file_rows(sent),
        "more": len(sent) < MOST_FILES,
        "most": MOST_FILES,
        "next": onward("files", checking=checking).url,
    }
    return render(request, "fitness/raise_files.html", context)


@public_page
@limited(PUBLIC_SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
@begun
@cites("PLAN-F10")
def support(request: Any, unsent: UnsentConcern) -> HttpResponse:
    """What would help them take part, kept apart from what they say happened."""
    form = SupportForm(request.POST or None, initial=unsent.support)
    if request.method == "POST" and form.is_valid():
        actions.keep_support(unsent=unsent, said=form.cleaned_data, now=request.now)
        return onward("support", checking=request.GET.get("back") == "check")
    return render(request, "fitness/raise_question.html", question_context(BY_SLUG["support"], form))


@public_page
@limited(MAIL_BY_ADDRESS)
@require_POST
@begun
@cites("PLAN-F1")
def send_code(request: Any, unsent: UnsentConcern) -> HttpResponse:
    """Send the code to an address."""
    form = CodeByEmailForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["to"]
        actions.send_code(unsent=unsent, code=request.session[CODE], email=email, now=request.now)
        return code_page(request, unsent, sent_to=email)
    return code_page(request, unsent, form=form)


def _add_each(chosen: list[Chosen], unsent: UnsentConcern, now: datetime) -> list[str]:
    """Take in every file that can be; why each of the others cannot, by its name where there were several."""
    problems = []
    for file, unfit in chosen:
        problem = unfit
        if not problem:
            given: dict[str, Any] = {"file": file, "name": file.name, "declared_type": file.content_type or ""}
            try:
                files.add_file(unsent=unsent, now=now, **given)
            except NotAccepted as refusal:
                problem = f"{refusal.because} {refusal.what_to_do}"
        if problem:
            problems.append(f"“{file.name}”: {problem}" if len(chosen) > 1 else problem)
    return problems


def _take_back(request: Any, unsent: UnsentConcern) -> None:
    try:
        wanted = UUID(request.POST["take_back"])
    except ValueError:
        return
    files.take_back(unsent=unsent, file_id=wanted, now=request.now)
