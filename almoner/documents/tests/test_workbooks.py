"""Lists out: nothing in them runs, everything in them comes back."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import python_calamine
from hypothesis import example, given, settings
from hypothesis import strategies as st

from almoner.documents.spreadsheets import read
from almoner.documents.workbooks import Column, Format, Sheet, defused, plain, write
from almoner.documents.workbooks.defusing import writable
from almoner.documents.workbooks.sheets import Cell, cell_text, sheet_titles

PREFIXES = ["=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫"]  # noqa: RUF001
PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+44 7700 900000",
    "-2+3",
    "@SUM(1,1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    "'=1",
    "''=1",
    '=HYPERLINK("http://x","y")',
    "＝1+1",  # noqa: RUF001
    "a;=1+1",
    '","=1+1',
]


def written(rows: list[tuple[Cell, ...]], format: Format, *columns: Column | str) -> bytes:
    out = io.BytesIO()
    write([Sheet("List", columns or ("Name", "Town"), rows)], out, format)
    return out.getvalue()


def first_column(data: bytes, format: Format) -> list[str]:
    """The texts of column A as another program reads them, without its heading."""
    if format is Format.CSV:
        return [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))][1:]
    sheet = python_calamine.CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_index(0)
    return [str(row[0]) for row in sheet.iter_rows()][1:]


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b", "'", "\ufeff"])
def test_no_sign_that_starts_a_formula_starts_a_cell(prefix: str, before: str) -> None:
    assert cell_text(f"{before}{prefix}1+1").startswith(("'", "\ufffd"))


@pytest.mark.parametrize("text", ["Ann", "O'Brien", "é", "12", "(x)", "#N/A", "SW1", "", "£5", "…"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert cell_text(text) == text


@given(st.text())
def test_what_was_defused_can_be_had_back(text: str) -> None:
    assert plain(defused(text)) == text
    assert defused(text) in (text, "'" + text)


@pytest.mark.parametrize("format", list(Format))
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(min_size=1, max_size=20) | st.sampled_from(PAYLOADS), min_size=1, max_size=12))
@example(texts=PAYLOADS)
@example(texts=["#N/A", "#REF!", "TRUE", "1.0", "a  b", " a ", "a\tb", "a\nb", "a&b<c>\"d'", "\ufffe", "a_x0041_b"])
def test_through_every_format_no_cell_is_a_formula_and_its_text_comes_back(format: Format, texts: list[str]) -> None:
    data = written([(text, "x") for text in texts], format)
    back = first_column(data, format)
    assert back == [_as_read(writable(defused(text)), format) for text in texts]
    assert not any(text[:1] in tuple("=+-@\t\r\n\x00") for text in back)
    if format is Format.XLSX:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert sheet is not None
        assert {cell.data_type for (cell,) in sheet.iter_rows(max_col=1)} <= {"s", "inlineStr"}
    if format is Format.ODS:
        assert b"table:formula" not in zipfile.ZipFile(io.BytesIO(data)).read("content.xml")


def _as_read(text: str, format: Format) -> str:
    """calamine passes over an ODF tab element, which a spreadsheet program shows as a tab."""
    return text.replace("\t", "") if format is Format.ODS else text


def test_the_control_openpyxl_left_to_itself_writes_a_formula() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["=1+1"])
    assert sheet["A1"].data_type == "f"


@pytest.mark.parametrize("format", [Format.XLSX, Format.ODS])
def test_dates_and_numbers_are_real_ones(format: Format) -> None:
    row: tuple[Cell, ...] = (dt.date(2026, 5, 12), 12345, Decimal("0.5"), True, None, dt.datetime(2026, 5, 12, 9, 30))
    data = written([row], format, "Due", "Count", "Share", "Active", "Note", "Seen")
    sheet = python_calamine.CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_index(0)
    assert list(sheet.iter_rows())[1] == [dt.date(2026, 5, 12), 12345, 0.5, True, "", dt.datetime(2026, 5, 12, 9, 30)]


def test_a_number_that_is_none_is_written_as_text() -> None:
    for format in Format:
        assert first_column(written([(float("nan"), ""), (Decimal("Infinity"), "")], format), format) == [
            "nan",
            "Infinity",
        ]


def test_a_date_before_excels_calendar_is_text() -> None:
    assert first_column(written([(dt.date(1899, 1, 2), "")], Format.XLSX), Format.XLSX) == ["1899-01-02"]


@pytest.mark.parametrize("format", list(Format))
def test_what_goes_out_can_be_read_in_again(format: Format) -> None:
    rows: list[tuple[Cell, ...]] = [("Zoë O'Brien", "King's Lynn"), ("Ann  Example", None)]
    with read(written(rows, format)) as table:
        assert table.columns == ("Name", "Town")
        assert [row.texts for row in table] == [("Zoë O'Brien", "King's Lynn"), ("Ann  Example", "")]


def test_headings_are_frozen_filterable_and_wide_enough() -> None:
    data = written([("Ann", "Leeds")], Format.XLSX, Column("Name", 40), "Registration number")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B2")
    assert sheet.column_dimensions["A"].width == 40
    assert sheet["A1"].font.bold
    content = zipfile.ZipFile(io.BytesIO(written([("Ann", "Leeds")], Format.ODS)))
    assert "'List'.A1:'List'.B2" in content.read("content.xml").decode()
    assert "VerticalSplitMode" in content.read("settings.xml").decode()


@pytest.mark.parametrize("format", [Format.XLSX, Format.ODS])
def test_several_sheets_keep_their_names_and_rows(format: Format) -> None:
    out = io.BytesIO()
    sheets = [
        Sheet("Rows that are well", ("Name",), [("Ann",)]),
        Sheet("Rows with a fault: why?", ("Name",), [("Bo",)]),
    ]
    assert write(sheets, out, format, title="Staff list") == 2
    book = python_calamine.CalamineWorkbook.from_object(io.BytesIO(out.getvalue()))
    assert book.sheet_names == ["Rows that are well", "Rows with a fault  why"]
    assert list(book.get_sheet_by_index(1).iter_rows()) == [["Name"], ["Bo"]]


def test_sheet_titles_fit_every_program_and_differ() -> None:
    titles = sheet_titles(["a" * 40, "a" * 40, "", "'x'", "[b]:*?/\\", "A" * 31])
    assert len({title.casefold() for title in titles}) == 6
    assert all(0 < len(title) <= 31 for title in titles)


def test_a_text_no_cell_can_hold_is_cut_and_says_so() -> None:
    text = cell_text("=" + "x" * 40_000)
    assert len(text) == 32_767
    assert text.startswith("'=")
    assert text.endswith("(cut)")


def test_a_csv_of_two_sheets_is_refused() -> None:
    sheets = [Sheet("One", ("A",), []), Sheet("Two", ("A",), [])]
    with pytest.raises(ValueError, match="exactly one"):
        write(sheets, io.BytesIO(), Format.CSV)


def test_an_empty_list_still_has_its_headings() -> None:
    for format in Format:
        with read(written([], format), expects=("Name", "Town")) as table:
            assert (table.columns, list(table)) == (("Name", "Town"), [])
