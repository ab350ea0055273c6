"""A panel reads what the social worker was given and what they answered, and nothing else of the case."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from almoner.employment.models import StaffMember
from almoner.fitness.actions.evidence import Described, add_file
from almoner.fitness.models import Concern, Disclosure, Hearing, Investigation
from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests import hearing_objects as objects
from almoner.fitness.tests import investigation_factories as investigate
from almoner.fitness.tests import order_factories as arrange
from almoner.fitness.tests.browsing import signed_in, text
from almoner.notices.models import Notice
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.record.models import Reading
from almoner.register.tests.factories import the_regulator
from almoner.scope.context import system

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PLAN-F9")]


@pytest.fixture(autouse=True)
def today(now: datetime, settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.DOCUMENTS_STORE = str(tmp_path)
    settings.DOCUMENTS_CLAMD = ""
    settings.DOCUMENTS_WITHOUT_SCANNER = "serve"
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def given(now: datetime) -> dict[str, str]:
    """A hearing on a concern whose evidence was disclosed."""
    with system("test"):
        (made,) = objects.bundles(the_regulator(), investigate.an_investigator(), now)
    return {name: str(value) for name, value in made.items()}


def seated(given: dict[str, str], bench: list[Person], now: datetime) -> Hearing:
    with system("test"):
        hearing = Hearing.objects.get(pk=given["case_id"])
    return hear.seated(hearing, arrange.a_desk(), bench[:2], now)


def test_a_panel_member_reads_the_bundle_and_the_answer_and_the_record_says_so(
    given: dict[str, str], bench: list[Person], now: datetime
) -> None:
    hearing = seated(given, bench, now)
    with system("test"):
        investigation = Investigation.objects.get(concern=hearing.concern)
    investigate.step(
        investigation, "record_response", investigate.an_investigator(), now, response="I was on leave that day.",
        came_how="A letter from the union",
    )  # fmt: skip
    reader, address = signed_in(bench[0]), f"/concerns/hearings/{hearing.pk}/bundle/"
    page = text(reader.get(address))
    for words in ("Bundle 1, given to the social worker on", "I was on leave that day.", "A letter from the union"):
        assert words in page
    assert address in text(reader.get(f"/cases/hearing/{hearing.pk}/"))
    assert b"".join(reader.get(f"{address}{given['disclosure_id']}/")).startswith(b"%PDF-")
    with system("test"):
        assert Reading.objects.filter(subject=f"fitness.bundles:{hearing.pk}", actor_id=bench[0].actor_id).count() == 2


def test_an_adjudicator_of_another_hearing_reads_none_of_it(
    given: dict[str, str], bench: list[Person], now: datetime
) -> None:
    hearing = seated(given, bench, now)
    address = f"/concerns/hearings/{hearing.pk}/bundle/"
    other = signed_in(bench[2])
    assert other.get(address).status_code == 404
    assert other.get(f"{address}{given['disclosure_id']}/").status_code == 404


def test_a_bundle_of_another_concern_is_not_found_from_this_hearing(
    given: dict[str, str], bench: list[Person], now: datetime
) -> None:
    mine = hear.seated(hear.a_hearing(arrange.a_concern_about(now=now), now=now), arrange.a_desk(), bench[:2], now)
    reader = signed_in(bench[0])
    address = f"/concerns/hearings/{mine.pk}/bundle/"
    assert "There is no bundle yet" in text(reader.get(address))
    assert reader.get(f"{address}{given['disclosure_id']}/").status_code == 404
    with system("test"):
        assert Concern.objects.count() == 2


@dataclass
class HandedIn:
    """A hearing to which something was brought after the investigation was over."""

    hearing: Hearing
    officer: Person
    worker: Person

    @property
    def bundles(self) -> str:
        return f"/concerns/hearings/{self.hearing.pk}/bundle/"

    @property
    def evidence(self) -> str:
        return f"/concerns/{self.hearing.concern_id}/evidence/"

    def brings(self, now: datetime, name: str = "Diary", *, scanned: bool = True) -> None:
        with system("test"):
            piece = add_file(
                concern=self.hearing.concern, file=io.BytesIO(name.encode()), name=f"{name}.txt",
                described=Described(name, "The social worker"), by=self.officer, now=now,
            )  # fmt: skip
            if scanned:
                investigate.scanned(piece.document_id, now)

    def gives(self) -> str:
        return text(signed_in(self.officer).post(self.evidence, {"give": "1"}, follow=True))


@pytest.fixture
def handed_in(bench: list[Person], now: datetime) -> HandedIn:
    with system("test"):
        worker = a_person("Wilhelmina Zdziarski", Role.PRACTITIONER)
    investigator, investigation = investigate.an_investigator(), investigate.gathering(now, worker)
    desk = arrange.a_desk()
    hearing = hear.seated(hear.a_hearing(investigation.concern, now=now), desk, bench[:2], now)
    made = HandedIn(hearing, desk.officer, worker)
    made.brings(now, "Rota")
    moved = investigate.step(investigation, "disclose", investigator, now, **investigate.RISK)
    moved = investigate.step(moved, "record_response", investigator, now, response="I was ill.", came_how="Post")
    investigate.step(moved, "refer_to_examiners", investigator, now, "All is gathered.", **investigate.RISK)
    return made


def test_what_is_handed_in_at_a_hearing_is_read_by_the_panel_once_the_social_worker_was_given_it(
    handed_in: HandedIn, bench: list[Person], now: datetime
) -> None:
    panel, officer = signed_in(bench[0]), signed_in(handed_in.officer)
    assert "Give it to the hearings officer" in text(panel.get(handed_in.bundles))
    handed_in.brings(now)
    assert "Diary" not in text(panel.get(handed_in.bundles))
    assert "1 piece was added and not given to them yet" in text(officer.get(handed_in.bundles))
    assert "Number 2. No panel reads it before" in text(officer.get(handed_in.evidence))
    assert "The social worker is given the whole bundle" in handed_in.gives()
    for reader, address in (
        (panel, handed_in.bundles),
        (signed_in(handed_in.worker), f"/your-case/{handed_in.hearing.concern_id}/"),
    ):
        page = text(reader.get(address))
        assert "Bundle 2, given to" in page
        assert "Diary" in page
    with system("test"):
        assert Notice.objects.get(template="worker_to_read").to_person == handed_in.worker
        assert Disclosure.objects.get(number=2).last_number == 2
    assert "No panel reads" not in text(officer.get(handed_in.evidence))


def test_whoever_gives_a_bundle_is_told_that_no_message_reaches_a_worker_without_an_account(
    handed_in: HandedIn, now: datetime
) -> None:
    officer, no_account = signed_in(handed_in.officer), "The social worker has no account here"
    handed_in.brings(now)
    assert no_account not in text(officer.get(handed_in.evidence))
    with system("test"):
        StaffMember.objects.update(person=None)
    page = text(officer.get(handed_in.evidence))
    assert no_account in page
    assert "Bundle 1, number 1<" in page
    assert "Now send it to the social worker" in handed_in.gives()
    with system("test"):
        assert not Notice.objects.filter(template="worker_to_read").exists()


def test_a_bundle_is_not_given_again_with_nothing_new_or_with_what_nobody_may_open(
    handed_in: HandedIn, now: datetime
) -> None:
    assert "was given everything that is in the bundle" in handed_in.gives()
    handed_in.brings(now, scanned=False)
    assert "Some of the bundle cannot be opened: number 2" in handed_in.gives()
    with system("test"):
        assert Disclosure.objects.count() == 1


def test_while_an_investigator_has_the_case_its_bundle_is_disclosed_by_them(bench: list[Person], now: datetime) -> None:
    investigation = investigate.gathering(now)
    made = HandedIn(hear.a_hearing(investigation.concern, now=now), arrange.a_desk().officer, bench[0])
    made.brings(now)
    assert "The case is still with its investigator" in made.gives()
    assert signed_in(bench[0]).post(made.evidence, {"give": "1"}).status_code in (403, 404)
    with system("test"):
        assert not Disclosure.objects.exists()


def test_of_what_was_never_investigated_here_no_bundle_is_given(bench: list[Person], now: datetime) -> None:
    made = HandedIn(
        hear.a_hearing(arrange.a_concern_about(now=now), now=now), arrange.a_desk().officer, bench[0]
    )  # fmt: skip
    assert "Nothing was investigated here" in made.gives()
    with system("test"):
        assert not Disclosure.objects.exists()
