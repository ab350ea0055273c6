"""What goes into a workbook: sheets of named columns and rows of cells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from almoner.documents.workbooks.defusing import defused, writable

Cell = str | int | float | Decimal | bool | dt.date | dt.datetime | None

# A cell holds no more, in any of the programs.
MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_576
_LONGEST_TITLE = 31
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CUT = " … (cut)"


class Format(StrEnum):
    """The kinds of file a list leaves in; the value is the file's ending."""

    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        """The media type to serve it as."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Format.CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, and its width in characters (by its heading where not given)."""

    heading: str
    width: int | None = None

    @property
    def characters(self) -> int:
        """The width to draw the column in."""
        return self.width or min(60, max(10, len(self.heading) + 4))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows` is read once, as it is written: a generator keeps memory flat."""

    title: str
    columns: Sequence[Column | str]
    rows: Iterable[Sequence[Cell]]

    @property
    def headed(self) -> tuple[Column, ...]:
        """The columns, those given as a bare heading included."""
        return tuple(column if isinstance(column, Column) else Column(column) for column in self.columns)


def cell_text(text: str) -> str:
    """Text as it is written in a cell: writable, defused, and cut (saying so) where no cell can hold it."""
    ready = writable(defused(text))
    if len(ready) > MOST_CHARACTERS:
        return ready[: MOST_CHARACTERS - len(_CUT)] + _CUT
    return ready


def sheet_titles(wanted: Iterable[str]) -> list[str]:
    """Titles as every program takes them: 31 characters, none of `[]:*?/\\`, no two alike."""
    titles: list[str] = []
    for number, title in enumerate(wanted, start=1):
        clean = _NOT_IN_TITLE.sub(" ", writable(title)).strip(" '")[:_LONGEST_TITLE].strip(" '") or f"Sheet {number}"
        unique, times = clean, 1
        while unique.casefold() in {each.casefold() for each in titles}:
            times += 1
            unique = f"{clean[: _LONGEST_TITLE - len(f' ({times})')]} ({times})"
        titles.append(unique)
    return titles
