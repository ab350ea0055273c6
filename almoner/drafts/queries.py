"""Reads of drafts."""

from __future__ import annotations

from typing import Any

from almoner.drafts.access import visible_to
from almoner.drafts.models import Draft


def draft_of(person: Any, of: str) -> Draft | None:
    """The person's draft of the form at an address, or None."""
    return visible_to(person).filter(of=of).first()
