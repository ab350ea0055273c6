"""What the sweeps leave out is left out for a reason that is still true; and every address is swept or left out."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from pytest_django import Settings

from almoner.people.models import Person
from almoner.people.rules import ROLES, OrganisationKind, Permission, roles_with
from almoner.people.tests.factories import a_person
from almoner.people.web.pages import public_page
from almoner.scope.context import system
from tests.sweeps import left_out
from tests.sweeps.objects import makers
from tests.sweeps.probing import Answer, answer
from tests.sweeps.routes import Route, routes
from tests.sweeps.tally import Tried
from tests.sweeps.test_secret_rows import of_the_register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_still", "unlimited")]

GUARDED = "select relname::text from pg_class where relrowsecurity"
#: One address of each that is published.
PUBLISHED: dict[str, dict[str, Any]] = {
    "clauses:source_detail": {"source_id": "FTP"},
    "clauses:clause_detail": {"clause_id": "FTP-3.8"},
    "casework:procedure": {"name": "staff_alert"},
    "record:one_head": {"size": 1},
    "operations:readyz_of": {"name": "database"},
    "operations:readyz": {},
    "style-trouble": {"status": 404},
    "style-page": {"shown": "forms"},
}
#: Two secrets of the right shape, each for an address that a secret opens.
SECRETS: dict[str, list[dict[str, Any]]] = {
    "casework:answer": [{"token": "0" * 72}, {"token": "1" * 72}],
    "references:give-by-link": [{"token": "0" * 72}, {"token": "1" * 72}],
    "references:own-file-by-link": [{"token": "0" * 72}, {"token": "1" * 72}],
    "fitness:raisers-letter": [{"letter_id": UUID(int=1)}, {"letter_id": UUID(int=2)}],
    "fitness:raisers-letter-file": [{"letter_id": UUID(int=1)}, {"letter_id": UUID(int=2)}],
    "invitation": [{"token": "a" * 43}, {"token": "b" * 43}],
    "notices:calendar_feed": [{"secret": "a" * 43}, {"secret": "b" * 43}],
}


def named(name: str) -> Route:
    """The address of that name."""
    return next(route for route in routes() if route.name == name)


def said_to_be(reason: str) -> list[str]:
    """The addresses that are left out for a reason."""
    return [name for name, why in (left_out.OPEN | left_out.COUNTS_EVERYTHING).items() if why == reason]


def of_others(statements: list[str]) -> list[str]:
    """The guarded tables that statements read."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDED)
        guarded = {table for (table,) in cursor.fetchall()}
    tables = {table for each in statements for table in re.findall(r'(?:from|join) "?(\w+)"?', each.lower())}
    return sorted(tables & guarded)


