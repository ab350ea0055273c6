"""Where a concern stands, as its reader's page shows it."""

from __future__ import annotations

from typing import Any

from almoner.design.formats import format_date
from almoner.fitness.queries.standing import Passed, Stands
from almoner.scope.clock import london_date


def stands_context(stands: Stands) -> dict[str, Any]:
    """What it is now, what happens next and by when, what stands beside it, and the way it came."""
    return {
        "standing": stands.now.standing,
        "since": format_date(london_date(stands.now.at)),
        "due": format_date(stands.now.due) if stands.now.due else "",
        "on_hold": stands.on_hold and not stands.now.standing.ended,
        "aside": [_line(each) for each in stands.aside],
        "way": [_line(each) for each in reversed(stands.before)],
    }


def _line(passed: Passed) -> dict[str, str]:
    words = {"title": passed.standing.title, "next": passed.standing.next}
    return words | {"at": format_date(london_date(passed.at))}
