"""A panel reads what the social worker was given and what they answered, and nothing else of the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from almoner.fitness.models import Concern, Hearing, Investigation
from almoner.fitness.tests import hearing_factories as hear
from almoner.fitness.tests import hearing_objects as objects
from almoner.fitness.tests import investigation_factories as investigate
from almoner.fitness.tests import order_factories as arrange
from almoner.fitness.tests.browsing import signed_in, text
from almoner.people.models import Person
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
