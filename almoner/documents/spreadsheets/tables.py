"""The words spoken between whoever reads a spreadsheet and the limited process that opens it.

Nothing here opens a file. Everything here is plain data, so that it can cross a pipe.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MEBIBYTE = 1 << 20

Value = str | dt.date | None


class Kind(StrEnum):
    """What a file is by its content. The value is the word for it on a page."""

    CSV = "CSV"
    XLSX = "Excel workbook (.xlsx)"
    XLSB = "Excel binary workbook (.xlsb)"
    XLS = "Excel 97-2003 workbook (.xls)"
    ODS = "OpenDocument spreadsheet (.ods)"
    CENSUS = "children's social work workforce census return (XML)"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of anything a file may hold, and how much its reading may use.

    Sizes are in bytes, times in seconds. `cpu_seconds`, `memory_bytes` bind the child process
    that parses; `wall_seconds` is how long the parent waits on it in all, its own work not counted.
    """

    file_bytes: int = 64 * MEBIBYTE
    unpacked_bytes: int = 200 * MEBIBYTE
    unpacked_ratio: int = 120
    archive_entries: int = 2_000
    rows: int = 250_000
    columns: int = 256
    cell_characters: int = 32_767
    memory_bytes: int = 640 * MEBIBYTE
    cpu_seconds: int = 60
    wall_seconds: float = 120.0

    def as_json(self) -> dict[str, Any]:
        """The same limits as a dictionary of numbers, for the child's command line."""
        return asdict(self)


class Unreadable(Exception):
    """A file that cannot be read, said so that its owner can mend it.

    `because` says what is wrong, `what_to_do` what to do about it, both in whole sentences;
    `line` is the row (as a spreadsheet program numbers it) where that is known.
    """

    def __init__(self, because: str, what_to_do: str, line: int | None = None) -> None:
        super().__init__(because)
        self.because = because
        self.what_to_do = what_to_do
        self.line = line

    def __str__(self) -> str:
        where = f"Row {self.line}: " if self.line else ""
        return f"{where}{self.because} {self.what_to_do}"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Unreadable, (self.because, self.what_to_do, self.line))


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings.

    `line` is the row number a person sees in a spreadsheet program (for a census return, the
    worker's place in the file). `values` and `texts` are as long as the table's columns: a value is
    text, a date where the file itself says it is one, or None where blank; the text is the cell as
    it came. `extra` holds cells beyond the last heading, and `problem` says, in words, why the row
    cannot be trusted as it stands.
    """

    line: int
    values: tuple[Value, ...]
    texts: tuple[str, ...]
    extra: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(slots=True)
class Shape:
    """What is known of a table before its rows are read."""

    kind: Kind
    columns: tuple[str, ...]
    header_line: int | None
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    about: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The shape as plain data for the pipe."""
        return asdict(self) | {"kind": self.kind.name}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Shape:
        """The shape that `as_json` sent."""
        plain = dict(data)
        plain["kind"] = Kind[plain["kind"]]
        plain["columns"] = tuple(plain["columns"])
        plain["sheets"] = tuple(plain["sheets"])
        return cls(**plain)
