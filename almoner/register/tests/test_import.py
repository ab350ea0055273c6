import io
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from almoner.record.rules import SystemActor
from almoner.register import queries
from almoner.register.actions import ImportProblem, ImportReport, end_registration, import_extract, suppress
from almoner.register.models import Annotation, Change, Entry, ImportFault, Name, Term, Town
from almoner.register.rules.extract import FIELDS
from almoner.register.rules.standing import Standing
from almoner.register.tests.factories import an_entry
from almoner.scope.context import system

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
MACHINE = SystemActor("test:import")
HEADINGS = ",".join(FIELDS)
JANE = "SW11,Jane Smith,Registered,Leeds,2020-01-06,2026-11-30,AMHP,True"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def bring_in(
    folder: Path, *rows: str, headings: str = HEADINGS, as_at: date = TODAY, dry_run: bool = False
) -> ImportReport:
    path = folder / "extract.csv"
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    with system("test"):
        return import_extract(path=path, file_name=path.name, as_at=as_at, by=MACHINE, now=NOW, dry_run=dry_run)


def standing(number: int, on: date = TODAY) -> Standing:
    entry_id = queries.entry_by_number(number)
    assert entry_id is not None
    return queries.facts_for([entry_id], on)[entry_id].standing.standing


def test_a_new_person_comes_on_the_register_with_all_that_the_file_says(folder: Path) -> None:
    report = bring_in(folder, JANE)
    assert (report.rows, report.accepted, report.refused, report.changes) == (1, 1, 0, {"registered": 1})
    found = queries.facts_for([Entry.objects.get(number=11).id], TODAY).popitem()[1]
    assert (found.name.full, found.town, found.standing.standing) == ("Jane Smith", "Leeds", Standing.REGISTERED)
    assert [a.kind.code for a in found.standing.annotations] == ["AMHP"]
    assert queries.search("jane smyth").ids == (found.entry_id,)


def test_the_same_file_again_changes_nothing(folder: Path) -> None:
    rows = [JANE, "SW12,Ann Hill,No Longer Registered - Removed,York,2019-01-07,2024-11-30,,False",
            "SW13,Bo Lee,No Longer Registered,,,,,False"]  # fmt: skip
    bring_in(folder, *rows)
    before = [m.objects.count() for m in (Entry, Name, Town, Term, Annotation, Change)]
    report = bring_in(folder, *rows)
    assert (report.accepted, report.changes) == (3, {})
    assert [m.objects.count() for m in (Entry, Name, Town, Term, Annotation, Change)] == before


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(folder: Path) -> None:
    assert bring_in(folder, JANE, dry_run=True).changes == {"registered": 1}
    assert not Entry.objects.exists()
    assert not Change.objects.exists()


def test_every_difference_becomes_a_dated_fact_and_a_change(folder: Path) -> None:
    bring_in(folder, JANE, as_at=date(2026, 10, 1))
    report = bring_in(folder, "SW11,Jane Hill,Registered,York,2020-01-06,2027-11-30,BIA,True")
    assert report.changes == {"annotated": 1, "annotation_ended": 1, "name": 1, "renewed": 1, "town": 1}
    entry_id = Entry.objects.get(number=11).id
    found = queries.facts_for([entry_id], TODAY)[entry_id]
    assert (found.name.full, found.town) == ("Jane Hill", "York")
    assert found.standing.registered_until == date(2027, 11, 30)
    assert found.standing.registered_from == date(2020, 1, 6)
    assert queries.facts_for([entry_id], date(2026, 10, 15), TODAY)[entry_id].town == "Leeds"
    assert entry_id in queries.search("jane hill").ids
    with system("test"):
        former = Name.objects.get(entry_id=entry_id, ends__isnull=False)
        assert (str(former), former.may_be_shown, former.ends) == ("Jane Smith", False, TODAY)


