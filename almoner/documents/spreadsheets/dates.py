"""Dates as people type them and as Excel stores them, read one column at a time.

A cell alone cannot say whether 03/04/2024 is March or April; its column usually can.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from enum import StrEnum

from almoner.documents.spreadsheets.tables import Value

_EXCEL_EPOCH = dt.date(1899, 12, 30)
# 1 January 1910 to 31 December 2099: outside it a bare number is hardly anybody's date.
_SERIALS = range(3654, 73051)
_CENTURY_PIVOT = 40

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_SLASHED = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: +\d{1,2}:\d{2}.*)?")
_WORDED = re.compile(r"(?:[a-z]+,? +)?(\d{1,2})(?:st|nd|rd|th)?[- /.]?([a-z]{3,9})\.?,?[- /.]?(\d{4}|\d{2})", re.I)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{4,5})(?:\.\d+)?")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


class DateOrder(StrEnum):
    """Which part of a date written in figures comes first."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


def order_of(column: Iterable[Value]) -> DateOrder:
    """The order in which a column writes its dates.

    Day first, the way of the country, unless some date in the column cannot be read so and none
    refuses month first.
    """
    month_first = False
    for value in column:
        if not isinstance(value, str) or not (parts := _SLASHED.fullmatch(value.strip())):
            continue
        if int(parts[1]) > 12:
            return DateOrder.DAY_FIRST
        month_first = month_first or int(parts[2]) > 12
    return DateOrder.MONTH_FIRST if month_first else DateOrder.DAY_FIRST


def date_of(value: Value, order: DateOrder = DateOrder.DAY_FIRST) -> dt.date | None:
    """The date that a cell of a date column holds, or None if it holds none.

    Reads a real date, an Excel serial number (45415), ISO, figures in the given order with any
    usual separator, and words (3rd May 2024, 3-May-24). Two-figure years from 41 on are of the
    last century. Call it only on a column known to hold dates: 45415 may be something else.
    """
    if value is None or isinstance(value, dt.date):
        return value
    text = " ".join(value.split())
    if match := _ISO.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
        return _date(_full_year(match[3]), month, day)
    if match := _WORDED.fullmatch(text):
        number = _month_number(match[2])
        return _date(_full_year(match[3]), number, int(match[1])) if number else None
    if match := _COMPACT.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if (match := _SERIAL.fullmatch(text)) and int(match[1]) in _SERIALS:
        return _EXCEL_EPOCH + dt.timedelta(days=int(match[1]))
    return None


def _month_number(name: str) -> int | None:
    lower = name.lower()
    if lower == "sept":
        return 9
    for number, (short, whole) in enumerate(zip(_MONTHS, _MONTH_NAMES, strict=True), start=1):
        if lower in (short, whole):
            return number
    return None


def _full_year(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (1900 if int(year) > _CENTURY_PIVOT else 2000)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
