"""What the pages of concerns that could be about the same show."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from almoner.design.formats import format_date
from almoner.fitness.models import Concern
from almoner.fitness.queries.joining import Suggested
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.rules.likeness import Told, alike, days_in


def suggested_row(concern: Concern, one: Suggested) -> dict[str, Any]:
    """A concern that could be about the same."""
    other = one.concern
    opened = format_date(other.opened_at.date()) if other.opened_at else ""
    return {
        "title": other.about_name,
        "href": reverse("fitness:alike-beside", args=[concern.pk, other.pk]),
        "about": f"{'; '.join(one.why)}. {other.reference}, begun {opened}",
        "status": CONCERN.state_words(other.state),
        "tone": "quiet" if other.closed_at else "note",
    }


def sides(told: Told, told_of_other: Told) -> list[dict[str, Any]]:
    """What two concerns say side by side, and where they agree."""
    shared = days_in(told.words) & days_in(told_of_other.words)
    both = bool(told.number and told_of_other.number)
    same = told.number == told_of_other.number
    return [
        {
            "name": "Social worker", "left": told.name, "right": told_of_other.name,
            "agrees": alike(told.name, told_of_other.name), "words": "",
        },
        {
            "name": "Registration number", "left": told.number, "right": told_of_other.number,
            "agrees": same if both else None, "words": "" if both else "Not known of both",
        },
        {
            "name": "Days that it speaks of", "left": ", ".join(_days(told)), "right": ", ".join(_days(told_of_other)),
            "agrees": True if shared else None, "words": "" if shared else "None in common",
        },
    ]  # fmt: skip


def said(concern: Concern) -> dict[str, Any]:
    """What a concern is and what was said, to stand beside another."""
    facts = [("Stage", CONCERN.state_words(concern.state)), ("Raised by", _raised(concern))]
    return {"reference": concern.reference, "rows": [*facts, *concern.statement]}


def _raised(concern: Concern) -> str:
    by = concern.raised_by.name if concern.raised_by else concern.get_source_display()
    return f"{by}, {format_date(concern.opened_at.date())}" if concern.opened_at else by


def _days(told: Told) -> list[str]:
    found = []
    for day in sorted(days_in(told.words)):
        try:
            found.append(format_date(date.fromisoformat(day)))
        except ValueError:
            found.append(day)
    return found
