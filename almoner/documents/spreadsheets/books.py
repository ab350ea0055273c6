"""Workbooks: XLSX, XLSB, XLS and ODS, opened by calamine inside the limited child."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import python_calamine as calamine
from defusedxml import ElementTree

from almoner.documents import archives
from almoner.documents.spreadsheets import kinds
from almoner.documents.spreadsheets.cells import Cell, Record, cell_of, is_blank
from almoner.documents.spreadsheets.shaping import Source
from almoner.documents.spreadsheets.tables import Kind, Limits, Unreadable

_DAMAGED = "This workbook is damaged: it opens, but what is inside cannot be read."
_MEND = "Open it in a spreadsheet program, save it as a new workbook (.xlsx), and upload that."
_MOST_MERGES = 20_000
_SMALL_PART = 1 << 22
_OVERLAP = 256
_UNCALCULATED = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>|<f\b[^>]*/>\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_HIDDEN_ROW = re.compile(rb"<row\b[^>]*\bhidden=\"(?:1|true)\"")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_ODF_ENCRYPTED = re.compile(rb"<manifest:encryption-data")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class _Scan:
    """What the parts of an archive show in passing, by part."""

    uncalculated: dict[str, int]
    hidden_rows: dict[str, int]


def open_book(file: IO[bytes], kind: Kind, limits: Limits, sheet: str | None) -> Source:
    """The named sheet of a workbook, or its first visible sheet that holds anything.

    Raises `Unreadable` for a protected or damaged workbook, one whose archive lies about its sizes
    or declares XML entities, and for a sheet that is not there.
    """
    scan, archive = _Scan({}, {}), None
    if kind is not Kind.XLS:
        archive = kinds.checked_archive(file, limits)
        scan = _scanned(archive, limits)
    book = _opened(file)
    names = [each.name for each in book.sheets_metadata if each.typ is calamine.SheetTypeEnum.WorkSheet]
    chosen = _chosen(book, names, sheet)
    notices = _sheet_notices(book, chosen.name, names)
    if kind is Kind.XLSX and archive is not None:
        notices += _part_notices(scan, _part_of(archive, chosen.name))
    merges = _merges(chosen)
    if merges:
        notices.append("Cells merged downwards were read as if their value stood in each of their rows.")
    return Source(kind, _records(chosen, merges), notices, sheet=chosen.name, sheets=tuple(names))


def _opened(file: IO[bytes]) -> calamine.CalamineWorkbook:
    file.seek(0)
    try:
        return calamine.CalamineWorkbook.from_object(file)
    except calamine.PasswordError as error:
        raise kinds.ENCRYPTED from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise kinds.ENCRYPTED from error
        raise Unreadable(_DAMAGED, _MEND) from error


def _scanned(archive: zipfile.ZipFile, limits: Limits) -> _Scan:
    """Inflate every part once, to hold the directory to its word and to see what to tell the reader."""
    scan, left = _Scan({}, {}), limits.unpacked_bytes
    try:
        for entry in archive.infolist():
            before = b""
            for chunk in archives.chunks_of(archive, entry, left):
                left -= len(chunk)
                if entry.filename.endswith((".xml", ".rels")):
                    _look(scan, entry.filename, before + chunk)
                    before = chunk[-_OVERLAP:]
    except archives.BadArchive as bad:
        raise kinds.archive_refusal(bad, limits) from bad
    return scan


def _look(scan: _Scan, name: str, piece: bytes) -> None:
    if _DOCTYPE.search(piece):
        raise Unreadable(
            "This workbook holds XML declarations that no spreadsheet program writes, so it was not opened.", _MEND
        )
    if name == "META-INF/manifest.xml" and _ODF_ENCRYPTED.search(piece):
        raise kinds.ENCRYPTED
    if name.startswith("xl/worksheets/"):
        scan.uncalculated[name] = scan.uncalculated.get(name, 0) + len(_UNCALCULATED.findall(piece))
        scan.hidden_rows[name] = scan.hidden_rows.get(name, 0) + len(_HIDDEN_ROW.findall(piece))


def _chosen(book: calamine.CalamineWorkbook, names: list[str], wanted: str | None) -> calamine.CalamineSheet:
    if wanted is not None:
        if wanted not in names:
            raise Unreadable(f"The workbook has no sheet called “{wanted}”.", f"It has: {', '.join(names)}.")
        return _loaded(book, wanted)
    hidden = {each.name for each in book.sheets_metadata if each.visible is not calamine.SheetVisibleEnum.Visible}
    for name in [name for name in names if name not in hidden] + [name for name in names if name in hidden]:
        sheet = _loaded(book, name)
        if sheet.start is not None:
            return sheet
    raise Unreadable("The workbook is empty: none of its sheets holds anything.", "Upload the list itself.")


def _loaded(book: calamine.CalamineWorkbook, name: str) -> calamine.CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(_DAMAGED, _MEND) from error


def _sheet_notices(book: calamine.CalamineWorkbook, chosen: str, names: list[str]) -> list[str]:
    hidden = {each.name for each in book.sheets_metadata if each.visible is not calamine.SheetVisibleEnum.Visible}
    others = [name for name in names if name != chosen and name not in hidden]
    notices = []
    if others:
        notices.append(f"Only the sheet “{chosen}” was read. The workbook also has: {', '.join(others[:8])}.")
    if chosen in hidden:
        notices.append(f"The sheet “{chosen}” is hidden in the workbook; no other holds anything.")
    return notices


def _part_notices(scan: _Scan, part: str | None) -> list[str]:
    notices = []
    if part and (count := scan.uncalculated.get(part)):
        one = "1 cell holds a formula whose result was never stored, so it was read as blank. "
        many = f"{count:,} cells hold formulas whose results were never stored, so they were read as blank. "
        again = "Open the workbook in a spreadsheet program, save it, and upload it again."
        notices.append((one if count == 1 else many) + again)
    if part and (count := scan.hidden_rows.get(part)):
        rows = "row is" if count == 1 else "rows are"
        notices.append(f"{count:,} {rows} hidden in the sheet, perhaps by a filter, and read as well.")
    return notices


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The archive's part that holds a sheet: `xl/worksheets/sheet1.xml` and the like."""
    try:
        book = _small_xml(archive, "xl/workbook.xml")
        relations = _small_xml(archive, "xl/_rels/workbook.xml.rels")
    except (KeyError, ValueError, SyntaxError, archives.BadArchive):
        return None
    key = next(
        (each.get(_RELATION) for each in book.iter() if each.tag.endswith("}sheet") and each.get("name") == sheet), None
    )
    target = next((each.get("Target", "") for each in relations.iter() if key and each.get("Id") == key), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}" if target else None


def _small_xml(archive: zipfile.ZipFile, name: str) -> Any:
    return ElementTree.fromstring(b"".join(archives.chunks_of(archive, archive.getinfo(name), _SMALL_PART)))


def _merges(sheet: calamine.CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """For each row (from 0) where a merge downwards begins: its last row and its column."""
    ranges = sheet.merged_cell_ranges or []
    found: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in ranges[:_MOST_MERGES]:
        if bottom > top:
            found.setdefault(top, []).append((bottom, left))
    return found


def _records(sheet: calamine.CalamineSheet, merges: dict[int, list[tuple[int, int]]]) -> Iterator[Record]:
    rows = sheet.iter_rows()
    if not merges:
        for line, row in enumerate(rows, start=1):
            yield line, [cell_of(raw) for raw in row], False
        return
    active: dict[int, tuple[int, Cell]] = {}
    for index, row in enumerate(rows):
        cells = [cell_of(raw) for raw in row]
        for column, (bottom, value) in list(active.items()):
            if index > bottom:
                del active[column]
            elif is_blank(cells[column]):
                cells[column] = value
        for bottom, column in merges.get(index, ()):
            if column < len(cells):
                active[column] = (bottom, cells[column])
        yield index + 1, cells, False
