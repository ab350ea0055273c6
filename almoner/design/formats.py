"""Dates, times, numbers and plurals as GOV.UK's style writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def format_date(value: date | datetime | None, otherwise: str = "") -> str:
    """`12 May 2026`; a moment is taken as the day it is in London."""
    if value is None:
        return otherwise
    if isinstance(value, datetime):
        value = _in_london(value).date()
    return f"{value.day} {value:%B %Y}"


def format_days(first: date | None, last: date | None, otherwise: str = "") -> str:
    """`12 May 2026`, or `12 May 2026 to 14 May 2026`; `otherwise` where there are none."""
    if first is None or last is None:
        return otherwise
    return format_date(first) if first == last else f"{format_date(first)} to {format_date(last)}"


def format_datetime(value: datetime | None, otherwise: str = "") -> str:
    """`12 May 2026 at 4:05pm`, in London."""
    if value is None:
        return otherwise
    return f"{format_date(value)} at {format_time(value)}"


def format_time(value: datetime) -> str:
    """`4:05pm`, `9am`, `midday` or `midnight`, in London."""
    local = _in_london(value)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'pm' if local.hour >= 12 else 'am'}"


def format_number(value: int | float | Decimal | None, places: int = 0, otherwise: str = "") -> str:
    """`12,345` or, with places, `12,345.60`."""
    return otherwise if value is None else f"{value:,.{places}f}"


def format_money(value: Decimal | int | None, otherwise: str = "") -> str:
    """`£120` or `£120.50`: pence only where there are some."""
    if value is None:
        return otherwise
    amount = Decimal(value)
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.{0 if amount == amount.to_integral_value() else 2}f}"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 row`, `2 rows`, `1,204 entries`: the number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def initial_lower(words: str) -> str:
    """`Date of birth` as it stands inside a sentence; `HR officer` and `NHS number` stay as they are."""
    return words[:1].lower() + words[1:] if words[1:2].islower() or words[1:2] == " " else words


def initial_upper(words: str) -> str:
    """The start of a sentence."""
    return words[:1].upper() + words[1:]


def _in_london(value: datetime) -> datetime:
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(LONDON)
