"""Writing sheets as OpenDocument, by hand and row by row: a document tree would hold every cell in memory."""

from __future__ import annotations

import datetime as dt
import math
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from almoner.documents.workbooks.sheets import MOST_ROWS, Cell, Format, Sheet, cell_text, sheet_titles

_NAMES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("number", "datastyle"),
            ("fo", "xsl-fo-compatible"),
            ("config", "config"),
            ("meta", "meta"),
        )
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
)
_START = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    _START + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    'manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{Format.ODS.media_type}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{part}.xml" manifest:media-type="text/xml"/>'
        for part in ("content", "styles", "settings", "meta")
    )
    + "</manifest:manifest>"
)
_STYLES = (
    _START + f"<office:document-styles {_NAMES}><office:styles>"
    '<style:default-style style:family="table-cell"><style:text-properties fo:language="en" fo:country="GB"/>'
    "</style:default-style></office:styles></office:document-styles>"
)
_CELL_STYLES = (
    '<number:date-style style:name="D"><number:day/><number:text> </number:text><number:month number:textual="true"/>'
    '<number:text> </number:text><number:year number:style="long"/></number:date-style>'
    '<number:date-style style:name="M"><number:day/><number:text> </number:text><number:month number:textual="true"/>'
    '<number:text> </number:text><number:year number:style="long"/><number:text> </number:text>'
    '<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/>'
    "</number:date-style>"
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="D"/>'
    '<style:style style:name="moment" style:family="table-cell" style:data-style-name="M"/>'
    '<style:style style:name="heading" style:family="table-cell"><style:table-cell-properties '
    'fo:background-color="#1d3d5c" fo:wrap-option="wrap" style:vertical-align="middle"/>'
    '<style:text-properties fo:font-weight="bold" fo:color="#ffffff"/></style:style>'
)
_MILLIMETRES_A_CHARACTER = 2.1


def write_ods(sheets: Sequence[Sheet], file: IO[bytes], title: str) -> int:
    """Write the sheets as one OpenDocument spreadsheet; the number of rows written, headings not counted."""
    titles = sheet_titles(sheet.title for sheet in sheets)
    counts: list[int] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", Format.ODS.media_type, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("styles.xml", _STYLES)
        archive.writestr("settings.xml", _settings(titles))
        archive.writestr("meta.xml", _meta(title))
        with archive.open("content.xml", "w", force_zip64=True) as content:
            for piece in _content(sheets, titles, counts):
                content.write(piece.encode("utf-8"))
    return sum(counts)


def _content(sheets: Sequence[Sheet], titles: list[str], counts: list[int]) -> Iterator[str]:
    yield f"{_START}<office:document-content {_NAMES}><office:automatic-styles>{_CELL_STYLES}"
    for number, sheet in enumerate(sheets):
        for index, column in enumerate(sheet.headed):
            width = column.characters * _MILLIMETRES_A_CHARACTER
            yield (
                f'<style:style style:name="c{number}_{index}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{width:.1f}mm"/></style:style>'
            )
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    for number, (sheet, title) in enumerate(zip(sheets, titles, strict=True)):
        yield from _table(number, sheet, title, counts)
    yield "<table:database-ranges>"
    for number, (sheet, title) in enumerate(zip(sheets, titles, strict=True)):
        quoted = "'" + title.replace("'", "''") + "'"
        area = f"{quoted}.A1:{quoted}.{_letters(len(sheet.columns) - 1)}{counts[number] + 1}"
        yield (
            f'<table:database-range table:name="list{number}" table:target-range-address={quoteattr(area)} '
            'table:display-filter-buttons="true"/>'
        )
    yield "</table:database-ranges></office:spreadsheet></office:body></office:document-content>"


def _table(number: int, sheet: Sheet, title: str, counts: list[int]) -> Iterator[str]:
    headed = sheet.headed
    yield f"<table:table table:name={quoteattr(title)}>"
    for index in range(len(headed)):
        yield f'<table:table-column table:style-name="c{number}_{index}"/>'
    headings = "".join(_text_cell(cell_text(column.heading), ' table:style-name="heading"') for column in headed)
    yield f"<table:table-header-rows><table:table-row>{headings}</table:table-row></table:table-header-rows>"
    count = 0
    for row in sheet.rows:
        count += 1
        if count >= MOST_ROWS:
            raise ValueError(f"a sheet holds at most {MOST_ROWS - 1:,} rows")
        yield f"<table:table-row>{''.join([_cell(cell) for cell in row])}</table:table-row>"
    counts.append(count)
    yield "</table:table>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return _text_cell(cell_text(cell))
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, bool):
        word = "true" if cell else "false"
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{word}"/>'
    if isinstance(cell, dt.datetime):
        shown = cell.replace(tzinfo=None).isoformat(timespec="seconds")
        return f'<table:table-cell table:style-name="moment" office:value-type="date" office:date-value="{shown}"/>'
    if isinstance(cell, dt.date):
        day = cell.isoformat()
        return f'<table:table-cell table:style-name="date" office:value-type="date" office:date-value="{day}"/>'
    if isinstance(cell, float | Decimal) and not math.isfinite(cell):
        return _text_cell(str(cell))
    return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'


def _text_cell(text: str, style: str = "") -> str:
    if not text:
        return f"<table:table-cell{style}/>"
    paragraphs = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell{style} office:value-type="string">{paragraphs}</table:table-cell>'


def _spaced(line: str) -> str:
    """A line's text, its tabs and runs of spaces as elements: OpenDocument drops them otherwise."""
    if "\t" not in line and "  " not in line and line[:1] != " " and line[-1:] != " ":
        return escape(line)
    out: list[str] = []
    spaces = 0
    for sign in line:
        if sign == " ":
            spaces += 1
            continue
        if spaces:
            out.append(f'<text:s text:c="{spaces}"/>')
            spaces = 0
        out.append("<text:tab/>" if sign == "\t" else escape(sign))
    if spaces:
        out.append(f'<text:s text:c="{spaces}"/>')
    return "".join(out)


def _settings(titles: list[str]) -> str:
    """The heading row of every sheet frozen."""
    entries = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(title)}>"
        '<config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>'
        '<config:config-item config:name="VerticalSplitPosition" config:type="int">1</config:config-item>'
        '<config:config-item config:name="PositionBottom" config:type="int">1</config:config-item>'
        "</config:config-item-map-entry>"
        for title in titles
    )
    return (
        f"{_START}<office:document-settings {_NAMES}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        f'<config:config-item-map-entry><config:config-item-map-named config:name="Tables">{entries}'
        "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings></office:document-settings>"
    )


def _meta(title: str) -> str:
    return (
        f"{_START}<office:document-meta {_NAMES}><office:meta><meta:generator>Almoner</meta:generator>"
        f"<dc:title>{escape(cell_text(title))}</dc:title></office:meta></office:document-meta>"
    )


def _letters(index: int) -> str:
    index = max(0, index)
    return (_letters(index // 26 - 1) if index >= 26 else "") + chr(65 + index % 26)
