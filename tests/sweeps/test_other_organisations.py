"""Another organisation’s things are not there: every address, every role, every method (security T1, T3).

The probes come from the URL conf and the list of roles. A thing of another organisation must answer as one that
never existed, to the byte and header; an entitled person of its own organisation must be let in, or the probe
proves nothing; and a hole planted on purpose must be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from pytest_django import Settings

from almoner.people.models import Organisation, Person
from almoner.people.rules import ROLES, OrganisationKind, Permission, Role, roles_with
from almoner.people.tests.factories import a_person, an_organisation
from almoner.people.web.pages import page
from almoner.register.tests.factories import an_entry
from almoner.scope.context import system
from tests.sweeps.objects import NOTHING_YET, ONE_FOR_ALL, OPEN, Maker, makers, never_existed, undeclared
from tests.sweeps.routes import Route, routes

pytestmark = pytest.mark.django_db

COMMON, OTHER = ("get", "post"), ("head", "options", "put", "patch", "delete")
MOVE = {"version": 1, "key": "probe"}
GIVEN = [role for role in Role if not ROLES[role].from_the_line]


@pytest.fixture(autouse=True)
def _standing_still(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture(autouse=True)
def _unlimited(settings: Settings) -> None:
    """A sweep asks more in a minute than anybody may."""
    settings.RATE_LIMITS_ENABLED = False
    settings.ACCOUNT_RATE_LIMITS = False


@dataclass(frozen=True)
class Answer:
    """What an answer gives away: its status, headers and body, those parts masked that differ every time."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


VARIES = re.compile(rb'nonce-[\w+/=-]+|nonce="[^"]+"|csrfmiddlewaretoken" value="[^"]+"')


def answer(client: Client, method: str, address: str) -> Answer:
    """Ask, and keep what the answer gives away."""
    # The API reads JSON, and would otherwise stop before it looks for anything.
    sent: dict[str, Any] = (
        {"data": MOVE, "content_type": "application/json"} if address.startswith("/api/") and method == "post" else {}
    )
    response = getattr(client, method)(address, **sent)
    body = b"".join(response) if response.streaming else response.content
    kept = {name: value for name, value in response.headers.items() if name.lower() not in {"x-request-id"}}
    masked = sorted(
        (name, VARIES.sub(b"", value.encode()).decode().replace(quote(address, safe=""), ""))
        for name, value in kept.items()
    )
    return Answer(response.status_code, tuple(masked), VARIES.sub(b"", body).replace(address.encode(), b""))


def home_of(role: Role) -> OrganisationKind:
    """The kind of organisation in which a role is tried: a council where it can be one."""
    kinds = ROLES[role].kinds
    return OrganisationKind.COUNCIL if OrganisationKind.COUNCIL in kinds else sorted(kinds)[0]


def signed_in(person: Person) -> Client:
    """A browser in which somebody is signed in, whole, and errors are answers."""
    client = Client(raise_request_exception=False)
    with system("sweep"):
        client.force_login(person)
    return client


def probed(found: list[Route], known: dict[str, Maker]) -> list[Route]:
    """The addresses to try: those about something, that are not open to anybody."""
    return [route for route in found if route.name in known and route.access is not None]


