"""What the people outside see: whoever raised a concern, and the social worker concerned, each their own view of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from almoner.fitness.actions import evidence
from almoner.fitness.actions.disclosures import bind_disclosure
from almoner.fitness.actions.holds import put_on_hold
from almoner.fitness.actions.support import say_what_is_needed
from almoner.fitness.models import AcceptedOutcome, Disclosure, Hearing, Investigation, Support
from almoner.fitness.queries.standing import stands_for_raiser, told_to
from almoner.fitness.queries.support import support_for
from almoner.fitness.rules.standing import TO_THE_RAISER, TO_THE_WORKER
from almoner.fitness.tests import examination_factories as examine
from almoner.fitness.tests import factories as make
from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests import investigation_factories as arrange
from almoner.fitness.tests import order_factories as orders
from almoner.fitness.web.presenters.standing import stands_context
from almoner.notices.models import Notice
from almoner.people.models import Person
from almoner.people.rules import Permission, Role, roles_with
from almoner.people.tests.factories import a_person
from almoner.procedure import registry
from almoner.procedure.models import Step
from almoner.record.models import Entry
from almoner.register.tests.factories import the_regulator
from almoner.scope.clock import london_date
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(now: datetime, settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.DOCUMENTS_STORE = str(tmp_path)
    settings.DOCUMENTS_CLAMD = ""
    settings.DOCUMENTS_WITHOUT_SCANNER = "serve"
    with time_machine.travel(now + timedelta(hours=3), tick=True):
        yield


@pytest.fixture
def worker() -> Person:
    with system("test"):
        return a_person("Wilhelmina Zdziarski", Role.PRACTITIONER)


def disclosed(now: datetime, worker: Person) -> Investigation:
    investigator, investigation = arrange.an_investigator(), arrange.gathering(now, worker, told_how="account")
    with system("test"):
        piece = evidence.add_file(
            concern=investigation.concern, file=io.BytesIO(b"Monday: duty"), name="rota.txt",
            described=evidence.Described("Rota", "Northmoor Council"), by=investigator, now=now,
        )  # fmt: skip
        arrange.scanned(piece.document_id, now)
    return arrange.step(investigation, "disclose", investigator, now, **arrange.RISK)  # type: ignore[no-any-return]


def signed_in(person: Person) -> Client:
    browser = Client()
    with system("test"):
        browser.force_login(person)
    return browser


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("table", [TO_THE_RAISER, TO_THE_WORKER])
def test_a_procedure_that_is_told_of_is_told_of_by_states_that_it_has(table: Any) -> None:
    for procedure, state in table:
        kept = registry.find(procedure.partition(":")[0])
        assert kept is not None
        assert state in kept.procedure.state_names


@pytest.mark.clause("PLAN-F8")
def test_the_worker_is_shown_nothing_before_they_were_told(worker: Person, now: datetime) -> None:
    investigation = arrange.an_investigation(now, worker)
    browser = signed_in(worker)
    assert told_to(worker, london_date(now)) == []
    assert "There is nothing here for you" in shown(browser.get("/your-case/"))
    assert browser.get(f"/your-case/{investigation.concern_id}/").status_code == 404
    planned = arrange.step(investigation, "plan", arrange.an_investigator(), now, **arrange.PLAN)
    assert browser.get(f"/your-case/{investigation.concern_id}/").status_code == 404
    told = {**arrange.TELLING, "told_how": "account"}
    arrange.step(planned, "tell_worker", arrange.an_investigator(), now, **told)
    page = shown(browser.get(f"/your-case/{investigation.concern_id}/"))
    assert arrange.TELLING["told_what"] in page
    assert "The employer keeps them from visits." not in page
    with system("test"):
        assert Notice.objects.get(template="worker_told").to_person == worker


@pytest.mark.clause("PLAN-F8")
def test_the_worker_reads_the_bundle_and_answers_it_in_time(worker: Person, now: datetime) -> None:
    investigation, browser = disclosed(now, worker), signed_in(worker)
    address = f"/your-case/{investigation.concern_id}/"
    page = shown(browser.get(address))
    assert "By <strong>21 December 2026</strong>" in page
    assert "It is being made ready" in page
    with system("test"):
        made = bind_disclosure(disclosure_id=Disclosure.objects.get().pk, now=now)
        assert made.document is not None
        arrange.scanned(made.document.pk, now)
    got = browser.get(f"{address}bundle/{made.pk}/")
    assert b"".join(got).startswith(b"%PDF")
    assert "There is a problem" in shown(browser.post(f"{address}answer/", {"key": "k"}))
    for _ in range(2):
        sent = browser.post(f"{address}answer/", {"key": "k", "response": "I was on leave."}, follow=True)
    assert "We have your answer" in shown(sent)
    with system("test"):
        step = Step.objects.get(case_id=investigation.pk, move="respond")
        assert (step.actor_id, step.values) == (worker.actor_id, {"response": "I was on leave."})
        assert Entry.objects.filter(kind="investigation.respond", case_id=investigation.pk).count() == 1
    assert "Add to your answer" in shown(sent)


def test_nobody_else_reads_the_page_of_the_worker(worker: Person, now: datetime) -> None:
    investigation = disclosed(now, worker)
    with system("test"):
        made = Disclosure.objects.get().pk
        others = [a_person("Robin Ash", Role.PRACTITIONER), a_person("Hanna Weiss", Role.HEAD_OF_SERVICE)]
    for other in (*others, arrange.an_investigator()):
        for page in ("", "answer/", "support/", f"bundle/{made}/"):
            assert signed_in(other).get(f"/your-case/{investigation.concern_id}/{page}").status_code == 404


@pytest.mark.clause("PLAN-F8")
def test_no_time_of_the_workers_runs_while_the_case_is_on_hold(worker: Person, now: datetime) -> None:
    investigation = disclosed(now, worker)
    with system("test"):
        later = now + timedelta(hours=1)
        put_on_hold(
            investigation=investigation,
            ground="health",
            reasons="Private words.",
            by=arrange.an_investigator(),
            now=later,
        )
    page = shown(signed_in(worker).get(f"/your-case/{investigation.concern_id}/"))
    assert "No time of yours runs" in page
    assert "21 December" not in page
    assert "Private words" not in page


@pytest.mark.clause("PLAN-F1")
def test_whoever_raised_it_sees_the_later_stages_and_none_of_the_words(worker: Person, now: datetime) -> None:
    investigation = disclosed(now, worker)
    with system("test"):
        stands = stands_for_raiser(investigation.concern, london_date(now))
        answered = Step.objects.filter(case_id=investigation.pk).values_list("values", flat=True)
        words = {str(word) for values in answered for word in values.values() if " " in str(word)}
    told = " ".join(f"{one.standing.title} {one.standing.next}" for one in (stands.now, *stands.aside, *stands.before))
    assert words
    assert not any(word in told for word in words)
    assert stands.now.standing.title == "The social worker may answer"
    assert stands.now.due is not None
    assert "That is 28 days from 23 November 2026 (" in stands_context(stands)["counted"]
    assert [one.standing.title for one in stands.before] == [
        "We have your concern",
        "It is being investigated",
        "It is being investigated",
        "Evidence is being gathered",
    ]


@pytest.mark.clause("PLAN-F1")
def test_of_a_joined_concern_its_raiser_sees_how_the_other_stands_and_not_who_raised_that(now: datetime) -> None:
    officer, lead = make.a_triage_officer(), arrange.gathering(now).concern
    later = now + timedelta(days=2)
    joined = arrange.step(arrange.a_concern(later), "acknowledge", officer, later, **arrange.RISK)
    joined = arrange.step(joined, "join", officer, later, "One event.", into=lead.reference)
    with system("test"):
        stands = stands_for_raiser(joined, london_date(later))
    assert stands.now.standing.title == "Evidence is being gathered"
    assert min(one.at for one in stands.before) >= later
    assert sum(one.standing.title == "We have your concern" for one in stands.before) == 1


@pytest.mark.clause("PLAN-F10")
def test_what_somebody_needs_is_read_by_those_alone_who_arrange_it(worker: Person, now: datetime) -> None:
    investigation = disclosed(now, worker)
    concern, browser = investigation.concern, signed_in(worker)
    given = {"needs": ["interpreter", "breaks"], "support_words": "Polish, please."}
    assert browser.post(f"/your-case/{concern.pk}/support/", given).status_code == 302
    assert "Polish, please." in shown(browser.get(f"/your-case/{concern.pk}/support/"))
    assert "Polish, please." in shown(signed_in(arrange.an_investigator()).get(f"/concerns/{concern.pk}/support/"))
    assert not {Role.CASE_EXAMINER, Role.ADJUDICATOR, Role.TRIAGE_OFFICER} & set(roles_with(Permission.ARRANGE_SUPPORT))
    with system("test"):
        examiner = a_person("Eve Marsh", Role.CASE_EXAMINER, the_regulator())
        assert not support_for(concern, examiner, london_date(now)).exists()
        assert "Polish" not in str(Entry.objects.filter(kind="concern.support").values_list())
        say_what_is_needed(concern=concern, whose="worker", name=worker.name, said={}, by=worker, now=now)
        assert Support.objects.get().words == ""
    assert signed_in(examiner).get(f"/concerns/{concern.pk}/support/").status_code in (403, 404)


def listed(case: Investigation, now: datetime) -> Hearing:
    """A final hearing of the case of which notice is served, weeks after the investigation sent it on."""
    desk, bench = orders.a_desk(), hear.a_bench()
    return hear.noticed(hear.a_hearing(case.concern, now=now), desk, bench, now)


@pytest.mark.clause("PLAN-F8")
def test_the_worker_and_the_raiser_read_the_days_of_the_hearing_and_the_same_words_once(
    worker: Person, now: datetime
) -> None:
    investigation = disclosed(now, worker)
    listed(investigation, now + timedelta(hours=2))
    page = shown(signed_in(worker).get(f"/your-case/{investigation.concern_id}/"))
    assert "The hearing is on <strong>11 January 2027</strong>" in page
    assert page.count("It goes to a hearing") == 1
    with system("test"):
        told = stands_context(stands_for_raiser(investigation.concern, london_date(now)))
    assert told["held_on"] == "11 January 2027"
    assert [line["title"] for line in told["way"]].count("It goes to a hearing") == 1


@pytest.mark.clause("PLAN-F14")
def test_what_is_proposed_to_the_worker_is_answered_from_their_case(worker: Person, now: datetime) -> None:
    concern = disclosed(now, worker).concern
    before = shown(signed_in(worker).get(f"/your-case/{concern.pk}/"))
    assert f'href="/your-case/{concern.pk}/answer/" role="button"' in before
    later = now + timedelta(hours=2)
    examine.issued(concern, examine.a_pair(), later, examine.PROPOSED)
    with system("test"):
        proposed = AcceptedOutcome.objects.get(concern=concern)
    page = shown(signed_in(worker).get(f"/your-case/{concern.pk}/"))
    assert f'href="/proposed-outcomes/{proposed.pk}/" role="button"' in page
    assert "By 21 December 2026" in shown(signed_in(worker).get("/your-case/"))


@pytest.mark.clause("PLAN-F8")
def test_the_worker_reads_which_order_there_is_and_for_how_long(worker: Person, now: datetime) -> None:
    concern = disclosed(now, worker).concern
    orders.an_order(concern, "interim-suspension", now=now + timedelta(hours=2), months=18)
    page = shown(signed_in(worker).get(f"/your-case/{concern.pk}/"))
    assert "An order is in force: interim suspension order, since 23 November 2026" in page
    assert "It lasts from 23 November 2026 to 22 May 2028." in page
