"""What people really send, and what is read out of it."""

import datetime as dt
import io
import os
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from almoner.documents.spreadsheets import Kind, Limits, Row, Table, Unreadable, read
from almoner.documents.tests.crafted import WORKER, census, ods, ods_row

LINES = (("Name", "Town"), ("José Núñez", "Málaga"), ("Zoë O\u2019Brien", "Leeds"))


def table_of(data: bytes, **more: object) -> tuple[Table, list[Row]]:
    table = read(data, **more)  # type: ignore[arg-type]
    return table, list(table)


def workbook(*rows: tuple[object, ...], **sheets: list[tuple[object, ...]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for title, more in sheets.items():
        other = book.create_sheet(title)
        for row in more:
            other.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252"),
    ],
)
@pytest.mark.parametrize(
    ("separator", "word", "line_end"),
    [(",", "comma", "\r\n"), (";", "semicolon", "\n"), ("\t", "tab", "\r"), ("|", "bar", "\r\n")],
)
def test_any_usual_encoding_separator_and_line_end_is_found(
    encoding: str, said: str, separator: str, word: str, line_end: str
) -> None:
    text = "".join(separator.join(line) + line_end for line in LINES)
    table, rows = table_of(text.encode(encoding))
    assert (table.encoding, table.separator) == (said, word)
    assert table.columns == LINES[0]
    assert [row.values for row in rows] == list(LINES[1:])
    assert [row.line for row in rows] == [2, 3]


def test_the_first_accent_in_the_last_row_still_decides_the_encoding() -> None:
    data = b"Name,Town\r\n" + b"Ann,Leeds\r\n" * 60_000 + "Zoë,York\r\n".encode("cp1252")
    table, rows = table_of(data)
    assert table.encoding == "Windows-1252"
    assert rows[-1].values == ("Zoë", "York")


def test_a_windows_file_whose_very_last_byte_is_an_accent_is_not_taken_for_cut_off() -> None:
    table, rows = table_of("Name\r\nJosé".encode("cp1252"))
    assert (table.encoding, rows[0].values) == ("Windows-1252", ("José",))


def test_names_garbled_by_an_earlier_save_are_pointed_out_with_their_row() -> None:
    table, _ = table_of("Name,Town\r\nAnn,Leeds\r\nJosÃ©,York\r\n".encode())
    assert any("garbled (first in row 3)" in notice for notice in table.notices)


def test_excels_separator_line_is_obeyed_and_not_a_row() -> None:
    table, rows = table_of(b"sep=;\r\nName;Towns\r\nAnn;Leeds, York\r\n")
    assert (table.columns, table.header_line) == (("Name", "Towns"), 2)
    assert rows[0].values == ("Ann", "Leeds, York")


def test_a_cell_over_several_lines_counts_as_one_row() -> None:
    table, rows = table_of(b'Name,Note\r\nAnn,"one\r\ntwo"\r\nBo,x\r\n')
    assert [(row.line, row.values) for row in rows] == [(2, ("Ann", "one\r\ntwo")), (3, ("Bo", "x"))]
    assert any("several lines (first in row 2)" in notice for notice in table.notices)


def test_titles_above_the_headings_are_left_out_and_named() -> None:
    above = (("Children's services",), ("Printed 1 May 2026",), ())
    below = (("Ann", "Leeds", dt.date(2024, 5, 3)), ("Bo", "York", dt.date(2023, 1, 9)))
    table, rows = table_of(workbook(*above, ("Name", "Town", "Started"), *below))
    assert table.header_line == 4
    assert table.columns == ("Name", "Town", "Started")
    assert any("Children's services" in notice for notice in table.notices)
    assert rows[0] == Row(5, ("Ann", "Leeds", dt.date(2024, 5, 3)), ("Ann", "Leeds", "2024-05-03"))


def test_headings_the_caller_knows_are_found_among_others() -> None:
    data = b"Team,Manager,Office\r\nNorth,Ann,Leeds\r\nSWE No,Full name,Town\r\nSW1,Bo,York\r\n"
    table, rows = table_of(data, expects=("swe_no", "full name"))
    assert (table.header_line, table.columns) == (3, ("SWE No", "Full name", "Town"))
    assert [row.line for row in rows] == [4]


def test_blank_and_repeated_headings_are_named_and_kept_apart() -> None:
    table, rows = table_of(b"Name,,Name,Town,name\r\nAnn,x,Example,Leeds,y\r\n")
    assert table.columns == ("Name", "Column B", "Name (2)", "Town", "name (3)")
    assert rows[0].values == ("Ann", "x", "Example", "Leeds", "y")
    assert len(table.notices) == 2


