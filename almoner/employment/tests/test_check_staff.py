"""`almoner check-staff` with a register file: no server, no database, an outcome for every row."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer import Typer
from typer.testing import CliRunner, Result

from almoner.employment import commands

HEADINGS = ",".join(
    [
        "Registration Number",
        "Registered Name",
        "Status",
        "Town of employment",
        "Registered from",
        "Registered until",
        "Annotations",
        "Registered",
    ]
)
REGISTER = f"""{HEADINGS}
SW11111,Jane Okonkwo,Registered,Leeds,2015-04-01,2026-11-30,AMHP,true
SW22222,Robert Fairweather,Registered,York,2016-04-01,2025-11-30,,true
SW33333,Siân Prydderch,No Longer Registered - Removed,Derby,2016-04-01,2024-05-04,,
SW44444,Oluwaseun Adeyemi,"No Longer Registered,",Hull,2017-04-01,,,
SW55555,Margaret Thistlewood,Registered,Bath,2018-04-01,2026-11-30,,true
"""
LIST = """Name,SWE No,Town
Jane Okonkwo,SW11111,Leeds
Bob Fairweather,sw 22222,York
Sian Prydderch,33333,Derby
Oluwaseun Adeyemi,SW44444,Hull
Peter Grimshaw,SW55555,Bath
=HYPERLINK("http://x"),SW99999,Hull
,,Leeds
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    Path("register.csv").write_text(REGISTER, encoding="utf-8")
    Path("staff.csv").write_text(LIST, encoding="utf-8")
    app = Typer()
    commands.add_to(app)
    return lambda *given: CliRunner().invoke(
        app, ["staff.csv", "--register", "register.csv", "--as-at", "2026-11-20", *given]
    )


def rows_of(result: Result) -> dict[int, dict[str, object]]:
    return {row["line"]: row for row in json.loads(result.stdout)["rows"]}


@pytest.mark.clause("STD-7.1")
def test_every_row_has_an_outcome_and_a_reason(run: Run) -> None:
    rows = rows_of(run("--json"))
    assert {line: row["outcome"] for line, row in rows.items()} == {
        2: "certain",
        3: "certain",
        4: "certain",
        5: "certain",
        6: "to be looked at",
        7: "not found",
        8: "bad",
    }
    assert all(row["why"] for row in rows.values())


def test_a_status_called_registered_whose_last_day_has_passed_is_not_current_and_says_so(run: Run) -> None:
    entry = rows_of(run("--json"))[3]["entry"]
    assert isinstance(entry, dict)
    assert entry["may_practise"] is False
    assert "calls this entry registered, but its last day, 30 November 2025, has passed" in entry["why"]


@pytest.mark.parametrize(("day", "may"), [("2025-11-30", True), ("2025-12-01", False)])
def test_the_last_day_is_included_and_the_next_is_not(run: Run, day: str, may: bool) -> None:
    entry = rows_of(run("--json", "--as-at", day))[3]["entry"]
    assert isinstance(entry, dict)
    assert entry["may_practise"] is may


def test_no_longer_registered_without_a_day_is_never_current(run: Run) -> None:
    for day in ("2017-06-01", "2026-11-20"):
        entry = rows_of(run("--json", "--as-at", day))[5]["entry"]
        assert isinstance(entry, dict)
        assert entry["may_practise"] is False


def test_the_exit_code_says_whether_a_person_is_needed(run: Run) -> None:
    assert run().exit_code == commands.NEEDS_A_PERSON
    Path("staff.csv").write_text("Name,SWE No\nJane Okonkwo,SW11111\n", encoding="utf-8")
    assert run().exit_code == commands.WELL
    Path("staff.csv").write_bytes(b"")
    assert run().exit_code == commands.CANNOT


def test_the_summary_names_who_may_not_practise(run: Run) -> None:
    shown = " ".join(run().output.split())
    assert "3 may not practise" in shown
    assert "row 3: Bob Fairweather (SW22222)" in shown


def test_the_workbook_keeps_every_row_as_it_came_and_cannot_run(run: Run) -> None:
    run("--out", "out.xlsx")
    book = load_workbook("out.xlsx")
    assert book.sheetnames == ["Summary", "Every row", "To be looked at", "Bad rows"]
    every = list(book["Every row"].iter_rows(values_only=True))
    assert len(every) == 8
    assert every[1][:3] == ("Jane Okonkwo", "SW11111", "Leeds")
    assert every[6][0] == '\'=HYPERLINK("http://x")'
    assert all(cell.data_type != "f" for row in book["Every row"].iter_rows() for cell in row)


@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv"])
def test_the_result_leaves_as_any_usual_kind(run: Run, ending: str) -> None:
    assert run("--out", f"out.{ending}").exit_code == commands.NEEDS_A_PERSON
    assert Path(f"out.{ending}").stat().st_size > 500
    if ending == "csv":
        with Path("out.csv").open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file))) == 8


def test_a_column_guessed_wrong_is_mended_by_its_heading(run: Run) -> None:
    Path("staff.csv").write_text("A,B\nSW11111,Jane Okonkwo\n", encoding="utf-8")
    found = json.loads(run("--json", "--map", "full_name=B", "--map", "number=A").stdout)
    assert found["columns"] == {"full_name": "B", "number": "A"}
    assert found["rows"][0]["outcome"] == "certain"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--map", "number=Nowhere"], "no column headed"),
        (["--map", "shoe size=Name"], "is not FIELD=HEADING"),
        (["--out", "out.pdf"], "A workbook is .xlsx"),
        (["--register", "staff.csv"], "no column headed Registration Number"),
        (["--register", "missing.csv"], "There is no file"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(run: Run, given: list[str], says: str) -> None:
    result = run(*given)
    assert result.exit_code == commands.CANNOT
    assert says in " ".join(result.output.split())


def test_a_census_return_is_read_and_nobody_in_it_is_certain(run: Run) -> None:
    worker = (
        "<CSWWWorker><AgencyWorker>0</AgencyWorker><SWENo>SW11111</SWENo>"
        "<PersonBirthDate>1980-01-04</PersonBirthDate></CSWWWorker>"
    )
    message = "<Message><Header><CollectionDetails><Collection>CSWW</Collection></CollectionDetails></Header>"
    Path("staff.csv").write_text(f"{message}{worker}</Message>", encoding="utf-8")
    (row,) = json.loads(run("--json").stdout)["rows"]
    assert row["outcome"] == "to be looked at"
    assert "number alone is never certain" in row["why"][0]
    assert row["entry"]["number"] == "SW11111"


def test_a_census_return_is_never_certain_since_it_carries_no_names(run: Run) -> None:
    workers = "".join(
        f"<CSWWWorker><AgencyWorker>{at % 2}</AgencyWorker><SWENo>{number}</SWENo><FTE>1</FTE>"
        f"<PersonBirthDate>19{60 + at}-03-0{at + 1}</PersonBirthDate><RoleStartDate>2020-04-01</RoleStartDate>"
        "</CSWWWorker>"
        for at, number in enumerate(["SW11111", "SW22222", "SW33333", "SW99999"])
    )
    header = "<Header><CollectionDetails><Collection>CSWW</Collection></CollectionDetails></Header>"
    Path("staff.csv").write_text(f"<Message>{header}<LALevelVacancies/>{workers}</Message>", encoding="utf-8")
    rows = list(rows_of(run("--json")).values())
    assert [row["outcome"] for row in rows] == ["to be looked at"] * 3 + ["not found"]
    assert all("a number alone is never certain" in str(row["why"]) for row in rows[:3])
