"""A case in a list."""

from __future__ import annotations

from typing import Any

from almoner.design.formats import format_date
from almoner.procedure.models import Case
from almoner.procedure.rules import Procedure

TONES = {
    "declined": "quiet", "withdrawn": "quiet", "returned": "quiet", "closed": "quiet", "submitted": "good",
    "acknowledged": "good", "investigated": "warn", "to_investigate": "warn", "received": "warn",
}  # fmt: skip


def case_row(procedure: Procedure, case: Case, about: str) -> dict[str, Any]:
    """A case: its title, where it is, what it is about and how it stands."""
    opened = format_date(case.opened_at.date()) if case.opened_at else ""
    return {
        "title": case.title,
        "href": f"/cases/{procedure.name}/{case.pk}/",
        "about": f"{about}. {case.reference}, begun {opened}",
        "status": procedure.state_words(case.state),
        "tone": TONES.get(case.state, "note"),
    }
