"""A letter about a decision, on a page and as the file that was made of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from almoner.clauses import cites
from almoner.documents.letters import article
from almoner.documents.web.handing import handed_out
from almoner.fitness.models import Letter
from almoner.fitness.queries.letters import as_letter, letters_to_raiser, letters_visible_to, own_letter
from almoner.fitness.queries.raising import raised_by_code
from almoner.fitness.web.views.raising import CODE
from almoner.operations.rules import SECRET_LINKS
from almoner.operations.web.limits import limited
from almoner.people.web.pages import SignedIn, page, public_page
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
    way_back = (
        (reverse("fitness:your-cases"), "Concerns about you")
        if own
        else (reverse("casework:case", args=["concern", found.concern_id]), "The concern")
    )
    base = "design/page.html" if own else "design/staff.html"
    return _shown(request, found, base, reverse("fitness:letter-file", args=[found.pk]), way_back)


@page()
@require_safe
@cites("PLAN-F8")
def letter_file(request: SignedIn, letter_id: UUID) -> HttpResponse:
    """The letter as a PDF, to keep."""
    found, _ = _letter_or_404(request, letter_id)
    return handed_out(found.document)


@public_page
@limited(SECRET_LINKS)
@require_safe
@cites("PLAN-F1")
def raisers_letter(request: Any, letter_id: UUID) -> HttpResponse:
    """A letter to whoever raised a concern, for whoever has its code."""
    found = _to_raiser_or_404(request, letter_id)
    way_back = (reverse("fitness:follow"), "Where your concern stands")
    file = reverse("fitness:raisers-letter-file", args=[found.pk])
    return _shown(request, found, "design/page.html", file, way_back)


@public_page
@limited(SECRET_LINKS)
@require_safe
@cites("PLAN-F1")
def raisers_letter_file(request: Any, letter_id: UUID) -> HttpResponse:
    """The letter as a PDF, to keep."""
    return handed_out(_to_raiser_or_404(request, letter_id).document)


def _to_raiser_or_404(request: Any, letter_id: UUID) -> Letter:
    concern = raised_by_code(code) if (code := request.session.get(CODE, "")) else None
    found = letters_to_raiser(concern) if concern else []
    if (own := next((one for one in found if one.pk == letter_id), None)) is None:
        raise Http404
    return own


def _shown(request: Any, found: Letter, base: str, file: str, way_back: tuple[str, str]) -> HttpResponse:
    shown = as_letter(found)
    context = {"letter": found, "shown": shown, "article": article(shown), "file": file, "way_back": way_back}
    return render(request, "fitness/letter.html", context | {"base": base})
