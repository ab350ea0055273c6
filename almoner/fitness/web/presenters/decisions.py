"""What the page of a decision's text shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from almoner.fitness.queries.decisions import Draft
from almoner.fitness.rules.decisions import Standing
from almoner.procedure.models import Case
from almoner.procedure.registry import of


def page_of(case: Case) -> str:
    """The page on which the text of a case's decision is read and approved."""
    return reverse("fitness:decision", args=[of(case).procedure.name, case.pk])


def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of eight, to be read out and compared."""
    return " ".join(fingerprint[at : at + 8] for at in range(0, len(fingerprint), 8))


def how_it_stands(standing: Standing) -> dict[str, str]:
    """Where the text stands, in words and a tone."""
    if standing.approved_by:
        return {"text": "Approved", "tone": "good"}
    if standing.voided:
        return {"text": "Changed after it was approved, so that approval is void", "tone": "warn"}
    return {"text": "To be approved", "tone": "note"}


def draft_rows(drafts: list[Draft]) -> list[dict[str, Any]]:
    """Every draft, the latest first."""
    return [
        {
            "number": draft.number,
            "by": draft.step.by.name if draft.step.by else "",
            "at": draft.step.at,
            "fingerprint": grouped(draft.fingerprint),
            "said": _said(draft),
        }
        for draft in drafts
    ]


def _said(draft: Draft) -> str:
    if draft.stands:
        return f"Approved by {draft.approved_by}" if draft.approved_by else "To be approved"
    return f"Approval by {draft.approved_by} void: the text changed" if draft.approved_by else "Changed since"
