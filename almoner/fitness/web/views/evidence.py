"""The bundle of evidence about a concern: its index, what is added, withdrawn and disclosed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.documents.rules import NotAccepted
from almoner.drafts.web.forms import drafted
from almoner.fitness.actions import evidence as actions
from almoner.fitness.actions.disclosures import give_what_was_added
from almoner.fitness.models import Concern, SentFile
from almoner.fitness.queries import evidence as queries
from almoner.fitness.queries.accounts import worker_has_account
from almoner.fitness.queries.raising import files_to_index
from almoner.fitness.rules.evidence import CLAUSE, KEEPERS
from almoner.fitness.web.forms.investigations import EvidenceForm, ReasonsForm
from almoner.fitness.web.presenters import investigations as presenters
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, get_or_404, page
from almoner.procedure import registry
from almoner.procedure.actions import NotVisible
from almoner.procedure.models import Request
from almoner.procedure.rules import About, Refusal, Refused
from almoner.record.actions import note_read
from almoner.scope.clock import london_date

ADDED = "It is in the bundle, with the next pages."
TO_BE_SENT = "The bundle is bound in a minute or so, and a panel can read it then. Now send it to the social worker."
GIVEN = "The social worker is given the whole bundle, and a panel can read it, once it is bound in a minute or so."


@page(needs=Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F8")
def evidence_list(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """The index of the bundle, what could be added to it, and each time it was disclosed."""
    concern, on = _concern(request, concern_id), london_date(request.now)
    answers, files = queries.answers_to_index(concern, request.user, on), files_to_index(concern)
    refused: Refused | None = None
    if request.method == "POST":
        given: dict[str, Any] = {"concern": concern, "by": request.user, "now": request.now}
        gives = "give" in request.POST
        act = (lambda: give_what_was_added(**given)) if gives else _wanted(request, answers, files, given)
        if (refused := _refused(act)) is None:
            messages.success(request, _said(concern, gives=gives))
            return redirect("fitness:evidence", concern_id=concern.pk)
    keeps = _keeps(request, concern)
    shown = listing(request, queries.evidence_of(concern))
    context = _context(concern) | {
        "listing": shown,
        "rows": [presenters.evidence_row(one, may_withdraw=keeps) for one in shown.rows],
        "answers": [presenters.answer_row(one) for one in answers],
        "files": [presenters.file_row(one) for one in files],
        "statement": bool(concern.statement) and not queries.has_statement(concern),
        "disclosures": [presenters.disclosure_row(one) for one in queries.disclosures_of(concern)[:50]],
        "keeps": keeps,
        "to_give": queries.not_given(concern) if queries.went_on(concern) else [],
        "unreached": keeps and not worker_has_account(concern),
        "refused": refused.refusals[0] if refused else None,
    }
    subject = registry.of(concern).subject_of(concern.pk)
    note_read(
        subject=subject, case_id=concern.pk, organisation_id=concern.organisation_id, by=request.user, now=request.now
    )
    return render(request, "fitness/evidence.html", context, status=422 if refused else 200)


@page(needs=Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F8")
def evidence_add(request: SignedIn, concern_id: UUID) -> HttpResponse:
    """A file for the bundle."""
    concern = _kept(request, concern_id)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        described = actions.Described(given["title"], given["given_by"], given["dated"])
        add = lambda: actions.add_file(  # noqa: E731  the same shape as its neighbours
            concern=concern, file=given["file"], name=given["file"].name, described=described, by=request.user,
            now=request.now, declared_type=given["file"].content_type or "",
        )  # fmt: skip
        if (refused := _refused(add)) is None:
            messages.success(request, ADDED)
            return redirect("fitness:evidence", concern_id=concern.pk)
        for refusal in refused.refusals:
            form.add_error(
                "file" if refusal.field == "file" else None, f"{refusal.because} {refusal.what_would_change_it}"
            )
    return render(request, "fitness/evidence_add.html", _context(concern) | {"form": form})


@page(needs=Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("PLAN-F8")
def evidence_withdraw(request: SignedIn, concern_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Take a piece out of the bundle, for a reason."""
    concern = _kept(request, concern_id)
    piece = get_or_404(queries.evidence_about(concern, evidence_id))
    form, draft = drafted(request, ReasonsForm)
    if request.method == "POST" and form.is_valid():
        reasons = form.cleaned_data["reasons"]
        withdraw = lambda: actions.withdraw_evidence(  # noqa: E731  the same shape as its neighbours
            evidence=piece, by=request.user, now=request.now, reasons=reasons
        )
        if (refused := _refused(withdraw)) is None:
            draft.done()
            messages.success(request, f"Number {piece.number} is withdrawn. Its pages stay empty.")
            return redirect("fitness:evidence", concern_id=concern.pk)
        form.add_error(None, f"{refused.refusals[0].because} {refused.refusals[0].what_would_change_it}")
    return render(
        request, "fitness/evidence_withdraw.html", _context(concern) | {"form": form, "draft": draft, "piece": piece}
    )


def _wanted(
    request: SignedIn, answers: Sequence[Request], files: Sequence[SentFile], given: dict[str, Any]
) -> Callable[[], object]:
    """What somebody asked to be put in the bundle: an answer, a file that came with the concern, or what was said."""
    for answer in answers:
        if str(answer.pk) == request.POST.get("answer"):
            return lambda: actions.add_answer(request=answer, **given)
    for sent in files:
        if str(sent.pk) == request.POST.get("file"):
            return lambda: actions.add_sent_file(sent=sent, **given)
    return lambda: actions.add_statement(**given)


def _said(concern: Concern, *, gives: bool) -> str:
    if not gives:
        return ADDED
    return GIVEN if worker_has_account(concern) else TO_BE_SENT


def _refused(act: Callable[[], object]) -> Refused | None:
    try:
        act()
    except NotVisible:
        raise Http404 from None
    except NotAccepted as refusal:
        return Refused(Refusal(CLAUSE, refusal.because, refusal.what_to_do, About.FIELD, "file"))
    except Refused as refused:
        return refused
    return None


def _concern(request: SignedIn, concern_id: UUID) -> Concern:
    return get_or_404(queries.concern_seen(request.user, london_date(request.now)), pk=concern_id)


def _kept(request: SignedIn, concern_id: UUID) -> Concern:
    """The concern, for those who keep its evidence."""
    concern = _concern(request, concern_id)
    if not _keeps(request, concern):
        raise Http404
    return concern


def _keeps(request: SignedIn, concern: Concern) -> bool:
    roles = registry.of(concern).access.roles(request.user, concern, london_date(request.now))
    return bool(set(KEEPERS) & roles)


def _context(concern: Concern) -> dict[str, Any]:
    return {"concern": concern, "back_href": f"/cases/concern/{concern.pk}/"}
