"""At an authority: what it is asked for, what is shared with it, what it verifies; and what a reference says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almoner.casework.web.sending import Sending
from almoner.clauses import cites
from almoner.design.listing import listing
from almoner.documents.letters import pdf
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.procedure.rules import Refused
from almoner.record.actions import note_read
from almoner.references.access.verification import concerns_visible_to
from almoner.references.actions.concerns import open_concern
from almoner.references.actions.verification import ask_to_verify
from almoner.references.models import GivenWords
from almoner.references.queries import files as queries
from almoner.references.queries import references as asked_queries
from almoner.references.queries import verification as verification_queries
from almoner.references.rules.concern import About
from almoner.references.web.forms import ConcernForm
from almoner.references.web.presenters import lists as presenters
from almoner.references.web.presenters.files import answer_rows, file_row
from almoner.references.web.presenters.letters import reference_letter
from almoner.scope.clock import london_date


@page(needs=Permission.SEE_REFERENCES)
@require_safe
@cites("REF-1")
def reference_list(request: SignedIn) -> HttpResponse:
    """The references that the authority is asked for."""
    closed = request.GET.get("show") == "given"
    rows = asked_queries.references(request.user, london_date(request.now), given=closed)
    return _list(request, "references", rows, presenters.reference_row)


@page(needs=Permission.SEE_REFERENCES)
@require_safe
@cites("REF-1")
def shared_list(request: SignedIn) -> HttpResponse:
    """The files that workers let the authority read."""
    return _list(request, "shared", queries.shared_files(request.user, london_date(request.now)), file_row)


@page(needs=Permission.SEE_REFERENCES)
@require_safe
@cites("REF-6")
@cites("REF-11")
@cites("REF-13")
def verification_list(request: SignedIn) -> HttpResponse:
    """What is verified: open by their day, overdue, or answered; and how seldom anything climbs to the last level."""
    on = london_date(request.now)
    show = request.GET.get("show", "")
    show = show if show in ("overdue", "answered") else "open"
    found = verification_queries.verifications(request.user, on, show=show)
    between = verification_queries.senior_requests(request.user, on)[:25]
    return _list(
        request, "verifications", found, lambda one: presenters.between_row(one, on), show=show,
        seniors=[presenters.between_row(one, on) for one in between],
        climbed=presenters.climbed_counts(request.user, on),
    )  # fmt: skip


@page(needs=Permission.SEE_REFERENCES)
@require_safe
@cites("REF-12")
def concern_list(request: SignedIn) -> HttpResponse:
    """The concerns about references at the authority."""
    found = concerns_visible_to(request.user, london_date(request.now)).order_by("-opened_at", "pk")
    return _list(request, "concerns", found, presenters.concern_row)


def _list(
    request: SignedIn, here: str, rows: QuerySet[Any], row: Callable[[Any], dict[str, Any]], **more: Any
) -> HttpResponse:
    shown = listing(request, rows)
    context = {"listing": shown, "rows": [row(one) for one in shown.rows], "tabs": presenters.tabs(here), "here": here}
    return render(request, f"references/{here}.html", context | more)


@page()
@require_safe
@cites("REF-3")
def words(request: SignedIn, asked_id: UUID) -> HttpResponse:
    """What a reference says, for those to whom the worker agreed."""
    found = _words_or_404(request, asked_id)
    context = {"words": found, "asked": found.asked, "file": found.asked.file, "answers": answer_rows(found)}
    return render(request, "references/words.html", context | presenters.flagged(found.asked))


@page()
@require_safe
@cites("REF-3")
def words_file(request: SignedIn, asked_id: UUID) -> HttpResponse:
    """The same on the standard template, as a tagged PDF."""
    found = _words_or_404(request, asked_id)
    answer = HttpResponse(pdf(reference_letter(found)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="Reference {str(found.asked_id)[:8]}.pdf"'
    return answer


def _words_or_404(request: SignedIn, asked_id: UUID) -> GivenWords:
    found = queries.words_read_by(request.user, asked_id, london_date(request.now))
    if found is None:
        raise Http404
    note_read(
        subject=f"references.givenwords:{found.pk}", case_id=found.asked.file_id,
        organisation_id=found.organisation_id, by=request.user, now=request.now,
    )  # fmt: skip
    return found


@page(needs=Permission.SEE_REFERENCES)
@require_POST
@cites("REF-6")
def verify(request: SignedIn, asked_id: UUID) -> HttpResponse:
    """Ask the authority that gave a reference to verify it."""
    on = london_date(request.now)
    asked = queries.asked_seen(request.user, asked_id, on)
    whole = queries.whole_file(request.user, asked.file_id, on) if asked else None
    if asked is None or whole is None or whole.own:
        raise Http404
    standing = whole.verifying.get(asked_id)
    if standing is not None:
        return redirect("casework:case", procedure="verification", case_id=standing.pk)
    key = f"{whole.reader_id}:{asked_id}:{request.POST.get('key', '')[:60]}".replace("\0", "")
    try:
        made = ask_to_verify(asked=asked, authority_id=whole.reader_id, by=request.user, now=request.now, key=key)
    except Refused as refused:
        messages.error(request, f"{refused.refusals[0].because} {refused.refusals[0].what_would_change_it}")
        return redirect("references:file", file_id=asked.file_id)
    messages.success(request, f"{asked.giver.name} has been asked. It climbs by itself if nobody answers.")
    return redirect("casework:case", procedure="verification", case_id=made.case.pk)


@page(needs=Permission.SEE_REFERENCES)
@require_http_methods(["GET", "HEAD", "POST"])
@cites("REF-12")
@cites("REF-14")
def raise_concern(request: SignedIn, asked_id: UUID) -> HttpResponse:
    """Raise a concern about a reference that the authority reads."""
    on = london_date(request.now)
    asked = queries.asked_seen(request.user, asked_id, on)
    whole = queries.whole_file(request.user, asked.file_id, on) if asked else None
    if asked is None or whole is None or whole.own:
        raise Http404
    sending = Sending(request, ConcernForm)
    if sending.is_whole:
        said = sending.form.cleaned_data
        made = sending.done(
            lambda key: open_concern(
                about=About(said["about"]), asked=asked, organisation_id=whole.reader_id, manager=request.user,
                what=said["what"], by=request.user, now=request.now, key=f"{request.user.pk}:{key}",
            )
        )  # fmt: skip
        if made is not None:
            messages.success(request, "The concern is raised. Your heads of service have been told.")
            return redirect("casework:case", procedure="reference_concern", case_id=made.case.pk)
    context = sending.context | {
        "file": asked.file, "title": "Raise a concern about this reference",
        "lead": f"{asked.giver.name}’s reference for {asked.file.name}.", "button": "Raise it",
    }  # fmt: skip
    return render(request, "references/file_step.html", context)
