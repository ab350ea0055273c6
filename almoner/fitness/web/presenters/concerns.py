"""What the pages of the regulator’s concerns show."""

from __future__ import annotations

from typing import Any

from almoner.fitness.models import Concern
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.web.presenters.cases import case_row


def concern_row(concern: Concern) -> dict[str, Any]:
    """A concern in the regulator's list."""
    number = concern.about_number or "number not known"
    about = f"{number} · raised by {concern.raised_by.name if concern.raised_by else concern.get_source_display()}"
    return case_row(CONCERN, concern, about) | {"urgent": concern.urgent}
