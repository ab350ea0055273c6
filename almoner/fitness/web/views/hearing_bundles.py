"""What a panel reads before it hears a case: the bundles that the social worker was given, and their answers."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from almoner.casework.web.views.cases import case_or_404
from almoner.clauses import cites
from almoner.documents.web.handing import handed_out
from almoner.fitness.models import Hearing
from almoner.fitness.queries.evidence import answers_given, bundles_given, not_given
from almoner.fitness.rules.evidence import KEEPERS
from almoner.fitness.web.presenters.bundles import given_row
from almoner.people.rules import Permission
from almoner.people.web.pages import SignedIn, page
from almoner.procedure import registry
from almoner.record.actions import note_read
from almoner.scope.clock import london_date


@page(needs=Permission.SEE_HEARINGS)
@require_safe
@cites("PLAN-F9")
def bundles(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The bundles, each as one file, and what the social worker said to them; for whoever sees the hearing."""
    hearing, on = _read(request, case_id), london_date(request.now)
    keeps = bool(set(KEEPERS) & registry.of(hearing.concern).access.roles(request.user, hearing.concern, on))
    context = {
        "hearing": hearing,
        "keeps": keeps,
        "waiting": len(not_given(hearing.concern)) if keeps and not hearing.closed_at else 0,
        "bundles": [given_row(each) for each in bundles_given(hearing.concern)],
        "answers": answers_given(hearing.concern),
    }
    return render(request, "fitness/hearing_bundle.html", context)


@page(needs=Permission.SEE_HEARINGS)
@require_safe
@cites("PLAN-F9")
def bundle_file(request: SignedIn, case_id: UUID, disclosure_id: UUID) -> HttpResponse:
    """One of the bundles, as one file."""
    hearing = _read(request, case_id)
    found = (each.disclosure for each in bundles_given(hearing.concern) if each.disclosure.pk == disclosure_id)
    given = next(found, None)
    return handed_out(given.document if given else None)


def _read(request: SignedIn, case_id: UUID) -> Hearing:
    """The hearing, and in the record that what belongs to it was read."""
    _, case = case_or_404(request, "hearing", case_id)
    hearing = cast(Hearing, case)
    note_read(
        subject=f"fitness.bundles:{hearing.pk}", case_id=hearing.pk, organisation_id=hearing.organisation_id,
        by=request.user, now=request.now,
    )  # fmt: skip
    return hearing