def made_elsewhere(found: list[Route], known: dict[str, Maker], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """For each address, things of another organisation: the newest, a closed one, one beside one’s own."""
    with system("sweep"):
        elsewhere = an_organisation(OrganisationKind.COUNCIL, "Elsewhere Canary Council")
        owner = a_person("Elsewhere Canary", Role.HR_OFFICER, elsewhere)
        wanted = {known[route.name] for route in probed(found, known)}
        things = {maker: maker(elsewhere, owner, now) for maker in sorted(wanted, key=lambda maker: maker.__qualname__)}
        return {route.name: things[known[route.name]] for route in probed(found, known)}


def asks_for_password(got: Answer) -> bool:
    """Whether an answer is the sign-in library asking for the password again, before it looks at anything."""
    return got.status == 302 and dict(got.headers)["Location"].startswith("/account/reauthenticate/")


def leaks(
    role: Role, found: list[Route], known: dict[str, Maker], now: datetime, methods: tuple[str, ...] = COMMON
) -> tuple[int, list[str]]:
    """How many probes were made as somebody of `role`, and each that told another’s thing from nothing."""
    things = made_elsewhere(found, known, now)
    with system("sweep"):
        person = a_person("Prober", role, an_organisation(home_of(role), f"Home of {role}"))
    client, told, probes = signed_in(person), [], 0
    for route in probed(found, known):
        for method in methods:
            nothing = answer(client, method, never_existed(route, things[route.name][0]))
            for arguments in things[route.name]:
                probes += 1
                got = answer(client, method, reverse(route.name, kwargs=arguments))
                if got != nothing or not (got.status in (404, 405) or asks_for_password(got)):
                    told.append(f"{role} {method} {route} {arguments}: {got.status}, and {nothing.status} for nothing")
    return probes, told


@pytest.mark.parametrize("role", GIVEN)
def test_a_thing_of_another_organisation_answers_as_one_that_never_existed(
    role: Role, now: datetime, record_property: Any
) -> None:
    probes, told = leaks(role, routes(), makers(), now)
    record_property("probes", probes)
    assert told == []
    assert probes > 100


@pytest.mark.long
@pytest.mark.parametrize("role", GIVEN)
def test_no_method_however_unusual_tells_it_either(role: Role, now: datetime, record_property: Any) -> None:
    probes, told = leaks(role, routes(), makers(), now, OTHER)
    record_property("probes", probes)
    assert told == []
    assert probes > 250


def test_what_is_one_for_all_is_not_there_for_whoever_lacks_the_role(now: datetime) -> None:
    addresses = [
        reverse("register:office_entry", kwargs={"shown": "SW4711"}),
        reverse("register:amend", kwargs={"shown": "SW4711", "slug": "end"}),
        reverse("register:import", kwargs={"upload_id": uuid4()}),
    ]
    an_entry("Jane", "Canary", number=4711)
    for role in GIVEN:
        if role not in roles_with(Permission.MANAGE_REGISTER):
            with system("sweep"):
                client = signed_in(a_person("Prober", role, an_organisation(home_of(role))))
            for address in addresses:
                assert [answer(client, method, address).status for method in COMMON] == [404, 404], (role, address)


def entitled(route: Route) -> list[Role]:
    """The roles whose holders may open an address, as far as its declaration says."""
    needs = route.access.needs if route.access else None
    return [role for role in (roles_with(needs) if needs else GIVEN) if role in GIVEN]


#: Shut to its own people in a sweep, each with why; let in by the tests of its app.
SHUT = {
    "record:case_receipt": "there is no receipt until the sealer has been",
    "record:event_erase": "the privacy officer, who alone may erase, sees no alert about staff",
}


def let_in(status: int) -> bool:
    """Whether an address knew somebody and what they asked about; 428 asks for the version that they looked at."""
    return status < 400 or status == 428


def test_every_address_lets_somebody_in_to_a_thing_of_their_own(now: datetime) -> None:
    known, shut = makers(), []
    for route in probed(routes(), known):
        if route.name in SHUT:
            continue
        seen = []
        for role in entitled(route):
            with system("sweep"):
                home = an_organisation(home_of(role), f"Home of {role}")
                person = a_person("Owner", role, home)
                arguments = known[route.name](home, person, now)[0]
            client = signed_in(person)
            address = reverse(route.name, kwargs=arguments)
            statuses = [answer(client, method, address).status for method in COMMON]
            seen.append((role.value, statuses))
            if any(let_in(status) for status in statuses):
                break
        else:
            shut.append(f"{route}: {seen}")
    assert shut == [], "\n".join(shut)


def test_every_address_says_who_may_open_it_and_what_it_is_about() -> None:
    assert undeclared(routes(), makers()) == []


def test_no_exception_outlives_its_address() -> None:
    names = {route.name for route in routes()}
    assert set(OPEN) | set(NOTHING_YET) | set(ONE_FOR_ALL) <= names
    assert set(makers()) <= names


def test_what_the_list_of_doors_leaves_out_does_not_exist(now: datetime) -> None:
    with system("sweep"):
        client = signed_in(a_person("Prober", Role.HR_OFFICER))
    shut = [route for route in routes() if route.closed]
    assert shut
    for route in shut:
        address = "/" + re.sub(r"[\^$]|\(\?P<\w+>[^)]*\)\S*", "", route.pattern)
        assert client.get(address).status_code == 404, address


@page(needs=Permission.SEE_COLLEAGUES)
def planted_unscoped(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A hole: anybody with a colleague sees anybody at all."""
    with system("planted"):
        found = Person.objects.filter(id=person_id).first()
    return HttpResponse(found.name if found else "", status=200 if found else 404)


@page()
def planted_teller(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A hole that only tells: refused in other words than what never existed."""
    with system("planted"):
        there = Person.objects.filter(id=person_id).exists()
    return HttpResponse("not yours" if there else "not there", status=404)


def planted_silent(request: HttpRequest) -> HttpResponse:
    """A view that says nothing of who may open it."""
    return HttpResponse()


class planted:  # noqa: N801  a module as far as Django is concerned
    """A URL conf with holes."""

    urlpatterns = [
        path("planted/<uuid:person_id>/", planted_unscoped, name="planted-unscoped"),
        path("planted/<uuid:person_id>/tell/", planted_teller, name="planted-teller"),
        path("planted/silent/", planted_silent, name="planted-silent"),
    ]


@pytest.mark.parametrize("hole", ["planted-unscoped", "planted-teller"])
def test_a_planted_hole_is_found(hole: str, now: datetime, settings: Settings) -> None:
    settings.ROOT_URLCONF = planted
    known = {hole: makers()["person"]}
    probes, told = leaks(Role.HR_OFFICER, [route for route in routes() if route.name == hole], known, now)
    assert probes
    assert any(hole in each for each in told)


def test_a_view_that_says_nothing_and_an_address_nobody_can_make_are_found(settings: Settings) -> None:
    settings.ROOT_URLCONF = planted
    said = "\n".join(undeclared(routes(), {}))
    assert "planted-silent: its view does not say who may open it" in said
    assert "planted-unscoped: nobody says how to make what it is about" in said


def seen_by(role: Role, home: Organisation, person: Person) -> dict[str, Answer]:
    """Every address without arguments, as somebody of `role` sees it."""
    client = signed_in(person)
    return {route.name: answer(client, "get", reverse(route.name)) for route in routes() if _steady(route)}


#: Addresses that count what the whole platform does, each with who may reach it.
COUNTS_EVERYTHING = {
    "operations:readyz": "health of the platform’s parts, a backlog among them",
    "operations:metrics": "reached from the operator’s network alone",
    "notices:outbox": "the demonstration’s outbox, absent in production",
    "demo": "the demonstration, absent in production",
}


def _steady(route: Route) -> bool:
    open_to_somebody = route.access is not None and not route.closed
    return open_to_somebody and not route.arguments and bool(route.name) and route.name not in COUNTS_EVERYTHING


#: Each sees something that the others do not; the rest are tried in the long tests.
SEE_MOST = {
    Role.PRACTITIONER,
    Role.HR_OFFICER,
    Role.DIRECTOR,
    Role.REGISTER_OFFICER,
    Role.ORGANISATION_ADMINISTRATOR,
    Role.PLATFORM_OPERATOR,
}


@pytest.mark.parametrize(
    "role", [pytest.param(role, marks=[] if role in SEE_MOST else [pytest.mark.long]) for role in GIVEN]
)
def test_nobody_can_tell_whether_another_organisation_holds_anything(role: Role, now: datetime) -> None:
    with system("sweep"):
        home = an_organisation(home_of(role), "Home")
        person = a_person("Prober", role, home)
    before = seen_by(role, home, person)
    made_elsewhere(routes(), makers(), now)
    after = seen_by(role, home, person)
    ours = {name for name in before if before[name] != after[name]}
    assert ours <= _allowed_to_see_new_entries(role), ours
    assert b"Canary" not in b"".join(
        after[name].body for name in after if name not in _allowed_to_see_new_entries(role)
    )
    assert len(before) > 30


def _allowed_to_see_new_entries(role: Role) -> set[str]:
    """The pages that may differ: the register is one for all, and the operator sees the names of organisations."""
    allowed = {"register:changes", "register-api:changes", "register-api:search", "register:search"}
    return allowed | ({"organisations"} if role is Role.PLATFORM_OPERATOR else set())


def test_a_planted_count_over_everybody_is_found(now: datetime, settings: Settings) -> None:
    @page()
    def counting(request: HttpRequest) -> HttpResponse:
        with system("planted"):
            return HttpResponse(str(Person.objects.count()))

    class counted:  # noqa: N801
        urlpatterns = [path("planted/count/", counting, name="planted-count")]

    known, all_routes = makers(), routes()
    with system("sweep"):
        person = a_person("Prober", Role.HR_OFFICER)
        home = an_organisation()
    settings.ROOT_URLCONF = counted
    before = seen_by(Role.HR_OFFICER, home, person)
    with system("sweep"):
        elsewhere = an_organisation()
        known["person"](elsewhere, a_person("E", Role.HR_OFFICER, elsewhere), now)
    assert all_routes
    assert seen_by(Role.HR_OFFICER, home, person) != before
