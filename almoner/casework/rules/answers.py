"""What was answered, read back in the words of the question."""

from __future__ import annotations

from typing import Any

from almoner.dates.days import day_of
from almoner.procedure.rules import Field, Kind


def in_words(field: Field, value: Any) -> list[str]:
    """The answer in the words of its question: one for each thing that was chosen, and otherwise one alone."""
    offered = dict(field.choices)
    if isinstance(value, list | tuple):
        return [offered.get(str(one), str(one)) for one in value]
    if field.kind is Kind.YES_NO:
        return ["Yes" if value else "No"]
    if field.kind is Kind.DATE:
        day = day_of(value)
        return [f"{day.day} {day:%B %Y}"]
    return [offered.get(str(value), str(value))]
