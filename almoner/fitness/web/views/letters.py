"""A letter about a decision, on a page and as the file that was made of it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from almoner.clauses import cites
from almoner.documents.letters import article
from almoner.documents.web.handing import handed_out
from almoner.fitness.models import Letter
from almoner.fitness.queries.letters import as_letter, letters_visible_to, own_letter
from almoner.people.web.pages import SignedIn, page
from almoner.record.actions import note_read
from almoner.scope.clock import london_date


def _letter_or_404(request: SignedIn, letter_id: UUID) -> tuple[Letter, bool]:
    """The letter, and whether this person reads it as its addressee; else the same as for one that never was."""
    seen = letters_visible_to(request.user, london_date(request.now)).select_related("document")
    if (letter := seen.filter(pk=letter_id).first()) is not None:
        return letter, letter.person_id == request.user.pk
    if (own := own_letter(request.user, letter_id)) is not None:
        return own, True
    raise Http404


@page()
@require_safe
@cites("PLAN-F8")
def letter(request: SignedIn, letter_id: UUID) -> HttpResponse:
    """A letter, word for word as it is printed."""
    found, own = _letter_or_404(request, letter_id)
    if not own:
        note_read(
            subject=f"fitness.letter:{found.pk}", case_id=found.case_id, organisation_id=found.organisation_id,
            by=request.user, now=request.now,
        )  # fmt: skip
    shown = as_letter(found)
    context = {"letter": found, "shown": shown, "article": article(shown), "own": own}
    return render(
        request, "fitness/letter.html", context | {"base": "design/page.html" if own else "design/staff.html"}
    )


@page()
@require_safe
@cites("PLAN-F8")
def letter_file(request: SignedIn, letter_id: UUID) -> HttpResponse:
    """The letter as a PDF, to keep."""
    found, _ = _letter_or_404(request, letter_id)
    return handed_out(found.document)
