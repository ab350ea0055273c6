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


def sides(concern: Concern, other: Concern, told: Told, told_of_other: Told) -> list[dict[str, Any]]:
    """Two concerns side by side, and where they agree."""
    both = bool(concern.about_number and other.about_number)
    shared = days_in(told.words) & days_in(told_of_other.words)
    return [
        {"name": "Reference", "left": concern.reference, "right": other.reference, "agrees": None, "words": " "},
        {
            "name": "Stage", "left": CONCERN.state_words(concern.state), "right": CONCERN.state_words(other.state),
            "agrees": None, "words": " ",
        },
        {
            "name": "Social worker", "left": concern.about_name, "right": other.about_name,
            "agrees": alike(told.name, told_of_other.name), "words": "",
        },
        {
            "name": "Registration number", "left": concern.about_number, "right": other.about_number,
            "agrees": concern.about_number == other.about_number if both else None,
            "words": "",
        },
        {
            "name": "Raised by", "left": _raised(concern), "right": _raised(other), "agrees": None, "words": " ",
        },
        {
            "name": "Days it speaks of", "left": ", ".join(_days(told)), "right": ", ".join(_days(told_of_other)),
            "agrees": True if shared else None, "words": "",
        },
    ]  # fmt: skip


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
