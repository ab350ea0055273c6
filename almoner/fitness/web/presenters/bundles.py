"""A bundle as whoever was given it finds it on a page."""

from __future__ import annotations

from typing import Any

from almoner.design.formats import format_date
from almoner.documents.queries import is_served
from almoner.fitness.queries.evidence import Given
from almoner.scope.clock import london_date


def given_row(given: Given) -> dict[str, Any]:
    """A bundle that the social worker was given, with its index, and whether it is ready as one file."""
    document = given.disclosure.document
    return {
        "title": f"Bundle {given.disclosure.number}",
        "at": format_date(london_date(given.disclosure.at)),
        "id": given.disclosure.pk,
        "ready": document is not None and is_served(document),
        "index": [
            {
                "number": one.number,
                "title": f"{one.title} (withdrawn)" if one.withdrawn_at else one.title,
                "given_by": one.given_by,
                "pages": one.placed.words.capitalize(),
            }
            for one in given.index
        ],
    }
