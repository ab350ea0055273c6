"""Another organisation’s things are not there: every address, every role, every method (security T1).

The probes come from the URL conf and the list of roles. A thing of another organisation must answer as one that
never existed, to the byte and header; an entitled person of its own organisation must be let in, or the probe
proves nothing; and a hole planted on purpose must be found.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from pytest_django import Settings

from almoner.people.models import Membership, Person
from almoner.people.rules import ROLES, Permission, Role, roles_with
from almoner.people.tests.factories import a_person, an_organisation
from almoner.people.web.pages import page
from almoner.register.tests.factories import an_entry
from almoner.scope.context import system
from tests.faults.wide import WIDE
from tests.sweeps.left_out import SHUT
from tests.sweeps.objects import Maker, kinds_of, makers, never_existed, undeclared
from tests.sweeps.probing import (
    COMMON,
    GIVEN,
    IN_TURN,
    ONE_OF_EACH_KIND,
    OTHER_IN_TURN,
    Answer,
    answer,
    entitled,
    made_elsewhere,
    probed,
    signed_in,
    somebody,
)
from tests.sweeps.routes import Route, routes
from tests.sweeps.tally import Tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_still", "unlimited")]


def asks_for_password(got: Answer) -> bool:
    """Whether an answer is the sign-in library asking for the password again, before it looks at anything."""
    return got.status == 302 and dict(got.headers)["Location"].startswith("/account/reauthenticate/")


def leaks(
    role: Role,
    found: list[Route],
    known: dict[str, Maker],
    now: datetime,
    methods: tuple[str, ...] = COMMON,
    most: int = 3,
) -> tuple[int, list[str]]:
    """How many probes were made as somebody of `role`, and each that told another’s thing from nothing."""
    things = made_elsewhere(found, known, now, most=most)
    client, person, home = somebody(role)
    told, probes = [], 0
    for route in probed(found, known):
        with system("sweep"):
            own = known[route.name](home, person, now)[0] if _is_mixed(things[route.name][0]) else {}
        for method in methods:
            pairs = [(never_existed(route, things[route.name][0]), things[route.name])]
            pairs += [mixed(route, own, things[route.name][0], name) for name in _keys(own)]
            for absent, others in pairs:
                nothing = answer(client, method, absent)
                for arguments in others:
                    probes += 1
                    got = answer(client, method, reverse(route.name, kwargs=arguments))
                    if got != nothing or not (got.status in (404, 405) or asks_for_password(got)):
                        told.append(f"{role} {method} {route} {arguments}: {got.status}; {nothing.status} for nothing")
    return probes, told


def _keys(arguments: dict[str, Any]) -> list[str]:
    return [name for name, value in arguments.items() if isinstance(value, UUID)]


def _is_mixed(arguments: dict[str, Any]) -> bool:
    return len(_keys(arguments)) > 1


def mixed(route: Route, own: dict[str, Any], theirs: dict[str, Any], name: str) -> tuple[str, list[dict[str, Any]]]:
    """One’s own thing with one key of another’s in it, and the address of the same with a key of nothing."""
    return reverse(route.name, kwargs=own | {name: uuid4()}), [own | {name: theirs[name]}]


@pytest.mark.parametrize("role", sorted(ONE_OF_EACH_KIND))
def test_a_thing_of_another_organisation_answers_as_one_that_never_existed(
    role: Role, now: datetime, tried: Tried
) -> None:
    probes, told = leaks(role, routes(), makers(), now, most=1)
    assert told == []
    assert probes > 100
    tried("addresses x roles x methods x things of other organisations", probes)


@pytest.mark.long
@pytest.mark.parametrize("role", IN_TURN)
def test_three_things_and_methods_however_unusual_tell_nothing_either(role: Role, now: datetime, tried: Tried) -> None:
    most, methods = 3 if WIDE or role in ONE_OF_EACH_KIND else 1, COMMON + OTHER_IN_TURN
    probes, told = leaks(role, routes(), makers(), now, methods, most=most)
    assert told == []
    assert probes > 110 * len(methods)
    tried("addresses x roles x methods x things of other organisations", probes)


def test_what_is_one_for_all_is_not_there_for_whoever_lacks_the_role(now: datetime) -> None:
    addresses = [
        reverse("register:office_entry", kwargs={"shown": "SW4711"}),
        reverse("register:amend", kwargs={"shown": "SW4711", "slug": "end"}),
        reverse("register:import", kwargs={"upload_id": uuid4()}),
    ]
    an_entry("Jane", "Canary", number=4711)
    for role in GIVEN:
        if role not in roles_with(Permission.MANAGE_REGISTER):
            client, _, _ = somebody(role)
            for address in addresses:
                assert [answer(client, method, address).status for method in COMMON] == [404, 404], (role, address)


def let_in(status: int) -> bool:
    """Whether an address knew somebody and what they asked about; 428 asks for the version that they looked at."""
    return status < 400 or status == 428


def shut_out(found: list[Route], known: dict[str, Maker], now: datetime) -> dict[tuple[str, int], list[str]]:
    """The addresses, and which app’s thing, that let nobody in to their own; with what who may was answered."""
    kinds = {route.name: range(kinds_of(known[route.name])) for route in probed(found, known)}
    shut: dict[tuple[str, int], list[str]] = {(name, kind): [] for name in kinds for kind in kinds[name]}
    may = {route.name: entitled(route) for route in probed(found, known)}
    for role in sorted(GIVEN, key=lambda role: -len(ROLES[role].permissions)):
        left = {name for name, _ in shut}
        still = [route for route in probed(found, known) if route.name in left and role in entitled(route)]
        if not still:
            continue
        client, person, home = somebody(role, "Owner")
        for maker in sorted({known[route.name] for route in still}, key=lambda maker: maker.__qualname__):
            with system("sweep"):
                things = maker(home, person, now)
            for name, kind in [each for each in shut if known[each[0]] is maker and role in may[each[0]]]:
                statuses = asked_and_taken_back(client, reverse(name, kwargs=things[kind]))
                if any(let_in(status) for status in statuses):
                    del shut[name, kind]
                else:
                    shut[name, kind].append(f"{role.value} {statuses}")
    return shut


def asked_and_taken_back(client: Client, address: str) -> list[int]:
    """The statuses of an address by each common method; what it does is undone."""
    statuses = []
    for method in COMMON:
        before = transaction.savepoint()
        statuses.append(answer(client, method, address).status)
        transaction.savepoint_rollback(before)
    return statuses


def test_every_address_lets_somebody_in_to_a_thing_of_their_own(now: datetime) -> None:
    shut = shut_out(routes(), makers(), now)
    assert {name for name, _ in shut} == set(SHUT), shut


def test_every_address_says_who_may_open_it_and_what_it_is_about() -> None:
    assert undeclared(routes(), makers()) == []


def test_the_cases_of_every_app_are_probed_at_the_addresses_that_they_share(now: datetime) -> None:
    with system("sweep"):
        home = an_organisation()
        maker = makers()["casework:case"]
        made = maker(home, a_person("Owner", Role.HR_OFFICER, home), now)[: kinds_of(maker)]
    assert {each["procedure"] for each in made} >= {"break_glass_review", "policy_review", "staff_alert"}


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


@page()
def planted_half_looked(request: Any, person_id: UUID, membership_id: UUID) -> HttpResponse:
    """A hole: whose person it is is looked at, and whose role is not."""
    with system("planted"):
        homes = [membership.organisation_id for membership in request.memberships]
        mine = Membership.objects.filter(person_id=person_id, organisation_id__in=homes).exists()
        there = Membership.objects.filter(id=membership_id).exists()
    return HttpResponse("seen" if mine and there else "", status=200 if mine and there else 404)


def planted_silent(request: HttpRequest) -> HttpResponse:
    """A view that says nothing of who may open it."""
    return HttpResponse()


class planted:  # noqa: N801  a module as far as Django is concerned
    """A URL conf with holes."""

    urlpatterns = [
        path("planted/<uuid:person_id>/", planted_unscoped, name="planted-unscoped"),
        path("planted/<uuid:person_id>/tell/", planted_teller, name="planted-teller"),
        path("planted/<uuid:person_id>/<uuid:membership_id>/", planted_half_looked, name="planted-half-looked"),
        path("planted/silent/", planted_silent, name="planted-silent"),
    ]


def _roles_of_people(organisation: Any, by: Person, now: datetime) -> list[dict[str, Any]]:
    made = makers()["end-role"](organisation, by, now)
    found = Membership.objects.in_bulk([each["membership_id"] for each in made])
    return [each | {"person_id": found[each["membership_id"]].person_id} for each in made]


@pytest.mark.parametrize("hole", ["planted-unscoped", "planted-teller", "planted-half-looked"])
def test_a_planted_hole_is_found(hole: str, now: datetime, settings: Settings) -> None:
    known = {hole: _roles_of_people if hole == "planted-half-looked" else makers()["person"]}
    settings.ROOT_URLCONF = planted
    probes, told = leaks(Role.HR_OFFICER, [route for route in routes() if route.name == hole], known, now)
    assert probes
    assert any(hole in each for each in told)


def test_a_view_that_says_nothing_and_an_address_nobody_can_make_are_found(settings: Settings) -> None:
    settings.ROOT_URLCONF = planted
    said = "\n".join(undeclared(routes(), {}))
    assert "planted-silent: its view does not say who may open it" in said
    assert "planted-unscoped: nobody says how to make what it is about" in said
