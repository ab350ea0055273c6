"""From a file's records to a table: headings found, blanks left out, uneven rows told."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from almoner.documents.spreadsheets.cells import Cell, Record, is_blank, text_of
from almoner.documents.spreadsheets.headings import PEEKED_RECORDS, Headings, headings_of
from almoner.documents.spreadsheets.tables import Kind, Limits, Shape, Unreadable

# (row number, its cells, cells beyond the headings, what is wrong with it)
ShapedRow = tuple[int, list[Cell], list[str], str | None]


_CUT_OFF = "This is the last row, and it stops short with no line end: the file may have been cut off."


@dataclass(slots=True)
class Source:
    """An opened file: its records, and what is known of it. `notices` grows while records are read."""

    kind: Kind
    records: Iterator[Record]
    notices: list[str]
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    about: dict[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] | None = None
    even: bool = False


def shape_of(source: Source, limits: Limits, expects: Collection[str]) -> tuple[Shape, Iterator[ShapedRow]]:
    """The table's shape and its rows, still to be read.

    A source that names its own columns (a census return) has no headings to look for. Raises
    `Unreadable` where there is no table at all or it has more columns than allowed.
    """
    peeked = list(itertools.islice((each for each in source.records if not _blank(each)), PEEKED_RECORDS))
    if not peeked:
        raise Unreadable(
            "There are no rows in it: every cell is blank.",
            "Upload the list itself; if the workbook has several sheets, put the list on the first.",
        )
    found = Headings(source.columns, None, None, ()) if source.columns else headings_of(peeked, expects)
    if len(found.columns) > limits.columns:
        raise Unreadable(
            f"The list has {len(found.columns):,} columns; at most {limits.columns} can be read.",
            "Delete the columns that are not part of the list (often stray cells far to the right), and try again.",
            found.line,
        )
    start = 0 if found.at is None else found.at + 1
    shape = Shape(
        kind=source.kind,
        columns=found.columns,
        header_line=found.line,
        encoding=source.encoding,
        separator=source.separator,
        sheet=source.sheet,
        sheets=source.sheets,
        about=source.about,
        notices=[*source.notices, *found.notices],
    )
    source.notices.clear()
    header = peeked[found.at][1] if found.at is not None else None
    return shape, _rows(source, itertools.chain(peeked[start:], source.records), len(found.columns), header, limits)


def _rows(
    source: Source, records: Iterator[Record], width: int, header: list[Cell] | None, limits: Limits
) -> Iterator[ShapedRow]:
    heading_texts = [text_of(cell) for cell in header] if header else None
    count, again = 0, 0
    short: list[int] = []
    for line, cells, open_ended in records:
        used = _used(cells, width)
        if not used:
            continue
        count += 1
        if count > limits.rows:
            raise _too_many_rows(limits, line)
        if heading_texts and _same_texts(cells, heading_texts):
            again += 1
            continue
        extra = [text_of(cell) for cell in cells[width:used]]
        problem = _too_wide(used, width) if extra else None
        if source.even and len(cells) < width:
            short.append(line)
            problem = _CUT_OFF if open_ended else None
        yield line, _fitted(cells, width), extra, problem
    if short:
        source.notices.append(_short_rows(short))
    if again:
        source.notices.append(f"The headings are repeated further down ({again} times); those rows were left out.")


def _same_texts(cells: list[Cell], texts: list[str]) -> bool:
    return text_of(cells[0]) == texts[0] and [text_of(cell) for cell in cells] == texts


def _too_many_rows(limits: Limits, line: int) -> Unreadable:
    return Unreadable(
        f"The list has more than {limits.rows:,} rows, the most that can be read at once.",
        "Split it into several files and upload them one after another.",
        line,
    )


def _too_wide(used: int, width: int) -> str:
    return f"This row has {used} cells but there are {width} columns, so its cells may stand in the wrong columns."


def _used(cells: list[Cell], width: int) -> int:
    used = len(cells)
    while used > width and is_blank(cells[used - 1]):
        used -= 1
    return used if used > width or any(cells) else 0


def _fitted(cells: list[Cell], width: int) -> list[Cell]:
    if len(cells) == width:
        return cells
    return cells[:width] + [None] * (width - len(cells))


def _short_rows(lines: list[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:5])
    more = f" and {len(lines) - 5:,} more" if len(lines) > 5 else ""
    word = "Row" if len(lines) == 1 else "Rows"
    verb = "has" if len(lines) == 1 else "have"
    return f"{word} {shown}{more} {verb} fewer cells than there are columns; the missing ones were read as blank."


def _blank(record: Record) -> bool:
    return all(is_blank(cell) for cell in record[1])
