"""A row of a former regulator's file is read whole, or refused with every reason and what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.fitness.rules.inherited import Now, Progress, Reached, doubt_about
from almoner.fitness.rules.inherited_rows import COLUMNS, MEANING, Fault, Given, InheritedRow, read_row, same_reference

TODAY = date(2026, 11, 23)
CASE: dict[str, str | date] = {
    "Former reference": "FCC/19/0001", "Name": "Jane  Okonkwo", "Stage": "Investigation", "Received on": "4 March 2019",
    "Registration number": "sw 1234", "Triage from": date(2019, 3, 11), "Investigation from": "02/05/2019",
    "History": "3 June 2019: Asked for records; 2019-04-01: Screened: in remit",
}  # fmt: skip


def read(**changed: Any) -> InheritedRow | tuple[Fault, ...]:
    names = {name.lower().replace(" ", "_"): name for name in COLUMNS}
    cells = {**CASE, **{names[name]: value for name, value in changed.items()}}
    return read_row(Given(2, {name: value for name, value in cells.items() if value != ""}), TODAY)


def refused(**changed: Any) -> str:
    found = read(**changed)
    assert isinstance(found, tuple), found
    assert all(fault.because and fault.what_to_do for fault in found)
    return " ".join(str(fault) for fault in found)


@pytest.mark.clause("PLAN-F4")
def test_a_row_is_a_case_with_its_history_in_the_order_of_its_days() -> None:
    row = read()
    assert isinstance(row, InheritedRow)
    assert (row.reached, row.number, row.name) == (Reached.INVESTIGATION, 1234, "Jane Okonkwo")
    assert row.history == (
        (date(2019, 3, 4), "Received"),
        (date(2019, 3, 11), "Triage began"),
        (date(2019, 4, 1), "Screened: in remit"),
        (date(2019, 5, 2), "Investigation began"),
        (date(2019, 6, 3), "Asked for records"),
    )


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"former_reference": ""}, "Former reference is empty"),
        ({"former_reference": "//--"}, "no letter or figure"),
        ({"name": ""}, "Name is empty"),
        ({"name": "x" * 201}, "longer than 200 characters"),
        ({"stage": "Appeal"}, "“Appeal” is no stage. Give one of: Triage, Investigation, Case examiners"),
        ({"stage": "Closed"}, "Closed on is empty"),
        ({"received_on": "31 February 2019"}, "is no date"),
        ({"received_on": "24 November 2026", "triage_from": "", "investigation_from": ""}, "is in the future"),
        ({"received_on": "4 March 1089"}, "is before 1990"),
        ({"triage_from": "1 March 2019"}, "Triage from, 1 March 2019, is before Received on, 4 March 2019"),
        ({"investigation_from": "5 March 2019"}, "is before Triage from"),
        ({"hearing_from": "1 June 2019"}, "The stage is Investigation, and Hearing from is given"),
        ({"history": "Opened on Monday"}, "is no day, colon and words"),
        ({"history": "1 March 2019: Before"}, "before the case was received"),
        ({"history": "1 March 2039: After"}, "in the future"),
        ({"history": "4 March 2019:"}, "is no day, colon and words"),
        ({"history": "\n".join(["4 March 2019: x"] * 301)}, "more than 300 steps"),
    ],
)
@pytest.mark.clause("PLAN-F4")
def test_a_row_that_cannot_be_is_refused_with_why_and_what_to_do(changed: dict[str, str], because: str) -> None:
    assert because in refused(**changed)


def test_every_fault_of_a_row_is_said_at_once() -> None:
    said = refused(name="", stage="Appeal", triage_from="soon")
    assert all(words in said for words in ("Name is empty", "is no stage", "“soon” is no date"))


@pytest.mark.clause("PLAN-F4")
def test_a_number_that_is_none_does_not_lose_the_case() -> None:
    row = read(registration_number="HCPC/88")
    assert isinstance(row, InheritedRow)
    assert (row.number, row.number_given) == (None, "HCPC/88")


@pytest.mark.parametrize(
    ("number", "given", "name", "registered", "doubt"),
    [
        (1234, "SW1234", "Jane Okonkwo", "Jane Mary Okonkwo", ""),
        (1234, "SW1234", "OKONKWO, Jane", "Jane Okonkwo", ""),
        (1234, "SW1234", "Jane Field", "Jane Okonkwo", "as Jane Okonkwo, and the file as Jane Field"),
        (1234, "SW1234", "Jane", "Jane Okonkwo", "and the file as Jane"),
        (1234, "SW1234", "Jane Okonkwo", None, "shows nobody under SW1234"),
        (None, "HCPC/88", "Jane Okonkwo", None, "“HCPC/88” is no registration number"),
        (None, "", "Jane Okonkwo", None, "No registration number is given"),
    ],
)
@pytest.mark.clause("PLAN-F4")
def test_whom_a_case_is_about_is_certain_only_where_number_and_name_agree(
    number: int | None, given: str, name: str, registered: str | None, doubt: str
) -> None:
    said = doubt_about(number, given, name, registered)
    assert doubt in said if doubt else said == ""


@given(st.dictionaries(st.sampled_from(COLUMNS), st.one_of(st.text(max_size=60), st.dates()), max_size=len(COLUMNS)))
def test_whatever_stands_in_a_row_it_is_a_case_or_refused_with_reasons(cells: dict[str, str | date]) -> None:
    found = read_row(Given(2, cells), TODAY)
    if isinstance(found, InheritedRow):
        assert found.reference
        assert all(day <= TODAY for day, _ in found.history)
        assert [day for day, _ in found.history] == sorted(day for day, _ in found.history)
        assert "\0" not in f"{found.name}{found.said}{found.outcome}{found.reference}{found.history}"
    else:
        assert found
        assert all(fault.because and fault.what_to_do for fault in found)


def test_the_same_case_is_known_again_however_its_reference_is_written() -> None:
    assert same_reference("FCC/19/0001") == same_reference("fcc 19-0001")
    one, other = (
        read(),
        read(former_reference="FCC/19/0001", history="2019-04-01: Screened: in remit; 3 June 2019: Asked for records"),
    )
    assert isinstance(one, InheritedRow)
    assert isinstance(other, InheritedRow)
    assert one.digest == other.digest
    changed = read(stage="Hearing")
    assert isinstance(changed, InheritedRow)
    assert changed.digest != one.digest


def test_each_column_is_documented() -> None:
    assert set(MEANING) == set(COLUMNS)


@pytest.mark.parametrize(
    ("beyond", "before", "met"), [(80, 20, True), (79, 20, False), (4, 1, True), (799, 201, False), (0, 0, None)]
)
@pytest.mark.clause("PLAN-F4")
def test_the_measure_is_met_at_eighty_in_a_hundred_and_not_below(beyond: int, before: int, met: bool | None) -> None:
    now = dict.fromkeys(Now, 0) | {Now.INVESTIGATION: before, Now.CONCLUDED: beyond}
    assert Progress(now, closed_before=50, came_beyond=0, measure=80).met is met