def test_a_list_without_headings_gets_letters_and_loses_no_row() -> None:
    table, rows = table_of(b"SW12345,Ann Example,03/04/1980\r\nSW12346,Bo Other,01/02/1990\r\n")
    assert table.header_line is None
    assert table.columns == ("Column A", "Column B", "Column C")
    assert [row.line for row in rows] == [1, 2]


def test_headings_repeated_on_every_page_are_not_rows() -> None:
    table, rows = table_of(b"Name,Town\r\nAnn,Leeds\r\nName,Town\r\nBo,York\r\n")
    assert [row.line for row in rows] == [2, 4]
    assert any("repeated further down" in notice for notice in table.notices)


def test_blank_rows_are_passed_over_and_numbers_stay_as_seen() -> None:
    _, rows = table_of(b"Name,Town\r\n\r\nAnn,Leeds\r\n,,\r\n\r\nBo,York\r\n")
    assert [row.line for row in rows] == [3, 6]


def test_commas_trailing_a_row_are_nothing() -> None:
    table, rows = table_of(b"Name,Town,,,\r\nAnn,Leeds,,,\r\nBo,York,,,,,,\r\n")
    assert table.columns == ("Name", "Town")
    assert [row.problem for row in rows] == [None, None]


def test_a_row_too_long_is_told_with_its_line_and_loses_nothing() -> None:
    _, rows = table_of(b"Name,Town\r\nExample, Ann,Leeds\r\nBo,York\r\nCy,Hull\r\n")
    assert rows[0].line == 2
    assert rows[0].extra == ("Leeds",)
    assert "3 cells but there are 2 columns" in (rows[0].problem or "")
    assert rows[1].problem is None


def test_a_row_too_short_is_filled_up_and_told() -> None:
    table, rows = table_of(b"Name,Town,Team\r\nAnn,Leeds\r\nBo,York,North\r\n")
    assert rows[0].values == ("Ann", "Leeds", None)
    assert "Row 2 has fewer cells than there are columns; the missing ones were read as blank." in table.notices


def test_a_list_cut_off_in_its_last_row_says_so_on_that_row() -> None:
    _, rows = table_of(b"Name,Town,Team\r\nAnn,Leeds,South\r\nBo,York,North\r\nCy,Hu")
    assert "cut off" in (rows[-1].problem or "")


def test_stray_zero_bytes_are_taken_out_and_told() -> None:
    table, rows = table_of(b"Name,Town\r\n" + b"Ann,Leeds\r\n" * 40 + b"B\x00o,York\r\n\x1a")
    assert rows[-1].values == ("Bo", "York")
    assert any("NUL" in notice for notice in table.notices)


def test_a_formula_in_a_csv_is_text_and_nothing_else() -> None:
    _, rows = table_of(b"Name,Town\r\n=1+1,@SUM(A1)\r\n")
    assert rows[0].values == ("=1+1", "@SUM(A1)")


def test_whole_numbers_come_back_as_they_were_typed() -> None:
    _, rows = table_of(workbook(("Number", "Share", "Active"), (12345, 0.1 + 0.2, True), (7.0, 1e-7, False)))
    assert rows[0].values == ("12345", "0.3", "TRUE")
    assert rows[1].values == ("7", "1e-07", "FALSE")


def test_a_time_beside_a_date_stays_in_the_text() -> None:
    _, rows = table_of(workbook(("Name", "Seen"), ("Ann", dt.datetime(2024, 5, 3, 14, 30))))
    assert (rows[0].values[1], rows[0].texts[1]) == (dt.date(2024, 5, 3), "2024-05-03 14:30")


def test_dates_of_the_old_macintosh_calendar_are_right() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(("Name", "Started"))
    sheet.append(("Ann", dt.date(2024, 5, 3)))
    out = io.BytesIO()
    book.save(out)
    assert table_of(out.getvalue())[1][0].values == ("Ann", dt.date(2024, 5, 3))


def test_a_formula_never_calculated_is_blank_and_said_so() -> None:
    table, rows = table_of(workbook(("Name", "Town"), ("Ann", "=A2")))
    assert rows[0].values == ("Ann", None)
    assert any(notice.startswith("1 cell holds a formula whose result was never stored") for notice in table.notices)


def test_cells_merged_downwards_hold_their_value_in_each_row() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Team", "Name"), ("North", "Ann"), (None, "Bo"), ("South", "Cy")):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    table, rows = table_of(out.getvalue())
    assert [row.values for row in rows] == [("North", "Ann"), ("North", "Bo"), ("South", "Cy")]
    assert any("merged" in notice for notice in table.notices)


