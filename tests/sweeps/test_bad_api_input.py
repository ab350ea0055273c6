"""Whatever is sent to the JSON API, by its own description or against it, the answer is never 5xx."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import requests
import schemathesis
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation.modes import GenerationMode

from almoner.operations.web.middleware import KeepLimits
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.register.queries.search import Found, search
from almoner.register.tests.factories import an_entry
from almoner.scope.context import system
from tests.sweeps.objects import makers

pytestmark = [pytest.mark.django_db(transaction=True)]

WIDE = 20_000 if os.environ.get("WIDE") == "1" else 2_000
EACH_TIME = 80
DESCRIPTIONS = ("register-api:openapi-json", "casework-api:openapi-json")


@pytest.fixture(autouse=True)
def _standing_still(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeepLimits, "_counted", lambda *_: [])


@pytest.fixture
def client(db: None, now: datetime) -> Client:
    client = Client(raise_request_exception=False)
    with system("test"), transaction.atomic():
        organisation = an_organisation()
        person: Person = a_person("Bad Input", Role.HR_OFFICER, organisation)
        client.force_login(person)
        client.real = makers()["casework-api:case"](organisation, person, now)  # type: ignore[attr-defined]
    an_entry("Jane", "Okonkwo", number=11111, town="Leeds")
    return client


def operations(client: Client) -> list[Any]:
    """Every operation that the API describes."""
    found = []
    for name in DESCRIPTIONS:
        answer = client.get(reverse(name))
        assert answer.status_code == 200, name
        described: Any = schemathesis.openapi.from_dict(answer.json())
        found += [each.ok() for each in described.get_all_operations() if each.ok() is not None]
    return found


def cases(operation: Any, real: list[dict[str, Any]]) -> st.SearchStrategy[Any]:
    """Requests that keep to an operation's description, that break it, and that ask for things there are."""
    wanted = {parameter.name for parameter in operation.path_parameters}
    known = [{name: str(value) for name, value in each.items()} for each in real if set(each) <= wanted]
    ways = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    ways += [
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE, path_parameters=each | _rest(wanted - set(each)))
        for each in known
    ]
    return st.one_of(ways)


def _rest(names: set[str]) -> dict[str, str]:
    return dict.fromkeys(names, "close")


def send(client: Client, case: Any) -> int:
    """The status that a request gets."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    headers = {
        name: value.decode("latin-1") if isinstance(value, bytes) else value for name, value in asked.headers.items()
    }
    headers.pop("Cookie", None)  # in place of the session that the description asks for, there is a real one
    kind = headers.pop("Content-Type", "application/json")
    sent: Any = asked.body or b""
    body = sent if isinstance(sent, bytes) else sent.encode("utf-8", "surrogatepass")
    return client.generic(asked.method or "GET", asked.path_url, body, kind, headers=headers).status_code


def try_all(client: Client, most: int, *, same_each_time: bool) -> Counter[int]:
    """Try every operation so many times in all; how each attempt ended. Fails with the request at the first 5xx."""
    described, statuses = operations(client), Counter[int]()
    for operation in described:

        @settings(
            max_examples=max(4, most // len(described)),
            deadline=None,
            database=None,
            derandomize=same_each_time,
            suppress_health_check=list(HealthCheck),
        )
        @given(cases(operation, client.real))  # type: ignore[attr-defined]
        def attempt(case: Any) -> None:
            status = send(client, case)
            statuses[status] += 1
            assert status < 500, case.as_curl_command()

        attempt()
    counts = ", ".join(f"{status}: {count:,}" for status, count in sorted(statuses.items()))
    print(f"\n{statuses.total():,} bad inputs to {len(described)} operations of the API; answers {counts}")
    return statuses


def test_the_api_is_not_felled_by_what_its_description_allows_and_forbids(client: Client) -> None:
    statuses = try_all(client, EACH_TIME, same_each_time=True)
    assert {200, 404, 422} <= set(statuses)


def test_the_control_an_operation_that_believes_its_input_is_found(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def frail(text: str, page: int = 1, *, exact: bool = False) -> Found:
        text.encode("ascii")
        return search(text, page, exact=exact)

    monkeypatch.setattr("almoner.register.web.api.queries.search", frail)
    with pytest.raises(AssertionError, match="/search"):
        try_all(client, EACH_TIME, same_each_time=True)


@pytest.mark.long
def test_the_api_is_not_felled_by_thousands(client: Client) -> None:
    assert try_all(client, WIDE, same_each_time=False).total() >= WIDE * 0.8
