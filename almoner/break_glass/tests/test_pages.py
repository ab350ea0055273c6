"""The way through the pages of an emergency opening, as the head of service goes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from almoner.break_glass import queries
from almoner.break_glass.models import BreakGlassReview
from almoner.break_glass.tests.test_break_glass import REASON, Council, a_closed_list, told
from almoner.employment.tests.factories import a_council, an_officer, upload
from almoner.people.models import BreakGlass, Membership
from almoner.people.rules import Role
from almoner.record.models import Entry, Reading
from almoner.scope.context import system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(now: datetime) -> Iterator[Any]:
    with time_machine.travel(now, tick=False) as travelling:
        yield travelling


@pytest.fixture
def council(now: datetime) -> Council:
    return a_closed_list(now)


def ask(client: Client, reference: str, reason: str = REASON) -> Any:
    return client.post("/break-glass/open/", {"reference": reference, "reason": reason, "minutes": "15"})


def test_from_the_explanation_to_the_end(council: Council, client: Client, clock: Any) -> None:
    client.force_login(council.head)
    address = f"/cases/staff_list/{council.case.pk}/"
    assert client.get(address).status_code == 404
    assert b"You have never opened" in client.get("/break-glass/").content
    done = client.get(ask(client, f" {council.case.reference} ").headers["Location"])
    assert b"You can read this case" in done.content
    assert "9:45am" in done.content.decode()
    seen = client.get(address).content.decode()
    assert "Emergency opening: you can read" in seen
    assert "You cannot act on it" in seen
    assert "Write a note" not in seen
    assert client.get(address + "note/").status_code == 404
    assert client.get(f"/api/cases/staff_list/{council.case.pk}").status_code == 404
    clock.shift(timedelta(minutes=15))
    assert client.get(address).status_code == 404
    ended = client.get("/break-glass/").content.decode()
    assert "Waits for its review" in ended
    assert "Emergency opening: you can read" not in ended


def test_ending_it_early_closes_the_case(council: Council, client: Client, clock: Any) -> None:
    client.force_login(council.head)
    opening = ask(client, council.case.reference).headers["Location"]
    clock.shift(timedelta(minutes=1))
    client.post(opening + "end/")
    assert b"It has ended" in client.get(opening).content
    assert client.get(f"/cases/staff_list/{council.case.pk}/").status_code == 404


def test_each_reading_is_noted_under_the_opening_and_the_review_says_how_many(council: Council, client: Client) -> None:
    opening = council.opens()
    client.force_login(council.head)
    for _ in range(2):
        assert client.get(f"/cases/staff_list/{council.case.pk}/").status_code == 200
    with system("test"):
        assert Reading.objects.filter(subject=f"people.breakglass:{opening.pk}").count() == 2
        rows = dict(queries.rows_of(BreakGlassReview.objects.get()))
    assert rows["Their reason"] == REASON
    assert rows["How often it was read"].startswith("2 times, last on 23 November 2026")


def test_absent_and_not_theirs_are_the_same_in_bytes_and_on_the_record(council: Council, client: Client) -> None:
    with system("test"):
        elsewhere = a_council("Elsewhere")
        other = upload("Name\nAda\n", by=an_officer(elsewhere), to=elsewhere, now=council.now).staff_list
    client.force_login(council.head)
    answers = set()
    for reference in (other.reference, "STA-2026-FFFFFF"):
        body = re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", ask(client, reference).content)
        answers.add(body.replace(reference.encode(), b"typed"))
    assert len(answers) == 1
    assert b"No case that you may open" in answers.pop()
    with system("test"):
        assert Entry.objects.filter(kind="break_glass.nothing_opened").count() == 2
        assert not BreakGlass.objects.exists()


def test_what_was_typed_is_kept_and_a_short_reason_is_refused(council: Council, client: Client) -> None:
    client.force_login(council.head)
    answer = ask(client, council.case.reference, "urgent").content.decode()
    assert council.case.reference in answer
    assert "There is a problem" in answer
    with system("test"):
        assert not BreakGlass.objects.exists()


def test_who_sees_the_case_is_sent_to_it_and_nobody_is_told(council: Council, client: Client) -> None:
    with system("test"):
        Membership.objects.create(
            person=council.head, organisation=council.here, role=Role.HR_OFFICER, starts=council.now.date()
        )
    client.force_login(council.head)
    assert ask(client, council.case.reference).headers["Location"] == f"/cases/staff_list/{council.case.pk}/"
    assert told(council.guard, "glass_broken") == []


def test_only_so_many_references_can_be_tried(council: Council, client: Client) -> None:
    client.force_login(council.head)
    codes = [ask(client, f"STA-2026-{turn:06}", "short").status_code for turn in range(21)]
    assert codes == [200] * 20 + [429]


def test_it_is_for_those_alone_whose_role_allows_it(council: Council, client: Client) -> None:
    client.force_login(council.guard)
    assert client.get("/break-glass/").status_code == 403
    assert ask(client, council.case.reference).status_code == 403


def test_another_persons_opening_is_not_there(council: Council, client: Client) -> None:
    opening = council.opens()
    with system("test"):
        client.force_login(an_officer(council.here, "Deb Deputy", Role.DEPUTY_DIRECTOR))
    assert client.get(f"/break-glass/{opening.pk}/").status_code == 404
    assert client.post(f"/break-glass/{opening.pk}/end/").status_code == 404
