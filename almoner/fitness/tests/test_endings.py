"""The end of an agency assignment: the question there and then, the agency, and the referral that may grow from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from almoner.fitness.actions.endings import end_assignment
from almoner.fitness.models import AssignmentEnding, Concern, Referral
from almoner.fitness.rules.ending import ENDING
from almoner.fitness.tests import factories as make
from almoner.fitness.tests.factories import Council
from almoner.people.rules import Role
from almoner.procedure.rules import Asking, Refused, check
from almoner.scope.context import system

pytestmark = pytest.mark.django_db
ENDED: Mapping[str, Any] = {
    "ended_on": date(2026, 11, 20), "agency": "Halden Staffing", "why": "conduct", "what": "Records were made up.",
    "on_harm": "Met: nobody saw the children.", "on_confidence": "Met: the records are false.",
    "spoken_to": "Pat Rowe", "spoken_on": date(2026, 11, 20), "spoken": "They will place nobody meanwhile.",
    "answer": "refer", "answer_why": "Three false records.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def at(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def council() -> Council:
    return make.a_council()


def ending(council: Council, now: datetime, **changed: Any) -> AssignmentEnding:
    """An agency worker without an account or a post, whose assignment the team manager ends."""
    with system("test"):
        member = make.a_member(council.organisation, council.manager, name="Robin Vale")
        values = {name: value for name, value in {**ENDED, **changed}.items() if value is not None}
        made = end_assignment(member=member, values=values, by=council.manager, now=now, key=f"end:{member.pk}")
        return AssignmentEnding.objects.get(pk=made.case.pk)


@pytest.mark.clause("FTP-3.7")
@pytest.mark.parametrize("why", ["performance", "conduct"])
@pytest.mark.parametrize(
    "missing", ["answer", "answer_why", "on_harm", "on_confidence", "spoken_to", "spoken_on", "spoken"]
)
def test_an_assignment_is_not_ended_without_the_answer_its_reasons_and_the_agency(why: str, missing: str) -> None:
    values = {name: value for name, value in {**ENDED, "why": why}.items() if name != missing}
    asking = Asking("", "me", frozenset({Role.LINE_MANAGER}), date(2026, 11, 23), values=values)
    assert [(one.clause, one.field) for one in check(ENDING, "end", asking)] == [("FTP-3.7", missing)]


@pytest.mark.clause("FTP-3.7")
def test_trying_to_end_one_without_an_answer_leaves_nothing_behind(council: Council, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        ending(council, now, answer=None)
    assert refused.value.clause == "FTP-3.7"
    assert "has to know" in str(refused.value)
    with system("test"):
        assert not AssignmentEnding.objects.exists()
        assert not Referral.objects.exists()


@pytest.mark.clause("FTP-3.7")
def test_an_answer_to_refer_begins_a_referral_that_no_performance_record_is_needed_for(
    council: Council, now: datetime
) -> None:
    made = ending(council, now)
    with system("test"):
        referral = Referral.objects.get(ending=made)
    assert referral.performance_id is None
    referral = make.step(referral, "put_forward", council.manager, now, **make.STATEMENT)
    referral = make.step(referral, "discuss", council.service_manager, now, **make.DISCUSSED)
    referral = make.step(referral, "agree", council.head, now, **make.JUDGED)
    make.step(referral, "submit", council.manager, now, **make.EFFECTS)
    with system("test"):
        assert Concern.objects.get(referral_id=referral.pk).about_name == "Robin Vale"


def test_an_answer_not_to_refer_is_kept_with_its_reasons_and_begins_nothing(council: Council, now: datetime) -> None:
    made = ending(council, now, answer="not", answer_why="Neither test is met.")
    assert made.closed_at is not None
    with system("test"):
        assert not Referral.objects.exists()


def test_an_end_for_another_reason_asks_nothing(council: Council, now: datetime) -> None:
    nothing = dict.fromkeys(
        ("on_harm", "on_confidence", "spoken_to", "spoken_on", "spoken", "answer", "answer_why"), None
    )
    assert ending(council, now, why="other", what="The work is done.", **nothing).state == "ended"


@pytest.mark.parametrize(
    ("changed", "because"),
    [({"spoken_on": date(2026, 12, 1)}, "not come yet"), ({"ended_on": date(2016, 11, 20)}, "not a day near")],
)
def test_a_day_that_cannot_be_is_refused(
    council: Council, now: datetime, changed: dict[str, Any], because: str
) -> None:
    with pytest.raises(Refused, match=because):
        ending(council, now, **changed)


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


@pytest.mark.clause("FTP-3.7")
def test_on_its_page_a_manager_finds_the_worker_and_is_asked_there_and_then(council: Council, now: datetime) -> None:
    client = Client()
    with system("test"):
        member = make.a_member(council.organisation, council.manager, name="Robin Vale")
        client.force_login(council.manager)
    assert "None has been written down" in client.get("/practice-concerns/endings/").content.decode()
    assert "Robin Vale" in client.get("/practice-concerns/endings/new/?q=vale").content.decode()
    typed = {name: value for name, value in ENDED.items() if not isinstance(value, date)}
    typed |= day("ended_on", ENDED["ended_on"]) | day("spoken_on", ENDED["spoken_on"]) | {"key": "k"}
    address = f"/practice-concerns/endings/new/{member.pk}/"
    refused = client.post(address, {**typed, "answer": ""}).content.decode()
    assert "asks whether the regulator has to know" in refused
    assert "Three false records." in refused
    done = client.post(address, typed, follow=True).content.decode()
    assert "The end of the assignment is written down" in done
    assert "Referral to the regulator: being written" in done
    assert "Robin Vale" in client.get("/practice-concerns/endings/").content.decode()
    with system("test"):
        client.force_login(make.a_council("Elsewhere Council", worker="Nia Rees").manager)
    assert client.get(address).status_code == 404
