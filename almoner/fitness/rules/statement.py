"""A referral's statement in words, as it is frozen when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from almoner.fitness.rules.referral import STATEMENT
from almoner.procedure.rules import Field, Kind


def in_words(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each question that was answered and its answer, as (question, answer) in the order they were asked."""
    return [(field.label, _said(field, values[field.name])) for field in STATEMENT if field.name in values]


def _said(field: Field, value: Any) -> str:
    offered = dict(field.choices)
    match field.kind:
        case Kind.SEVERAL:
            return "; ".join(offered[str(one)] for one in value)
        case Kind.CHOICE:
            return offered[str(value)]
        case Kind.YES_NO:
            return "Yes" if value else "No"
        case Kind.DATE:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
            return f"{day.day} {day:%B %Y}"
    return str(value)
