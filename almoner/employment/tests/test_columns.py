"""What each column holds: guessed, explained, mended, remembered."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almoner.employment.rules.columns import Field, advice, faults, fingerprint, guess, remembered

LISTS = [
    (
        ["Employee No", "Employee Name", "SWE No", "Office", "Start Date"],
        [["1001", "Jane Okonkwo", "SW12345", "Leeds", date(2020, 1, 6)]],
        {Field.STAFF_ID: 0, Field.FULL_NAME: 1, Field.NUMBER: 2, Field.TOWN: 3, Field.STARTS: 4},
    ),
    (
        ["Surname", "Forename", "Known As", "Team", "Job Title", "Email", "Date of Birth"],
        [["Okonkwo", "Jane", "Jan", "MASH", "Social Worker", "j@x.gov.uk", "01/02/1980"]],
        {
            Field.LAST_NAME: 0, Field.FIRST_NAME: 1, Field.KNOWN_AS: 2, Field.TEAM: 3, Field.JOB_TITLE: 4,
            Field.EMAIL: 5, Field.BORN: 6,
        },
    ),
    (
        ["prof_professional_name", "prof_social_worker_registration_no", "prof_professional_job_title"],
        [["Jane Okonkwo", "SW12345", "Practitioner"]],
        {Field.FULL_NAME: 0, Field.NUMBER: 1, Field.JOB_TITLE: 2},
    ),
    (
        ["AgencyWorker", "SWENo", "FTE", "PersonBirthDate", "RoleStartDate", "RoleEndDate"],
        [["0", "SW12345", "1", date(1980, 1, 1), date(2019, 1, 1), None]],
        {Field.NUMBER: 1, Field.BORN: 3, Field.STARTS: 4, Field.ENDS: 5},
    ),
    (
        ["Manager Name", "Worker", "HCPC/SWE number", "Post Code"],
        [["Ann Lee", "Jane Okonkwo", "SW12345", "LS1 1AA"], ["Ann Lee", "Bo Ek", "sw 4444", "LS1"]],
        {Field.MANAGER: 0, Field.FULL_NAME: 1, Field.NUMBER: 2},
    ),
    (
        ["Column A", "Column B"],
        [["Jane Okonkwo", "SW12345"], ["Siân Prydderch", "SW 33333"], ["Bo Ek", "sw44"]],
        {Field.FULL_NAME: 0, Field.NUMBER: 1},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("headings", "rows", "wanted"), LISTS)
def test_the_usual_lists_are_understood(
    headings: list[str], rows: list[list[object]], wanted: dict[Field, int]
) -> None:
    assert {each.field: each.column for each in guess(headings, rows) if each.field} == wanted


@given(st.lists(st.text(max_size=20), max_size=8), st.lists(st.lists(st.text(max_size=20), max_size=9), max_size=5))
def test_a_guess_is_made_of_any_table_and_never_gives_two_columns_one_field(
    headings: list[str], rows: list[list[object]]
) -> None:
    found = guess(headings, rows)
    fields = [each.field for each in found if each.field]
    assert [each.column for each in found] == list(range(len(headings)))
    assert len(fields) == len(set(fields))
    assert all(0 <= each.confidence <= 1 and each.why for each in found)


def test_a_heading_alone_is_less_sure_than_a_heading_borne_out() -> None:
    (borne_out,) = guess(["SWE number"], [["SW1234"], ["SW12345"]])
    (alone,) = guess(["SWE number"], [["n/a"], ["pending"]])
    assert borne_out.sure
    assert alone.field is Field.NUMBER
    assert not alone.sure


def test_a_list_without_name_or_number_is_refused_in_words() -> None:
    assert "registration number" in faults({Field.TEAM: 0})[0]
    assert faults({Field.NUMBER: 0}) == []
    assert faults({Field.FIRST_NAME: 0, Field.LAST_NAME: 1}) == []


def test_one_column_may_not_be_two_things() -> None:
    assert any("two things" in said for said in faults({Field.NUMBER: 0, Field.TOWN: 0}))


def test_a_list_with_numbers_alone_says_what_will_come_of_it() -> None:
    assert "never certain" in advice({Field.NUMBER: 0})[0]


def test_a_mended_mapping_is_found_again_by_its_headings_in_any_order() -> None:
    first, later = ["Worker", "SWE No"], ["swe_no", "WORKER", "Team"]
    kept = {"full_name": "worker", "number": "swe no", "town": "office"}
    assert fingerprint(first) == fingerprint(["SWE  no", "worker"])
    assert remembered(later, kept) == {Field.FULL_NAME: 1, Field.NUMBER: 0}