def read_by(name: str, arguments: dict[str, Any]) -> tuple[int, list[str]]:
    """The status of an address for a visitor, and the guarded tables that were read for it."""
    statements: list[str] = []

    def executed(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        statements.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(executed):
        response = Client(raise_request_exception=False).get(reverse(name, kwargs=arguments))
    return response.status_code, of_others(statements)


#: The record’s heads count every event, and say nothing of any: their own table is open.
COUNTS_ALONE = {"operations:readyz", "operations:readyz_of"}


@pytest.mark.parametrize("name", said_to_be(left_out.PUBLISHED))
def test_what_is_published_reads_nothing_that_is_anybodys(name: str) -> None:
    status, tables = read_by(name, PUBLISHED[name])
    assert status in (200, 404, 503)
    assert name in COUNTS_ALONE or tables == []
    assert named(name).access is not None


def test_a_planted_page_that_reads_what_is_somebodys_is_found(settings: Settings) -> None:
    @public_page
    def reading(request: HttpRequest) -> HttpResponse:
        with system("planted"):
            return HttpResponse(str(list(Person.objects.values_list("memberships__organisation_id"))))

    class planted:  # noqa: N801
        urlpatterns = [path("planted/", reading, name="planted")]

    settings.ROOT_URLCONF = planted
    assert read_by("planted", {})[1]


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_secret_that_is_wrong_opens_nothing_and_all_wrong_ones_are_alike(name: str) -> None:
    client = Client(raise_request_exception=False)
    for method in ("get", "post"):
        first, second = (answer(client, method, reverse(name, kwargs=each)) for each in SECRETS[name])
        assert first == second
        assert first.status in (404, 405, 410)


def test_every_secret_link_is_tried() -> None:
    assert {*SECRETS, "account_reset_password_from_key"} == set(said_to_be(left_out.SECRET))


def test_a_wrong_link_to_a_new_password_is_the_same_for_whoever_there_is() -> None:
    from allauth.account.utils import user_pk_to_url_str

    with system("sweep"):
        known = user_pk_to_url_str(a_person("Canary"))
    client = Client(raise_request_exception=False)
    told = []
    for uid in (known, uuid4().hex):
        address = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": "abc-def"})
        got = answer(client, "get", address)
        told.append(Answer(got.status, got.headers, got.body.replace(uid.encode(), b"")))
        assert b"Canary" not in got.body
    assert told[0] == told[1]


@pytest.mark.parametrize("name", said_to_be(left_out.DEMONSTRATION))
@pytest.mark.parametrize(("production", "demo"), [(True, True), (False, False)])
def test_the_demonstration_is_absent_elsewhere(name: str, production: bool, demo: bool, settings: Settings) -> None:
    settings.PRODUCTION, settings.DEMO = production, demo
    arguments = {argument: uuid4() for argument in named(name).arguments}
    client = Client(raise_request_exception=False)
    for method in ("get", "post"):
        address = reverse(name, kwargs=arguments)
        got, nothing = answer(client, method, address), answer(client, method, "/nowhere/")
        assert got.status in (404, 405)
        # The banner of these tests' own demonstration leads to one of these addresses, which is left out of it.
        assert got.status == 405 or got.body == nothing.body.replace(address.encode(), b"")


@pytest.mark.parametrize("name", said_to_be(left_out.WORK_ACCOUNT))
def test_where_no_work_account_is_set_up_there_is_no_sign_in_by_one(name: str) -> None:
    client = Client(raise_request_exception=False)
    for method in ("get", "post"):
        assert answer(client, method, reverse(name, kwargs={"provider_id": "nobody"})).status in (404, 405)


def test_what_is_on_the_register_is_swept_with_a_suppressed_entry() -> None:
    asked = " ".join(of_the_register())
    for name, why in left_out.OPEN.items():
        if why == left_out.ON_THE_REGISTER:
            argument = next(iter(named(name).arguments))
            assert reverse(name, kwargs={argument: "SW47113"}) in asked


def test_what_is_one_for_all_is_for_the_regulators_officers_alone() -> None:
    officers = roles_with(Permission.MANAGE_REGISTER)
    for name in left_out.ONE_FOR_ALL:
        access = named(name).access
        assert access is not None
        assert access.needs is not None
        assert set(roles_with(access.needs)) <= set(officers)
    assert all(ROLES[role].kinds == frozenset({OrganisationKind.REGULATOR}) for role in officers)


def test_the_figures_are_not_found_from_another_machine() -> None:
    client = Client(raise_request_exception=False)
    address = reverse("operations:metrics")
    for asked in ({"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}):
        assert client.get(address, **asked).status_code == 404  # type: ignore[arg-type]
    assert client.get(address, REMOTE_ADDR="127.0.0.1").status_code == 200


def test_every_address_is_swept_or_left_out_for_one_reason(tried: Tried) -> None:
    known = set(makers())
    for route in routes():
        if not route.arguments or route.closed:
            continue
        places = [route.name in each for each in (known, left_out.OPEN, left_out.ONE_FOR_ALL)]
        assert sum(places) == 1, route
    names = {route.name for route in routes()}
    said = [left_out.OPEN, left_out.ONE_FOR_ALL, left_out.SHUT, left_out.COUNTS_EVERYTHING]
    assert {name for each in said for name in each} | known <= names
    swept = [route for route in routes() if not route.closed]
    tried("addresses of the product, each swept or left out with a reason that is checked", len(swept))