@pytest.mark.clause("PLAN-R14")
def test_a_status_called_registered_whose_last_day_has_passed_is_not_current(folder: Path) -> None:
    bring_in(folder, "SW11,Jane Smith,Registered,Leeds,2020-01-06,2025-11-30,,True")
    assert standing(11) is Standing.LAPSED
    assert standing(11, date(2025, 11, 30)) is Standing.REGISTERED


@pytest.mark.parametrize(
    ("status", "until", "day_after"),
    [("Failed to Renew", "2025-11-30", date(2025, 12, 1)), ("Voluntary Removal", "2026-05-04", date(2026, 5, 5)),
     ("Removed", "2026-11-30", TODAY)],
)  # fmt: skip
def test_an_ending_takes_effect_the_day_after_the_last_day_given(
    folder: Path, status: str, until: str, day_after: date
) -> None:
    bring_in(folder, "SW11,Jane Smith,Registered,Leeds,2020-01-06,2026-11-30,,True", as_at=date(2025, 1, 6))
    report = bring_in(folder, f"SW11,Jane Smith,No Longer Registered - {status},Leeds,2020-01-06,{until},,False")
    assert report.changes == {"ended": 1}
    assert standing(11) is Standing.ENDED
    assert standing(11, day_after) is Standing.ENDED
    assert standing(11, date.fromordinal(day_after.toordinal() - 1)) is Standing.REGISTERED


def test_somebody_gone_without_any_day_was_registered_on_no_day(folder: Path) -> None:
    bring_in(folder, 'SW11,Jane Smith,"No Longer Registered,",Leeds,2020-01-06,,,False')
    assert standing(11) is Standing.ENDED
    assert standing(11, date(2021, 1, 1)) is Standing.ENDED


def test_a_restored_person_has_two_times_on_the_register(folder: Path) -> None:
    bring_in(folder, "SW11,Jane Smith,No Longer Registered - Failed to Renew,Leeds,2020-01-06,2023-11-30,,False")
    report = bring_in(folder, "SW11,Jane Smith,Registered,Leeds,2026-02-02,2026-11-30,,True")
    assert report.changes == {"registered": 1}
    assert [standing(11, d) for d in (date(2023, 1, 1), date(2024, 1, 1), TODAY)] == [
        Standing.REGISTERED, Standing.ENDED, Standing.REGISTERED,
    ]  # fmt: skip


@pytest.mark.clause("PLAN-R14")
def test_no_file_puts_back_somebody_whom_the_regulator_took_off(folder: Path) -> None:
    entry = an_entry("Jane", "Smith", number=11, until=date(2026, 11, 30))
    with system("test"):
        end_registration(
            entry_id=entry.id, ground="removal-order", on=date(2026, 11, 2), reasons="Order.", by=MACHINE, now=NOW
        )
    report = bring_in(folder, "SW11,Jane Smith,Registered,Leeds,2020-01-06,2026-11-30,,True")
    assert report.refused == 1
    assert "registration ended on 2026-11-02" in report.faults[0][2]
    assert standing(11) is Standing.ENDED


def test_every_row_is_accepted_or_refused_with_its_line_and_reason(folder: Path) -> None:
    rows = [
        JANE, "SWX,No Body,Registered,,2020-01-06,2026-11-30,,True", "SW12,,Registered,,2020-01-06,2026-11-30,,True",
        "SW13,A B,Suspended,,2020-01-06,2026-11-30,,True", "SW14,A B,Registered,,31/02/2020,2026-11-30,,True", JANE,
        "SW15,A B,Registered,Hull,2020-01-06,2026-11-30,,True", "SW15,A C,Registered,Hull,2020-01-06,2026-11-30,,True",
    ]  # fmt: skip
    report = bring_in(folder, *rows)
    assert (report.rows, report.accepted, report.refused) == (8, 1, 7)
    assert [f[0] for f in report.faults] == [3, 4, 5, 6, 7, 8, 9]
    assert all(f[2] for f in report.faults)
    with system("test"):
        assert ImportFault.objects.filter(batch_id=report.batch_id).count() == 7
    assert Entry.objects.count() == 1


