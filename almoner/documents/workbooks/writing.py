"""Writing sheets as XLSX or CSV, row by row; ODS has its own file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from almoner.documents.workbooks.ods import write_ods
from almoner.documents.workbooks.sheets import MOST_ROWS, Cell, Format, Sheet, cell_text, sheet_titles

_DATE = "d mmm yyyy"
# A workbook's own way of writing a sign by its number; text that looks like it is escaped.
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MOMENT = "d mmm yyyy hh:mm"


def write(sheets: Iterable[Sheet], file: IO[bytes], format: Format, *, title: str = "") -> int:
    """Write the sheets to an open file and return how many rows they held, headings not counted.

    Headings are styled, frozen and filterable. Text is never a formula (`defused`). Rows are taken one
    at a time. `title` names the workbook in its properties. A CSV holds one sheet alone: more raise
    `ValueError`, as do more rows than a sheet can hold.
    """
    listed = list(sheets)
    if format is Format.CSV:
        if len(listed) != 1:
            raise ValueError("a CSV file holds exactly one sheet")
        return _write_csv(listed[0], file)
    if not listed:
        raise ValueError("a workbook holds at least one sheet")
    if format is Format.ODS:
        return write_ods(listed, file, title)
    return _write_xlsx(listed, file, title)


def _write_csv(sheet: Sheet, file: IO[bytes]) -> int:
    """UTF-8 with a mark, by which Excel knows it; every cell quoted, so that no other separator splits it."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([cell_text(column.heading) for column in sheet.headed])
    count = 0
    for row in sheet.rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        count += 1
    text.flush()
    text.detach()
    return count


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell_text(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return str(cell)


def _write_xlsx(sheets: list[Sheet], file: IO[bytes], title: str) -> int:
    book = Workbook(write_only=True)
    book.properties.title = title or None
    book.properties.creator = "Almoner"
    count = 0
    for sheet, name in zip(sheets, sheet_titles(each.title for each in sheets), strict=True):
        count += _write_worksheet(book.create_sheet(name), sheet)
    book.save(file)
    return count


def _write_worksheet(worksheet: Any, sheet: Sheet) -> int:
    headed = sheet.headed
    for index, column in enumerate(headed, start=1):
        worksheet.column_dimensions[get_column_letter(index)].width = column.characters
    worksheet.freeze_panes = "A2"
    worksheet.append([_heading(worksheet, column.heading) for column in headed])
    day, moment = _style_of(worksheet, _DATE), _style_of(worksheet, _MOMENT)
    count = 0
    for row in sheet.rows:
        count += 1
        if count >= MOST_ROWS:
            raise ValueError(f"a sheet holds at most {MOST_ROWS - 1:,} rows")
        worksheet.append(list(_xlsx_cells(worksheet, row, day, moment)))
    worksheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(headed)))}{count + 1}"
    worksheet.close()
    return count


def _heading(worksheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(worksheet, value=cell_text(text))
    cell.data_type = "s"
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor="1D3D5C")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _xlsx_cells(worksheet: Any, row: Sequence[Cell], day: Any, moment: Any) -> Iterator[Any]:
    for cell in row:
        if isinstance(cell, str):
            text = _ESCAPED.sub("_x005F_", cell_text(cell))
            # openpyxl takes #N/A and its like for errors; a cell that says it is text is text.
            yield _typed(worksheet, text, "s") if text[:1] == "#" else text
        elif isinstance(cell, dt.date):
            yield _dated(worksheet, cell, moment if isinstance(cell, dt.datetime) else day)
        elif isinstance(cell, float | Decimal) and not math.isfinite(cell):
            yield str(cell)
        else:
            yield cell


def _typed(worksheet: Any, text: str, data_type: str) -> Any:
    cell = WriteOnlyCell(worksheet, value=text)
    cell.data_type = data_type
    return cell


def _dated(worksheet: Any, date: dt.date, like: Any) -> Any:
    if date.year < 1900:
        return date.isoformat()
    value: Any = date.replace(tzinfo=None) if isinstance(date, dt.datetime) else date
    cell: Any = WriteOnlyCell(worksheet, value=value)
    # Looking a style up for every cell takes longer than writing the cell.
    cell._style = like._style
    return cell


def _style_of(worksheet: Any, number_format: str) -> Any:
    cell = WriteOnlyCell(worksheet)
    cell.number_format = number_format
    return cell
