"""What the pages show of an opening, as plain values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from almoner.break_glass import queries
from almoner.break_glass.rules import BREAK_GLASS_REVIEW, JUSTIFIED, NOT_JUSTIFIED
from almoner.people.models import BreakGlass

TONES = {JUSTIFIED: "good", NOT_JUSTIFIED: "bad"}


def opening_row(opening: BreakGlass, now: datetime) -> dict[str, Any]:
    """An opening for a list: what, until when, and where its review stands."""
    status, tone = _standing(opening, now)
    return {
        "pk": opening.pk,
        "called": opening.called,
        "opened_at": opening.opened_at,
        "ends_at": opening.ends_at,
        "status": status,
        "tone": tone,
    }


def opening(opening: BreakGlass, now: datetime) -> dict[str, Any]:
    """An opening for its own page."""
    status, tone = _standing(opening, now)
    settled = queries.settlement_of(opening.review)
    lasts = queries.still_open(opening, now)
    return {
        "opening": opening,
        "status": status,
        "tone": tone,
        "lasts": lasts,
        "just_opened": lasts and not settled,
        "case": _case(opening) if lasts else "",
        "settled": settled,
        "outcome": BREAK_GLASS_REVIEW.state_words(opening.review.state),
    }


def _standing(opening: BreakGlass, now: datetime) -> tuple[str, str]:
    review = opening.review
    if review.closed_at is not None:
        return BREAK_GLASS_REVIEW.state_words(review.state), TONES[review.state]
    return ("In force", "warn") if now < opening.ends_at else ("Waits for its review", "note")


def _case(opening: BreakGlass) -> str:
    return reverse("casework:case", args=[queries.procedure_of(opening), opening.review.of_case])