def test_columns_in_any_order_with_others_among_them_are_read_and_named(folder: Path) -> None:
    report = bring_in(
        folder, "pink,Registered,sw 0011,x", "blue,Registered,sw 12,Jane Smith",
        headings="Favourite colour,STATUS,registration number,Registered Name",
    )  # fmt: skip
    assert report.extra_columns == ("Favourite colour",)
    assert "Town of employment" in report.missing_columns
    assert report.accepted == 1


def test_a_column_that_is_missing_leaves_what_is_known_alone(folder: Path) -> None:
    bring_in(folder, JANE)
    report = bring_in(folder, "SW11,Jane Smith,Registered", headings="Registration Number,Registered Name,Status")
    assert report.changes == {}
    entry_id = Entry.objects.get(number=11).id
    assert queries.facts_for([entry_id], TODAY)[entry_id].town == "Leeds"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff\xe0 photograph", b"PK\x03\x04 not a workbook", b"Name\nJane\n"]
)
def test_a_file_that_is_no_extract_is_refused_in_words(folder: Path, content: bytes) -> None:
    path = folder / "extract.csv"
    path.write_bytes(content)
    with system("test"), pytest.raises(ImportProblem) as problem:
        import_extract(path=path, file_name="extract.csv", as_at=TODAY, by=MACHINE, now=NOW)
    assert len(str(problem.value)) > 20
    assert not Entry.objects.exists()


def test_an_extract_from_the_future_is_refused(folder: Path) -> None:
    with pytest.raises(ImportProblem, match="future"):
        bring_in(folder, JANE, as_at=date(2027, 1, 1))


def test_a_workbook_is_read_like_a_text_file(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(FIELDS))
    sheet.append(["SW11", "Jane Smith", "Registered", "Leeds", date(2020, 1, 6), date(2026, 11, 30), "", True])
    held = io.BytesIO()
    book.save(held)
    path = folder / "extract.xlsx"
    path.write_bytes(held.getvalue())
    with system("test"):
        report = import_extract(path=path, file_name="extract.xlsx", as_at=TODAY, by=MACHINE, now=NOW)
    assert (report.accepted, standing(11)) == (1, Standing.REGISTERED)


def test_an_import_keeps_a_suppressed_entry_out_of_view(folder: Path) -> None:
    bring_in(folder, JANE, as_at=date(2026, 10, 1))
    with system("test"):
        suppress(entry_id=Entry.objects.get(number=11).id, reasons="At risk.", by=MACHINE, now=NOW)
    bring_in(folder, "SW11,Jane Hill,Registered,York,2020-01-06,2027-11-30,,True")
    assert not Entry.objects.filter(number=11).exists()
    assert not Name.objects.exists()
    assert not Change.objects.exists()
    assert queries.search("jane hill").ids == ()


def test_the_batch_is_one_event_in_the_record(folder: Path) -> None:
    from almoner.record.models import Entry as Event

    report = bring_in(folder, JANE, "SW12,Ann Hill,Registered,York,2019-01-07,2026-11-30,,True")
    with system("test"):
        events = Event.objects.filter(kind="register.imported")
        assert [e.subject for e in events] == [f"register.importbatch:{report.batch_id}"]


def test_a_large_file_is_compared_as_a_small_one_is(folder: Path) -> None:
    rows = [f"SW{n},Jane Smith{chr(97 + n % 26)},Registered,Leeds,2020-01-06,2026-11-30,,True" for n in range(1, 2202)]
    assert bring_in(folder, *rows).changes == {"registered": 2201}
    rows[0] = "SW1,Jane Hill,Registered,Leeds,2020-01-06,2026-11-30,,True"
    assert bring_in(folder, *rows).changes == {"name": 1}
