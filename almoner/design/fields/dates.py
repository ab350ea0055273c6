"""A date in three boxes, whose errors name the part that is missing or wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from almoner.design.fields.wording import Worded
from almoner.design.formats import format_date

PARTS = ("day", "month", "year")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august",
          "september", "october", "november", "december")  # fmt: skip
Limit = date | Callable[[], date]


class DateBoxes(forms.MultiWidget):
    """Day, month and year; sent as `name_day`, `name_month` and `name_year`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None] * 3


class DateField(Worded, forms.Field):
    """A date; months may be typed as words. `earliest` and `latest` are days, or functions that give one.

    An error carries the parts it speaks of in `params["parts"]`, so that only those boxes are marked.
    """

    widget = DateBoxes

    def __init__(
        self, *, earliest: Limit | None = None, latest: Limit | None = None, birth: bool = False, **rest: Any
    ) -> None:
        self.earliest = earliest
        self.latest = latest
        self.birth = birth
        super().__init__(**rest)

    def clean(self, value: Any) -> date | None:
        """The date typed, None when all boxes are empty and it may be; otherwise an error that names what to mend."""
        typed = dict(zip(PARTS, ((str(part or "")).strip() for part in value or ["", "", ""]), strict=True))
        missing = [part for part in PARTS if not typed[part]]
        if len(missing) == 3:
            if self.required:
                raise self._error(str(self.error_messages["required"]), PARTS, "required")
            return None
        if missing:
            raise self._error(f"{self.subject} must include a {' and '.join(missing)}", missing, "incomplete")
        day = self._number(typed["day"], "day", 31)
        month = self._month(typed["month"])
        year = self._year(typed["year"])
        try:
            whole = date(year, month, day)
        except ValueError:
            raise self._error(f"{self.subject} must be a real date", PARTS, "invalid") from None
        self._within_limits(whole)
        return whole

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the boxes no longer say what the page was drawn with."""
        before = initial if isinstance(initial, list) else DateBoxes().decompress(initial)
        return [str(part or "") for part in before] != [str(part or "").strip() for part in data or [None] * 3]

    def _number(self, typed: str, part: str, most: int) -> int:
        if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:5]) <= most):
            raise self._error(f"{self.subject} must be a real date: the {part} must be 1 to {most}", [part], "invalid")
        return int(typed)

    def _month(self, typed: str) -> int:
        if typed.isalpha() and len(typed) >= 3:
            for number, name in enumerate(MONTHS, start=1):
                if name.startswith(typed.lower()[:9]):
                    return number
        return self._number(typed, "month", 12)

    def _year(self, typed: str) -> int:
        if not (typed.isascii() and typed.isdigit() and len(typed) == 4 and int(typed) >= 1):
            raise self._error(f"{self.subject} must have a year of 4 numbers, like 2026", ["year"], "invalid")
        return int(typed)

    def _within_limits(self, whole: date) -> None:
        earliest, latest = (limit() if callable(limit) else limit for limit in (self.earliest, self.latest))
        if earliest and whole < earliest:
            raise self._error(f"{self.subject} must be on or after {format_date(earliest)}", PARTS, "earliest")
        if latest and whole > latest:
            raise self._error(f"{self.subject} must be on or before {format_date(latest)}", PARTS, "latest")

    def _error(self, message: str, parts: Any, code: str) -> ValidationError:
        return ValidationError(message, code=code, params={"parts": tuple(parts)})
