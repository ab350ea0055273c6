"""Cases as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from almoner.people.models import Person
from almoner.procedure.models import Step
from almoner.procedure.tests.factories import Council, fresh, move, referral_in
from almoner.scope.context import system


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def caller(person: Person) -> Client:
    client = Client()
    with system("test"):
        client.force_login(person)
    return client


def address(case: Any, *more: str) -> str:
    return "/".join(["/api/cases/sample_referral", str(case.pk), *more])


def post(client: Client, case: Any, name: str = "agree", body: Any = None, **headers: str) -> Any:
    given = {"If-Match": '"2"', "Idempotency-Key": "one"} | {k.replace("_", "-"): v for k, v in headers.items()}
    sent = {"reasons": "Weighed."} if body is None else body
    return client.post(address(case, "moves", name), sent, content_type="application/json", headers=given)


def test_a_case_says_what_can_be_done_and_why_not(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    answer = caller(council.manager).get(address(case))
    assert answer["ETag"] == '"2"'
    told = {one["move"]: one for one in answer.json()["moves"]}
    assert not told["agree"]["open"]
    assert [r["about"] for r in told["agree"]["refusals"]] == ["role", "duties"]
    assert told["agree"]["refusals"][0]["clause_words"].startswith("Any referral")
    assert told["withdraw"]["open"]
    assert answer.json()["clocks"][0] | {"due": "2026-11-30", "used": 0} == answer.json()["clocks"][0]


def test_nothing_is_sent_again_while_the_case_has_not_changed(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    assert caller(council.head).get(address(case), headers={"If-None-Match": '"2"'}).status_code == 304
    assert caller(council.head).get(address(case), headers={"If-None-Match": '"1"'}).status_code == 200


def test_the_same_request_twice_is_one_step_and_says_so(council: Council, now: datetime) -> None:
    case, client = referral_in("discussed", council, now), caller(council.head)
    first, second = post(client, case), post(client, case)
    assert (first.status_code, first.json()["again"], first["ETag"]) == (200, False, '"3"')
    assert (second.status_code, second.json()["again"]) == (200, True)
    assert first.json()["step"] == second.json()["step"]
    with system("test"):
        assert Step.objects.filter(case_id=case.pk, move="agree").count() == 1


def test_a_stale_version_is_412_and_names_what_happened(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    move(case, "record_effects", council.hr, now)
    answer = post(caller(council.head), case)
    assert (answer.status_code, answer["Content-Type"]) == (412, "application/problem+json")
    assert "record_effects" in answer.json()["detail"]


def test_refusals_come_with_their_clause(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    theirs = post(caller(council.manager), case)
    assert (theirs.status_code, theirs.json()["type"]) == (403, "/clauses/FTP-3.8/")
    unexplained = post(caller(council.deputy), case, body={"values": {"state": "sent"}})
    assert unexplained.status_code == 422
    assert {r["about"] for r in unexplained.json()["refusals"]} == {"reasons", "field", "test"}
    assert fresh(case).state == "discussed"


def test_a_key_used_for_something_else_is_409(council: Council, now: datetime) -> None:
    case, client = referral_in("discussed", council, now), caller(council.head)
    assert post(client, case).status_code == 200
    assert post(client, case, "decline").status_code == 409


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If_Match": ""}, 428),
        ({"Idempotency_Key": ""}, 428),
        ({"Idempotency_Key": "x" * 121}, 400),
        ({"If_Match": "*"}, 412),
    ],
)
def test_a_move_needs_its_headers(council: Council, now: datetime, headers: dict[str, str], status: int) -> None:
    answer = post(caller(council.head), referral_in("discussed", council, now), **headers)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_who_is_not_signed_in_gets_401_and_who_may_not_see_gets_404(council: Council, now: datetime) -> None:
    case = referral_in("discussed", council, now)
    for path in ("/api/cases/", address(case)):
        assert Client().get(path).status_code == 401
    assert post(Client(), case).status_code == 401
    outsider = caller(council.outsider)
    assert outsider.get(address(case)).status_code == post(outsider, case).status_code == 404
    assert outsider.get(address(case)).content == outsider.get(address(council.head)).content
    assert post(caller(council.head), case, "fly").status_code == 404


def test_a_post_from_another_site_is_refused(council: Council, now: datetime) -> None:
    client = Client(enforce_csrf_checks=True)
    with system("test"):
        client.force_login(council.head)
    assert post(client, referral_in("discussed", council, now)).status_code == 403


@pytest.mark.parametrize("body", ["x", "[]", '{"values": 1}', '{"values": {"absence": {"a": 1}}}', "{", '"\\u0000"'])
def test_no_body_breaks_it(council: Council, now: datetime, body: str) -> None:
    assert post(caller(council.head), referral_in("discussed", council, now), body=body).status_code in {400, 422}


def test_the_worklist_is_paged_and_filtered(council: Council, now: datetime) -> None:
    for n in range(26):
        referral_in("discussed", council, now, title=f"Case {n}")
    client = caller(council.head)
    listed = client.get("/api/cases/").json()
    assert (listed["count"], listed["pages"], len(listed["cases"])) == (26, 2, 25)
    assert client.get("/api/cases/?page=2&q=Case").json()["count"] == 26
    assert client.get("/api/cases/?waiting=true&q=Case 7").json()["count"] == 0
    assert caller(council.next_up).get("/api/cases/?waiting=true&q=Case 7").json()["count"] == 1
    assert client.get("/api/cases/?page=0").status_code == 422
