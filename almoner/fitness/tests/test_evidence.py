"""The bundle: numbers and pages that stay, disclosure as it then was, holds, and the risk as it moved."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pytest_django import Settings

from almoner.documents.queries import content_of, documents_visible_to
from almoner.fitness.actions import evidence as actions
from almoner.fitness.actions.disclosures import bind_disclosure
from almoner.fitness.actions.holds import let_go_on, put_on_hold
from almoner.fitness.models import Concern, Disclosure, Evidence, Investigation
from almoner.fitness.queries.evidence import as_disclosed
from almoner.fitness.queries.investigations import risk_history
from almoner.fitness.rules.evidence import next_place
from almoner.fitness.rules.investigation import INVESTIGATION
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import investigation_factories as arrange
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.queries import clock_runs
from almoner.procedure.rules import Refused
from almoner.register.tests.factories import the_regulator
from almoner.scope.clock import london_date
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.DOCUMENTS_STORE = str(tmp_path)
    settings.DOCUMENTS_CLAMD = ""
    settings.DOCUMENTS_WITHOUT_SCANNER = "serve"


@pytest.fixture(autouse=True)
def at(now: datetime) -> Iterator[None]:
    with time_machine.travel(now + timedelta(hours=1), tick=True):
        yield


@pytest.fixture
def investigation(now: datetime) -> Investigation:
    return arrange.gathering(now)


@pytest.fixture
def investigator(investigation: Investigation) -> Person:
    return arrange.an_investigator()


def add(concern: Concern, by: Person, now: datetime, text: str) -> Evidence:
    with system("test"):
        made = actions.add_file(
            concern=concern, file=io.BytesIO(text.encode()), name=f"{text}.txt",
            described=actions.Described(text, "Northmoor Council"), by=by, now=now,
        )  # fmt: skip
        arrange.scanned(made.document_id, now)
        return Evidence.objects.select_related("concern").get(pk=made.pk)


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


@given(st.lists(st.integers(min_value=1, max_value=400), min_size=1, max_size=30))
def test_pages_follow_each_other_without_gap_or_overlap(many: list[int]) -> None:
    placed: list[Any] = []
    for pages in many:
        placed.append(next_place(placed, pages))
    assert [one.number for one in placed] == list(range(1, len(many) + 1))
    assert [one.first_page for one in placed] == [1 + sum(many[:at]) for at in range(len(many))]


@pytest.mark.clause("PLAN-F8")
def test_what_is_withdrawn_leaves_its_pages_and_what_was_disclosed_stays_as_it_was(
    investigation: Investigation, investigator: Person, now: datetime
) -> None:
    concern = investigation.concern
    first, second = (add(concern, investigator, now, text) for text in ("Rota", "Visit records"))
    disclosed = arrange.step(investigation, "disclose", investigator, now, **arrange.RISK)
    later = now + timedelta(days=1)
    with system("test"):
        actions.withdraw_evidence(evidence=first, by=investigator, now=later, reasons="Another child’s.")
        before = Disclosure.objects.get(concern=concern)
        assert [one.withdrawn_at for one in as_disclosed(before)] == [None, None]
    again = arrange.step(disclosed, "gather_more", investigator, later, "The diary.")
    third = add(concern, investigator, later, "Diary")
    arrange.step(again, "disclose", investigator, later, **arrange.RISK)
    assert [one.placed.words for one in (first, second, third)] == ["page 1", "page 2", "page 3"]
    with system("test"):
        bound = bind_disclosure(disclosure_id=Disclosure.objects.get(concern=concern, number=2).pk, now=later)
        assert bound.document is not None
        with content_of(bound.document) as content:
            pages = [page.extract_text() for page in PdfReader(content).pages]
    assert "Withdrawn from this bundle" in pages[1]
    assert "Rota.txt" not in pages[1]
    assert "Diary.txt" in pages[3]
    assert "Bundle page 3" in pages[3]


@pytest.mark.clause("PLAN-F8")
def test_the_database_itself_keeps_every_number_and_page(
    investigation: Investigation, investigator: Person, now: datetime
) -> None:
    piece = add(investigation.concern, investigator, now, "Rota")
    with system("test"):
        for change in ({"number": 7}, {"first_page": 9}, {"pages": 3}, {"title": "Another"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Evidence.objects.filter(pk=piece.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Evidence.objects.filter(pk=piece.pk).delete()


def test_the_same_file_sent_twice_is_in_the_bundle_once(
    investigation: Investigation, investigator: Person, now: datetime
) -> None:
    add(investigation.concern, investigator, now, "Rota")
    with pytest.raises(Refused, match="in the bundle already"):
        add(investigation.concern, investigator, now, "Rota")


def test_an_answer_is_put_in_the_bundle_as_it_was_received_and_once(
    investigation: Investigation, investigator: Person, now: datetime
) -> None:
    with system("test"):
        asked = procedure.ask(
            case=investigation, kind="police", to_name="Northmoor Police", to_email="desk@police.example",
            by=investigator, now=now + timedelta(hours=1),
        )  # fmt: skip
        procedure.answer(
            request=asked, values={"answer": "No proceedings.\nNone planned."}, now=now + timedelta(days=1)
        )
        asked.refresh_from_db()
        piece = actions.add_answer(concern=investigation.concern, request=asked, by=investigator, now=now)
        with content_of(piece.document) as content:
            assert "None planned." in PdfReader(content).pages[0].extract_text()
        with pytest.raises(Refused, match="in the bundle already"):
            actions.add_answer(concern=investigation.concern, request=asked, by=investigator, now=now)


@pytest.mark.clause("PLAN-F8")
def test_nothing_is_added_while_the_worker_answers_nor_by_whoever_does_not_investigate(
    investigation: Investigation, investigator: Person, now: datetime
) -> None:
    add(investigation.concern, investigator, now, "Rota")
    with pytest.raises(Refused, match="Only the investigator"):
        add(investigation.concern, make.a_triage_officer(), now, "Diary")
    arrange.step(investigation, "disclose", investigator, now, **arrange.RISK)
    with pytest.raises(Refused, match="where the case is now"):
        add(investigation.concern, investigator, now, "Diary")


@pytest.mark.clause("PLAN-F8")
def test_an_empty_bundle_and_one_that_nobody_has_looked_at_are_not_disclosed(
    investigation: Investigation, investigator: Person, now: datetime, settings: Settings
) -> None:
    with pytest.raises(Refused, match="no evidence"):
        arrange.step(investigation, "disclose", investigator, now, **arrange.RISK)
    settings.DOCUMENTS_WITHOUT_SCANNER = "wait"
    add(investigation.concern, investigator, now, "Rota")
    with pytest.raises(Refused, match="cannot be opened: number 1"):
        arrange.step(investigation, "disclose", investigator, now, **arrange.RISK)


@pytest.mark.clause("PLAN-F8")
@pytest.mark.parametrize(("after", "allowed"), [(28, False), (29, True)])
def test_silence_sends_it_on_only_once_the_time_to_answer_is_over(
    investigation: Investigation, investigator: Person, now: datetime, after: int, allowed: bool
) -> None:
    add(investigation.concern, investigator, now, "Rota")
    disclosed = arrange.step(investigation, "disclose", investigator, now, **arrange.RISK)
    at = now + timedelta(days=after)
    if allowed:
        referred = arrange.step(disclosed, "refer_to_examiners", investigator, at, "All is gathered.", **arrange.RISK)
        assert referred.state == "referred"
    else:
        with pytest.raises(Refused, match="not over"):
            arrange.step(disclosed, "refer_to_examiners", investigator, at, "All is gathered.", **arrange.RISK)


@pytest.mark.clause("PLAN-F8")
def test_a_hold_stops_every_clock_that_it_should_and_nothing_is_disclosed_meanwhile(
    investigation: Investigation, investigator: Person, now: datetime
) -> None:
    add(investigation.concern, investigator, now, "Rota")
    on, later = london_date(now), now + timedelta(days=1)
    with system("test"):
        put_on_hold(investigation=investigation, ground="police", reasons="A charge.", by=investigator, now=later)
        paused = {run.clock.name for run in clock_runs(INVESTIGATION, investigation, on) if run.pauses}
        assert paused == {"investigate"}
    with pytest.raises(Refused, match="on hold: Police"):
        arrange.step(investigation, "disclose", investigator, later, **arrange.RISK)
    with system("test"):
        with pytest.raises(Refused, match="already"):
            put_on_hold(investigation=investigation, ground="police", reasons="Again.", by=investigator, now=later)
        ended = now + timedelta(days=40)
        let_go_on(investigation=investigation, ground="police", reasons="No trial.", by=investigator, now=ended)
    assert arrange.step(investigation, "disclose", investigator, ended, **arrange.RISK).state == "disclosed"


@pytest.mark.clause("PLAN-F8")
def test_the_worker_is_not_told_while_that_could_harm_police_proceedings(now: datetime) -> None:
    investigator = arrange.an_investigator()
    planned = arrange.step(arrange.an_investigation(now), "plan", investigator, now, **arrange.PLAN)
    later = now + timedelta(hours=1)
    with system("test"):
        put_on_hold(investigation=planned, ground="police", reasons="Arrests are planned.", by=investigator, now=later)
        stopped = {run.clock.name for run in clock_runs(INVESTIGATION, planned, london_date(now)) if run.pauses}
    assert stopped == {"tell", "investigate"}
    with pytest.raises(Refused, match="harm police proceedings"):
        arrange.step(planned, "tell_worker", investigator, later, **arrange.TELLING)


@pytest.mark.clause("PLAN-F15")
def test_the_risk_is_read_as_it_moved_over_all_stages(
    investigation: Investigation, investigator: Person, now: datetime
) -> None:
    arrange.step(investigation, "assess_risk", investigator, now, risk="high", risk_why="A second family.")
    with system("test"):
        history = risk_history(investigation.concern, investigator, london_date(now))
    assert [(one.stage, one.risk) for one in history] == [
        ("Investigation", "medium"),
        ("Investigation", "high"),
    ]


def test_evidence_is_seen_by_those_alone_who_see_the_concern(
    investigation: Investigation, investigator: Person, now: datetime
) -> None:
    document = add(investigation.concern, investigator, now, "Rota").document_id
    with system("test"):
        other = a_person("Edu Cator", Role.EDUCATION_OFFICER, the_regulator())
        on = london_date(now)
        assert documents_visible_to(investigator, on).filter(pk=document).exists()
        assert not documents_visible_to(other, on).filter(pk=document).exists()


def test_the_pages_of_evidence_holds_and_risk(
    investigation: Investigation, investigator: Person, now: datetime
) -> None:
    concern, browser = investigation.concern, Client()
    with system("test"):
        browser.force_login(investigator)
    page = shown(browser.get(f"/concerns/{concern.pk}/evidence/"))
    assert "There is no evidence yet" in page
    assert "What was said when the concern was raised" in page
    assert browser.post(f"/concerns/{concern.pk}/evidence/", {"statement": "1"}).status_code == 302
    bad = {"title": "Rota", "given_by": "The council", "file": SimpleUploadedFile("rota.pdf", b"%PDF-1.7 nothing")}
    assert "damaged" in shown(browser.post(f"/concerns/{concern.pk}/evidence/add/", bad))
    good = {**bad, "file": SimpleUploadedFile("rota.txt", b"Monday: duty")}
    assert browser.post(f"/concerns/{concern.pk}/evidence/add/", good).status_code == 302
    page = shown(browser.get(f"/concerns/{concern.pk}/evidence/"))
    assert "Page 2" in page
    with system("test"):
        piece = Evidence.objects.get(concern=concern, number=2)
    address = f"/concerns/{concern.pk}/evidence/{piece.pk}/withdraw/"
    assert browser.post(address, {"reasons": "Not theirs."}).status_code == 302
    assert "Not theirs." in shown(browser.get(f"/concerns/{concern.pk}/evidence/"))
    hold = f"/investigations/{investigation.pk}/hold/"
    assert "Select" in shown(browser.post(hold, {"reasons": "In hospital."}))
    assert browser.post(hold, {"ground": "health", "reasons": "In hospital."}).status_code == 302
    assert "In hospital." in shown(browser.get(hold))
    assert browser.get(f"{hold}police/").status_code == 404
    assert browser.post(f"{hold}health/", {"reasons": "Home again."}).status_code == 302
    assert "The employer keeps them from visits." in shown(browser.get(f"/concerns/{concern.pk}/risk/"))
    assert "Put it on hold" in shown(browser.get(f"/cases/investigation/{investigation.pk}/"))


def test_nobody_at_an_employer_opens_a_page_of_the_bundle(investigation: Investigation) -> None:
    browser = Client()
    with system("test"):
        browser.force_login(a_person("Hanna Weiss", Role.HEAD_OF_SERVICE))
    for page in ("evidence/", "evidence/add/", "risk/"):
        assert browser.get(f"/concerns/{investigation.concern_id}/{page}").status_code == 404
