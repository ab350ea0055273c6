"""What was typed, as the rules read it."""

from __future__ import annotations

from datetime import date

from almoner.dates.days import day_of


def typed_day(value: object) -> date | None:
    """The day that was typed; None when none was, or when it is no day, which the field itself refuses."""
    if isinstance(value, date):
        return value
    try:
        return day_of(value) if isinstance(value, str) else None
    except ValueError:
        return None


def lines_of(typed: object) -> list[str]:
    """What was typed one to a line, each once, without the marks of a list."""
    lines = (line.strip(" \t-•·") for line in str(typed or "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))
