"""One cell: what it holds, and the text a person sees in it.

In the child a cell is None (blank), a string, or a pair (ISO date, text as it came). That is also
how it crosses the pipe, so nothing is converted twice on the way.
"""

from __future__ import annotations

import datetime as dt

from almoner.documents.spreadsheets.tables import Value

Cell = str | tuple[str, str] | None
# The row number, its cells, and whether the file stops right after it without a line end.
Record = tuple[int, list[Cell], bool]

_MIDNIGHT = dt.time(0)
# A whole number beyond this has already lost digits in the file; it is shown as it stands.
_EXACT_FLOAT = 10**15


def cell_of(raw: object) -> Cell:
    """The cell for one value as calamine hands it over.

    Whole numbers come back from a workbook as floats: 12345.0 is the 12345 that was typed.
    """
    if isinstance(raw, str):
        return raw if raw and not raw.isspace() else None
    if raw is None:
        return None
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return number_text(raw)
    if isinstance(raw, dt.datetime):
        if raw.time() == _MIDNIGHT:
            return (raw.date().isoformat(), raw.date().isoformat())
        return (raw.date().isoformat(), raw.isoformat(sep=" ", timespec="minutes"))
    if isinstance(raw, dt.date):
        return (raw.isoformat(), raw.isoformat())
    if isinstance(raw, dt.time):
        return raw.isoformat(timespec="minutes")
    return str(raw)


def number_text(number: float) -> str:
    """A stored number as a spreadsheet program shows it: no `.0`, at most 15 significant digits."""
    if number.is_integer() and abs(number) < _EXACT_FLOAT:
        return str(int(number))
    return format(number, ".15g")


def text_of(cell: Cell) -> str:
    """The text a person sees in the cell; empty where it is blank."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else cell[1]


def value_of(cell: Cell) -> Value:
    """The cell's value: trimmed text, a date, or None."""
    if cell is None:
        return None
    if isinstance(cell, str):
        return cell.strip() or None
    return dt.date.fromisoformat(cell[0])


def is_blank(cell: Cell) -> bool:
    """Whether nothing can be seen in the cell."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))
