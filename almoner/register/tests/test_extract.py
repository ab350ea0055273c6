from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.register.rules.extract import (
    FIELDS,
    RowFault,
    annotation_codes,
    columns,
    read_date,
    read_row,
    status,
    status_words,
)

WHOLE = columns(FIELDS)
ROW = ("SW12", "Jane Smith", "Registered", "Leeds", "2020-01-06", "2026-11-30", "AMHP", "True")


def test_columns_are_found_in_any_order_and_extra_ones_named() -> None:
    found = columns(["Shoe size", "status ", "REGISTERED NAME", "registration_number", None])
    assert (found.places[0], found.places[1], found.places[2]) == (3, 2, 1)
    assert found.extra == ("Shoe size", "column 5, without a heading")
    assert found.fault == ""


def test_a_file_without_numbers_is_refused_by_name() -> None:
    assert "Registration Number" in columns(["Registered Name", "Status"]).fault


def test_a_repeated_heading_is_refused() -> None:
    assert "More than one" in columns([*FIELDS, "status"]).fault


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Registered", (True, "")), ("No Longer Registered", (False, "unstated")),
        ("No Longer Registered,", (False, "unstated")),
        ("no longer registered - Failed to Renew", (False, "not-renewed")),
        ("No Longer Registered - Voluntary Removal", (False, "own-request")),
        ("No Longer Registered - Deceased", (False, "death")), ("No Longer Registered - Removed", (False, "removed")),
        ("No Longer Registered - Failed to meet CPD requirements", (False, "cpd")),
    ],
)  # fmt: skip
def test_every_status_seen_is_understood(text: str, meaning: tuple[bool, str]) -> None:
    assert status(text) == meaning


@pytest.mark.parametrize("text", ["", "Suspended", "Not Registered", "No Longer Registered - Eaten", "Registered?"])
def test_an_unknown_status_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(RowFault):
        status(text)


@pytest.mark.parametrize(
    "words",
    ["Registered", "No Longer Registered", "No Longer Registered - Failed to Renew", "No Longer Registered - Removed"],
)
def test_status_words_read_back_as_written(words: str) -> None:
    assert status_words(*status(words)) == words


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_date_reads_back_in_every_way_a_spreadsheet_writes_it(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day} {day:%B} {day.year}", f"{day}T00:00:00", str(serial)):
        assert read_date(text) == day


def test_a_whole_row_becomes_facts() -> None:
    row = read_row(ROW, WHOLE)
    assert (row.number, row.forenames, row.family, row.registered) == (12, "Jane", "Smith", True)
    assert (row.starts, row.until, row.annotations) == (date(2020, 1, 6), date(2026, 11, 30), ("AMHP",))


def test_a_status_and_a_flag_that_disagree_are_refused() -> None:
    with pytest.raises(RowFault, match="says registered, but"):
        read_row((*ROW[:7], "False"), WHOLE)


@pytest.mark.parametrize(
    ("at", "value", "words"),
    [(0, "SWX", "Registration Number"), (1, "", "Registered Name"), (1, "…", "Registered Name"), (2, "Gone", "Status"),
     (4, "31/02/2024", "Registered from"), (5, "2019-01-01", "earlier"), (4, "", "Registered from"), (6, "QC", "QC")],
)  # fmt: skip
def test_a_bad_value_is_named_in_the_reason(at: int, value: str, words: str) -> None:
    cells = list(ROW)
    cells[at] = value
    with pytest.raises(RowFault, match=words):
        read_row(cells, WHOLE)


CELLS = st.one_of(
    st.none(), st.text(max_size=40), st.integers(), st.floats(), st.booleans(), st.datetimes(), st.dates()
)


@given(st.lists(CELLS, max_size=9))
def test_any_row_at_all_is_read_or_refused_in_words(
    cells: list[str | int | float | bool | datetime | date | None],
) -> None:
    fault, row = None, None
    try:
        row = read_row(cells, WHOLE)
    except RowFault as found:
        fault = str(found)
    assert fault if row is None else row.number > 0


def test_annotations_are_read_from_any_list() -> None:
    assert annotation_codes("['AMHP', 'BIA']") == ("AMHP", "BIA")
    assert annotation_codes("Approved Mental Health Professional; bia") == ("AMHP", "BIA")
    assert annotation_codes("") == ()


def test_a_serial_number_is_a_day() -> None:
    assert read_date("45000") == date(1899, 12, 30) + timedelta(days=45000)
