"""Cases that a former regulator began land at the stage that they had reached, each once, and are counted apart."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from almoner.documents.workbooks import Column, Format, Sheet, write
from almoner.fitness.actions.inherited_files import confirm_file, finish_file, read_uploaded, upload_file
from almoner.fitness.models import (
    Concern,
    Examination,
    Hearing,
    Inherited,
    InheritedFile,
    InheritedLine,
    Investigation,
)
from almoner.fitness.queries.inherited import UnreadableFile, progress
from almoner.fitness.queries.stage_figures import count_stages
from almoner.fitness.rules.inherited import Now
from almoner.fitness.tests.browsing import signed_in, text
from almoner.fitness.tests.examination_factories import taken
from almoner.fitness.tests.factories import a_triage_officer
from almoner.fitness.tests.inherited_factories import WHOSE, a_row, as_csv, imported, inherited_as
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure.models import Step
from almoner.procedure.queries import needs_me
from almoner.procedure.rules import Refused
from almoner.register.tests.factories import an_entry, the_regulator
from almoner.scope.clock import london_date
from almoner.scope.context import system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("arranging")]

EVERY = [
    a_row(stage="Triage", investigation_from=""),
    a_row(),
    a_row(stage="Case examiners", case_examiners_from="1 October 2019"),
    a_row(stage="Hearing", hearing_from="1 November 2019"),
    a_row(stage="Closed", closed_on="2 December 2019", outcome="Warning"),
]


@pytest.fixture
def officer() -> Person:
    the_regulator()
    return a_triage_officer()


def a_workbook(kind: str, row: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    columns = tuple(Column(name) for name in row)
    write([Sheet("Cases", columns, [list(row.values())])], out, Format(kind))
    return out.getvalue()


def refs(rows: list[dict[str, str]]) -> list[str]:
    return [row["Former reference"] for row in rows]


@pytest.mark.clause("PLAN-F4")
def test_each_case_lands_at_its_stage_on_somebodys_worklist_with_its_history_and_no_step_forged(
    officer: Person, now: datetime
) -> None:
    report = imported(as_csv(EVERY), now)
    assert (report.rows, report.accepted, report.refused, report.doubtful) == (5, 5, 0, 5)
    with system("test"):
        cases = [inherited_as(each) for each in refs(EVERY)]
        assert [one.concern.state for one in cases] == ["triage", *["to_investigate"] * 3, "ended_before"]
        stages = [Investigation, Examination, Hearing]
        for model, one in zip(stages, cases[1:4], strict=True):
            stage = model._default_manager.get(concern=one.concern)
            [step] = Step.objects.filter(case_id=stage.pk)
            assert (step.move, step.actor_id, step.at) == ("inherit", "fitness:inherited", now)
        # What the former regulator did is kept as its own, and none of it is a step here.
        assert cases[1].history[0] == ["2019-03-04", "Received"]
        assert cases[1].history[-1] == ["2019-07-12", "Records received"]
        assert Step.objects.filter(case_id=cases[1].concern_id).count() == 1
        people = {role: a_person(f"On duty {role}", role, the_regulator()) for role in (
            Role.TRIAGE_OFFICER, Role.INVESTIGATOR, Role.HEARINGS_OFFICER)}  # fmt: skip
        on = london_date(now)
        owners = {"concern": Role.TRIAGE_OFFICER, "investigation": Role.INVESTIGATOR,
                  "examination": Role.HEARINGS_OFFICER, "hearing": Role.HEARINGS_OFFICER}  # fmt: skip
        for name, role in owners.items():
            assert needs_me(people[role], on, procedure=name).count() == 1, name
        # Nobody knows whom these are about: a triage officer has each to look at.
        assert needs_me(people[Role.TRIAGE_OFFICER], on, procedure="inherited").count() == 5
    page = text(signed_in(officer).get(f"/cases/concern/{cases[1].concern_id}/"))
    assert f"{WHOSE} recorded this, under its reference {cases[1].former_reference}" in page
    assert "Asked the employer for records" in page
    assert "Imported, beyond triage" in page


@pytest.mark.clause("PLAN-F4")
def test_the_same_file_again_changes_nothing_and_one_cut_short_goes_on(officer: Person, now: datetime) -> None:
    rows = [a_row(), a_row(), a_row()]
    imported(as_csv(rows[:1]), now)
    later = now + timedelta(days=1)
    report = imported(as_csv(rows), later)
    assert (report.accepted, report.again, report.refused) == (2, 1, 0)
    with system("test"):
        before = (Concern.objects.count(), Step.objects.count())
    report = imported(as_csv(rows), later)
    assert (report.accepted, report.again) == (0, 3)
    with system("test"):
        assert (Concern.objects.count(), Step.objects.count()) == before


@pytest.mark.clause("PLAN-F4")
def test_a_reference_that_says_something_else_the_second_time_changes_nothing_and_is_reported(
    officer: Person, now: datetime
) -> None:
    row = a_row()
    imported(as_csv([row]), now)
    changed = {**row, "Former reference": row["Former reference"].lower(), "Stage": "Hearing"}
    report = imported(as_csv([changed, a_row()]), now)
    assert (report.accepted, report.refused) == (1, 1)
    [(line, _, refused, because, todo)] = [one for one in report.to_look_at if one[2]]
    assert (line, refused) == (2, True)
    assert "brought in on" in because
    assert "Nothing was changed" in todo
    with system("test"):
        assert Inherited.objects.get(former_reference=row["Former reference"]).reached == "investigation"


@pytest.mark.clause("PLAN-F4")
def test_every_row_of_a_bad_file_is_here_or_reported_with_its_line_and_reason(officer: Person, now: datetime) -> None:
    good, twice = a_row(), a_row()
    bad = [good, twice, {**twice, "Name": "Somebody Else"}, a_row(stage="Appeal"), a_row(received_on="1 May 2030"),
           a_row(name=""), a_row(registration_number="SW999999")]  # fmt: skip
    report = imported(as_csv(bad), now)
    assert (report.rows, report.accepted, report.refused) == (7, 2, 5)
    refused = {line: because for line, _, gone, because, _ in report.to_look_at if gone}
    assert set(refused) == {3, 4, 5, 6, 7}
    assert "on lines 3 and 4" in refused[3]
    assert "is no stage" in refused[5]
    assert "in the future" in refused[6]
    doubt = {line: because for line, _, gone, because, _ in report.to_look_at if not gone}
    assert doubt[8] == "The public register shows nobody under SW999999."
    with system("test"):
        assert Inherited.objects.count() == 2
        kept = InheritedLine.objects.filter(refused=True).values_list("line", flat=True)
        assert sorted(kept) == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "empty"),
        (b"Former reference,Name,Stage,Received on\n", "no rows"),
        (b"Former reference,Name,Received on\nA1,Jane Okonkwo,1 May 2019\n", "no column headed Stage"),
        (b"%PDF-1.7 no table", "not a spreadsheet"),
    ],
)
@pytest.mark.clause("PLAN-F4")
def test_a_file_that_is_none_is_refused_whole_and_says_what_to_do(
    content: bytes, because: str, officer: Person, now: datetime
) -> None:
    for dry_run in (True, False):
        with pytest.raises(UnreadableFile, match=because):
            imported(content, now, dry_run=dry_run)
    with system("test"):
        assert InheritedFile.objects.get().state == "failed"


@pytest.mark.clause("PLAN-F4")
def test_a_worker_is_matched_by_number_and_name_and_in_doubt_by_a_person(officer: Person, now: datetime) -> None:
    an_entry("Jane", "Okonkwo", number=4_321)
    sure, changed = a_row(registration_number="sw 4321"), a_row(registration_number="SW4321", name="Jane Field")
    assert imported(as_csv([sure, changed]), now).doubtful == 1
    one, other = inherited_as(sure["Former reference"]), inherited_as(changed["Former reference"])
    assert (one.state, one.concern.about_number, other.state, other.concern.entry_id) == (
        "matched", "SW4321", "to_match", None
    )  # fmt: skip
    with system("test"):
        assert one.concern.entry_id is not None
    with pytest.raises(Refused, match="Nobody on the public register"):
        taken(other, "match", officer, now, "Married since.", number="SW4322")
    taken(other, "match", officer, now, "Married since; the date of birth agrees.", number="sw4321")
    with system("test"):
        concern = Concern.objects.get(pk=other.concern_id)
        assert (concern.entry_id, concern.about_name) == (one.concern.entry_id, "Jane Okonkwo")
        assert Investigation.objects.get(concern=concern).title == "Jane Okonkwo"
        assert Inherited.objects.get(pk=other.pk).name_given == "Jane Field"


@pytest.mark.clause("PLAN-F4")
def test_inherited_cases_are_counted_apart_against_the_measure_and_left_out_of_every_other_figure(
    officer: Person, now: datetime
) -> None:
    on = london_date(now)
    imported(as_csv(EVERY), now)
    found = progress(officer, on)
    assert (found.inherited, found.beyond, found.closed_before, found.came_beyond) == (4, 2, 1, 2)
    assert (found.share, found.measure, found.met) == (50.0, 80, False)
    triage = inherited_as(refs(EVERY)[0]).concern
    risk = {"risk": "low", "risk_why": "Supervised."}
    taken(triage, "close", officer, now, "No grounds.", **risk)
    found = progress(officer, on + timedelta(days=1))
    assert (found.now[Now.CONCLUDED], found.now[Now.INVESTIGATION], found.share, found.met) == (1, 1, 75.0, False)
    for stage in count_stages([triage.organisation_id], on + timedelta(days=40)):
        assert stage.open is None, stage.procedure.name
        assert stage.took is None, stage.procedure.name
        assert not any(many for _, many in stage.months), stage.procedure.name
    page = text(signed_in(officer).get("/concerns/figures/"))
    assert "3 of 4 have progressed beyond investigation: 75.0%. The plan asks for 80% or more." in page
    assert "Clause PLAN-F4" in page


@pytest.mark.clause("PLAN-F4")
def test_an_officer_uploads_sees_what_was_understood_and_confirms(officer: Person, now: datetime) -> None:
    rows = [a_row(), a_row(stage="Appeal"), a_row()]
    sheet = io.BytesIO(as_csv(rows))
    file = upload_file(content=sheet, name="cases.csv", former_regulator=WHOSE, by=officer, now=now)
    browser, address = signed_in(officer), f"/concerns/inherited/{file.pk}/"
    assert "Being read" in text(browser.get(address))
    assert confirm_file(file=file, by=officer, now=now).state == "checking"
    read_uploaded(file_id=file.pk, now=now)
    with system("test"):
        assert not Inherited.objects.exists()
    page = text(browser.get(address))
    for words in (
        "Bring in 2 cases",
        "“Appeal” is no stage.",
        "Give one of: Triage",
        "No registration number is given.",
    ):
        assert words in page
    assert browser.post(address).status_code == 302
    assert browser.post(address).status_code == 302
    finish_file(file_id=file.pk, now=now)
    finish_file(file_id=file.pk, now=now)
    with system("test"):
        assert Inherited.objects.count() == 2
    assert "Brought in" in text(browser.get(address))


@pytest.mark.clause("PLAN-F4")
def test_nobody_else_at_the_regulator_brings_cases_in(now: datetime) -> None:
    with system("test"):
        investigator = a_person("Ivo Lindqvist", Role.INVESTIGATOR, the_regulator())
    with pytest.raises(Refused, match="Only somebody who may bring in"):
        upload_file(content=io.BytesIO(b"x"), name="a.csv", former_regulator=WHOSE, by=investigator, now=now)
    assert signed_in(investigator).get("/concerns/inherited/").status_code == 403


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_is_read_as_a_csv_is(kind: str, officer: Person, now: datetime) -> None:
    row = {**a_row(), "Received on": date(2019, 3, 4)}
    report = imported(a_workbook(kind, row), now, name=f"cases.{kind}", dry_run=True)
    assert (report.rows, report.accepted) == (1, 1)
    assert report.first[0]["received"] == date(2019, 3, 4)
