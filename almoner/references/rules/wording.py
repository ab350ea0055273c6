"""Days, prices and lists as sentences say them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal


def day(value: date | None) -> str:
    """A date as people write it: 30 November 2026."""
    return f"{value.day} {value:%B} {value.year}" if value else "a day not given"


def pounds(value: Decimal) -> str:
    """A price: £45.50."""
    return f"£{value:,.2f}"


def listed(words: list[str]) -> str:
    """Words as a sentence lists them: "a, b and c"."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
