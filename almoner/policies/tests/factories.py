"""Policies for tests."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from almoner.people.models import Person
from almoner.policies import actions
from almoner.policies.actions import Words
from almoner.policies.models import Policy

_numbers = count(1)


def words(**changes: Any) -> Words:
    """What a version says."""
    said: dict[str, Any] = {
        "text": "Everybody is supervised.\n\nOnce a month.",
        "review_by": date(2027, 11, 1),
        "in_force_from": date(2026, 12, 1),
    }
    return Words(**said | changes)


def a_policy(by: Person, organisation_id: int, now: datetime, owner: Person | None = None, **changes: Any) -> Policy:
    """A policy of the organisation that `by` manages and, unless said otherwise, owns."""
    return actions.add(
        organisation_id=organisation_id,
        title=changes.pop("title", f"Policy {next(_numbers)}"),
        summary="",
        owner=owner or by,
        words=words(**changes),
        by=by,
        now=now,
    )