def test_rows_hidden_by_a_filter_are_read_and_said_so() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Name", "Town"), ("Ann", "Leeds"), ("Bo", "York")):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    out = io.BytesIO()
    book.save(out)
    table, rows = table_of(out.getvalue())
    assert len(rows) == 2
    assert any(notice.startswith("1 row is") for notice in table.notices)


def test_one_sheet_is_read_the_others_named_and_any_can_be_asked_for() -> None:
    data = workbook(("Name", "Town"), ("Ann", "Leeds"), Leavers=[("Name", "Left"), ("Bo", dt.date(2026, 1, 2))])
    table, _ = table_of(data)
    assert (table.sheet, table.sheets) == ("Sheet", ("Sheet", "Leavers"))
    assert any("also has: Leavers" in notice for notice in table.notices)
    leavers, rows = table_of(data, sheet="Leavers")
    assert leavers.columns == ("Name", "Left")
    assert rows[0].values == ("Bo", dt.date(2026, 1, 2))
    with pytest.raises(Unreadable) as refused:
        read(data, sheet="Nobody")
    assert "Sheet, Leavers" in refused.value.what_to_do


def test_an_empty_first_sheet_is_passed_over() -> None:
    table, rows = table_of(workbook(List=[("Name", "Town"), ("Ann", "Leeds")]))
    assert (table.sheet, rows[0].values) == ("List", ("Ann", "Leeds"))


def test_an_ods_is_read_with_its_rows_numbered_as_seen() -> None:
    blank = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    table, rows = table_of(ods(ods_row("Name", "Town") + blank + ods_row("Ann", "Leeds")))
    assert (table.kind, table.columns) == (Kind.ODS, ("Name", "Town"))
    assert [(row.line, row.values) for row in rows] == [(5, ("Ann", "Leeds"))]


def test_a_census_return_gives_one_row_a_worker_in_the_layouts_own_columns() -> None:
    more = (
        "<PersonBirthDate>1980-04-03</PersonBirthDate><OrgRole>5</OrgRole>"
        "<RoleStartDate>2020-02-30</RoleStartDate><Shoe>9</Shoe></CSWWWorker>"
    )
    worker = WORKER.replace("</CSWWWorker>", more)
    table, rows = table_of(census(worker * 2))
    at = {name: place for place, name in enumerate(table.columns)}
    assert table.kind is Kind.CENSUS
    assert table.about["Year"] == "2026"
    assert [row.line for row in rows] == [1, 2]
    assert rows[0].values[at["SWENo"]] == "SW12345"
    assert rows[0].values[at["PersonBirthDate"]] == dt.date(1980, 4, 3)
    assert rows[0].values[at["RoleStartDate"]] == "2020-02-30"
    assert any("Shoe" in notice for notice in table.notices)


SAMPLE = Path(__file__).resolve().parents[4] / "shared/data/csww_liia/social_work_workforce_2022_one_worker.xml"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the published sample stands beside the project, not in it")
def test_the_published_one_worker_sample_is_read_whole() -> None:
    table, (row,) = table_of(SAMPLE.read_bytes())
    assert None not in row.values
    assert dict(zip(table.columns, row.texts, strict=True))["SWENo"] == "Oz2054309383"


def test_a_path_an_open_file_and_bytes_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"Name,Town\r\nAnn,Leeds\r\n")
    with open(path, "rb") as file:
        assert list(read(path)) == list(read(str(path))) == list(read(path.read_bytes())) == list(read(file))


def test_too_many_rows_are_refused_at_the_row_that_is_too_many() -> None:
    with pytest.raises(Unreadable) as refused:
        table_of(b"Name\r\n" + b"Ann\r\n" * 30, limits=Limits(rows=20))
    assert refused.value.line == 22


def test_a_table_forgotten_half_way_leaves_no_process_behind() -> None:
    table = read(b"Name,Town\r\n" + b"Ann,Leeds\r\n" * 100_000)
    next(iter(table))
    process = table._child._process
    del table
    assert process.poll() is not None


def test_the_child_sees_no_setting_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    table = read(b"Name,Town\r\n" + b"Ann,Leeds\r\n" * 100_000)
    with open(f"/proc/{table._child._process.pid}/environ", "rb") as file:
        assert b"secret" not in file.read()
    opened = os.listdir(f"/proc/{table._child._process.pid}/fd")
    assert set(opened) <= {"0", "1", "2"}
    table.close()


texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffd"), max_size=30)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=8))
def test_whatever_is_written_in_a_cell_is_what_is_read(pairs: list[tuple[str, str]]) -> None:
    book = workbook(("Name", "Town"), *[(f"x{first}", f"y{second}") for first, second in pairs])
    _, rows = table_of(book, expects=("Name", "Town"))
    assert [row.texts for row in rows] == [(f"x{first}", f"y{second}") for first, second in pairs]
