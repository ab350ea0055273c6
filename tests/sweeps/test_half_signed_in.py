"""A sign-in that has not finished reaches the pages that finish it, and nothing else (security T11, T12)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any

import pytest
import time_machine
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from almoner.people import actions
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.rules.sign_in import SessionState
from almoner.people.tests.factories import a_person, an_organisation
from almoner.people.web import middleware
from almoner.people.web.sign_in import sessions
from almoner.people.web.sign_in.doors import FINISH
from almoner.record.rules import SystemActor
from almoner.scope.context import system
from tests.sign_in import force_login
from tests.sweeps.left_out import ABOUT_ONESELF
from tests.sweeps.objects import Maker, makers, never_existed
from tests.sweeps.probing import COMMON, OTHER_IN_TURN, Answer, answer
from tests.sweeps.routes import Route, routes
from tests.sweeps.tally import Tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited")]
MACHINE = SystemActor("worker:test")
NAME = "Half Canary"


@pytest.fixture(autouse=True)
def clock(now: datetime) -> Iterator[Any]:
    with time_machine.travel(now, tick=False) as travelling:
        yield travelling


@pytest.fixture
def person(db: None) -> Person:
    with system("test"):
        return a_person(NAME, Role.HR_OFFICER, an_organisation())


def by_password_alone(client: Client, person: Person, clock: Any) -> None:
    """A password given by somebody who has yet to set up a second factor."""
    force_login(client, person, second_factor=False)


def without_its_second_factor(client: Client, person: Person, clock: Any) -> None:
    """Signed in by password somewhere, with a second factor set up that was not given."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    force_login(client, person, second_factor=False)


def at_the_second_factor(client: Client, person: Person, clock: Any) -> None:
    """A password given at the door, and the code asked for."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    answer = client.post("/account/login/", {"login": person.email, "password": "correct horse battery"})
    assert answer.headers["Location"] == "/account/2fa/authenticate/"


def in_a_reset(client: Client, person: Person, clock: Any) -> None:
    """The link of a forgotten password opened, and no new one set."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    key = default_token_generator.make_token(person)
    answer = client.get(f"/account/password/reset/key/{user_pk_to_url_str(person)}-{key}/")
    assert answer.status_code == 302
    assert client.session["_password_reset_key"]


def unused_too_long(client: Client, person: Person, clock: Any) -> None:
    """Signed in whole, and then not used for twenty minutes and a second."""
    force_login(client, person)
    clock.shift(timedelta(minutes=20, seconds=1))


def signed_in_too_long(client: Client, person: Person, clock: Any) -> None:
    """Signed in whole and used all the time, for twelve hours and a second."""
    force_login(client, person)
    session = client.session
    session["used"] = session["began"] + 12 * 3600
    clock.shift(timedelta(hours=12, seconds=1))
    session.save()


def disabled(client: Client, person: Person, clock: Any) -> None:
    """Signed in whole, and then the account closed."""
    force_login(client, person)
    with system("test"):
        actions.disable(person=person, by=MACHINE, now=datetime.now().astimezone(), reasons="left")


def ended_elsewhere(client: Client, person: Person, clock: Any) -> None:
    """Signed in whole, and then all sessions ended from another browser."""
    force_login(client, person)
    with system("test"):
        actions.end_sessions(person=person, by=MACHINE, now=datetime.now().astimezone())


def under_a_changed_password(client: Client, person: Person, clock: Any) -> None:
    """Signed in whole, and then the password changed from another browser."""
    force_login(client, person)
    person.set_password("another horse altogether")
    person.save()


def by_a_session_not_begun_at_our_door(client: Client, person: Person, clock: Any) -> None:
    """A session made by some other way in, without the marks that our door leaves."""
    force_login(client, person)
    session = client.session
    del session["began"]
    session.save()


def as_a_persona_brought_out_of_the_demonstration(client: Client, person: Person, clock: Any) -> None:
    """Signed in as somebody invented, in what then became no demonstration any more."""
    force_login(client, person)
    session = client.session
    given = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [given[0], given[1] | {"type": "persona"}]
    session.save()


Half = Callable[[Client, Person, Any], None]
STATES: dict[Half, SessionState] = {
    by_password_alone: SessionState.ENROLMENT_DUE,
    without_its_second_factor: SessionState.SECOND_FACTOR_DUE,
    at_the_second_factor: SessionState.NOBODY,
    in_a_reset: SessionState.NOBODY,
    unused_too_long: SessionState.NOBODY,
    signed_in_too_long: SessionState.NOBODY,
    disabled: SessionState.NOBODY,
    ended_elsewhere: SessionState.NOBODY,
    under_a_changed_password: SessionState.NOBODY,
    by_a_session_not_begun_at_our_door: SessionState.NOBODY,
    as_a_persona_brought_out_of_the_demonstration: SessionState.NOBODY,
}

#: What an unfinished sign-in reaches, by name. A page added to this list is a decision, made here.
REACHED = {
    SessionState.ENROLMENT_DUE: {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "second-factor",
    },
    SessionState.SECOND_FACTOR_DUE: {"account_logout", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"},
    SessionState.NOBODY: set(),
}


def own_things(person: Person, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """For each address with arguments, the person’s own things."""
    with system("test"):
        home = person.memberships.get().organisation
        return {name: maker(home, person, now) for name, maker in by_address(makers()).items()}


def by_address(known: dict[str, Maker]) -> dict[str, Maker]:
    """The makers, each doing its work once; without a key of the person’s own, which would change what is tried."""
    once = {maker: cache(maker) for maker in known.values()}
    return {name: once[maker] for name, maker in known.items() if not name.startswith("mfa_")}


def addresses(things: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[Route, str]]:
    """Every address that is not closed: of things, about the first of them."""
    for route in routes():
        if route.access is None or route.closed:
            continue
        if not route.arguments:
            yield route, reverse(route.name) if route.name else f"/{route.pattern}"
        elif route.name in things:
            yield route, reverse(route.name, kwargs=things[route.name][0])


Probe = tuple[str, str]


def probes_of(
    client: Client, state: SessionState, asked: Iterable[tuple[Route, str]], methods: tuple[str, ...] = ("get",)
) -> Iterator[Probe]:
    """Each address by each method as somebody in a state, and how it let them in or knew them, if it did."""
    cookies = dict(client.cookies)
    for route, address in asked:
        for method in methods:
            client.cookies.clear()
            client.cookies.update(cookies)
            # Taken back after each, since some end the very session that the next is to be tried with.
            before = transaction.savepoint()
            answer = getattr(client, method)(address)
            body = b"".join(answer) if answer.streaming else answer.content
            transaction.savepoint_rollback(before)
            yield f"{method} {route}", "" if route.name in REACHED[state] else fault_of(route, answer, body)


def is_found(probes: Iterator[Probe]) -> bool:
    """Whether a planted hole is found; the first is enough."""
    return any(fault for _, fault in probes)


def fault_of(route: Route, answer: Any, body: bytes) -> str:
    """How an answer let in or knew somebody who has not signed in whole; empty when it did neither."""
    assert route.access is not None
    ways = ("/account/login/", *(reverse(name) for name in FINISH.values()))
    if not route.access.public and answer.status_code not in (302, 403, 404, 405):
        return str(answer.status_code)
    if not route.access.public and answer.status_code == 302 and not answer["Location"].startswith(ways):
        return f"sent to {answer['Location']}"
    return "knows who it is" if route.name != "mfa_authenticate" and NAME.encode() in body else ""


def of_each_state(
    person: Person, clock: Any, now: datetime, methods: tuple[str, ...], *, one_in: int
) -> tuple[int, dict[str, str]]:
    """How many probes were made and each that was let in: every state on one address in so many, each on others."""
    things, tried, reached = own_things(person, now), 0, {}
    for turn, (half, state) in enumerate(STATES.items()):
        before = transaction.savepoint()
        clock.move_to(now)
        client = Client(raise_request_exception=False)
        half(client, Person.objects.get(pk=person.pk), clock)
        with settings_of(half):
            asked = islice(addresses(things), turn % one_in, None, one_in)
            for what, fault in probes_of(client, state, asked, methods):
                tried += 1
                if fault:
                    reached[f"{half.__name__}: {what}"] = fault
        transaction.savepoint_rollback(before)
    return tried, reached


def settings_of(half: Half) -> Any:
    """The settings under which a state is tried."""
    return override_settings(DEMO=half is not as_a_persona_brought_out_of_the_demonstration)


@pytest.mark.parametrize(
    ("methods", "one_in"),
    [
        pytest.param(("get",), 4, id="a quarter of the addresses"),
        pytest.param(COMMON + OTHER_IN_TURN, 1, id="every address", marks=pytest.mark.long),
    ],
)
def test_an_unfinished_sign_in_reaches_only_what_finishes_it(
    methods: tuple[str, ...], one_in: int, person: Person, clock: Any, now: datetime, tried: Tried
) -> None:
    probes, reached = of_each_state(person, clock, now, methods, one_in=one_in)
    assert reached == {}
    assert probes > 25 * len(STATES)
    tried("half-signed-in states x addresses x methods", probes)


def test_the_list_of_what_is_reached_is_what_the_pages_declare() -> None:
    for state in (SessionState.ENROLMENT_DUE, SessionState.SECOND_FACTOR_DUE):
        declared = {route.name for route in routes() if route.access and state in route.access.also_in}
        assert declared == REACHED[state]


def test_a_whole_sign_in_is_known_and_let_in(person: Person, clock: Any) -> None:
    client = Client(raise_request_exception=False)
    force_login(client, person)
    known = [what for what, fault in probes_of(client, SessionState.NOBODY, addresses({})) if fault]
    assert len(known) > 15


@pytest.mark.parametrize("half", [by_password_alone, without_its_second_factor], ids=lambda half: half.__name__)
def test_a_planted_hole_in_the_states_is_found(
    half: Half, person: Person, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "state_for", lambda *given, **named: SessionState.SIGNED_IN)
    client = Client(raise_request_exception=False)
    half(client, person, clock)
    assert is_found(probes_of(client, STATES[half], addresses({})))


@pytest.mark.parametrize(
    "half", [unused_too_long, as_a_persona_brought_out_of_the_demonstration], ids=lambda half: half.__name__
)
def test_a_planted_hole_in_the_limits_is_found(
    half: Half, person: Person, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "why_ended", lambda *given: None)
    client = Client(raise_request_exception=False)
    half(client, person, clock)
    with settings_of(half):
        assert is_found(probes_of(client, SessionState.NOBODY, addresses({})))


def as_a_former_member(
    person: Person, now: datetime, things: dict[str, list[dict[str, Any]]], methods: tuple[str, ...] = COMMON
) -> Iterator[Probe]:
    """Each address by each method as somebody whose only role ended yesterday, and what it told of the organisation.

    Their own account is still theirs, and so is what is said of them as a social worker.
    """
    with system("test"):
        home = person.memberships.get().organisation
        person.memberships.update(ends=now.date() - timedelta(days=1))
    client = Client(raise_request_exception=False)
    force_login(client, person)
    cookies = dict(client.cookies)
    for route, address in [each for each in addresses(things) if each[0].name not in ABOUT_ONESELF]:
        for method in methods:
            before = transaction.savepoint()
            client.cookies.clear()
            client.cookies.update(cookies)
            got = answer(client, method, address)
            nothing = answer(client, method, never_existed(route, things[route.name][0])) if route.arguments else got
            transaction.savepoint_rollback(before)
            yield f"{method} {route}", _told_of(home.name, route, got, nothing)


def _told_of(organisation: str, route: Route, got: Answer, nothing: Answer) -> str:
    assert route.access is not None
    if route.arguments and (got != nothing or got.status not in (404, 405)):
        return f"{got.status}, and {nothing.status} for nothing"
    if route.access.needs and got.status not in (403, 404, 405):
        return str(got.status)
    return "names the organisation" if organisation.encode() in got.body else ""


@pytest.mark.usefixtures("clock")
def test_a_role_that_ended_yesterday_reaches_nothing_of_the_organisation(
    person: Person, now: datetime, tried: Tried
) -> None:
    things = {name: made for name, made in own_things(person, now).items() if name != "end-session"}
    told = list(as_a_former_member(person, now, things))
    assert [each for each in told if each[1]] == []
    tried("half-signed-in states x addresses x methods", len(told))


@pytest.mark.usefixtures("clock")
def test_a_planted_hole_that_forgets_when_a_role_ends_is_found(
    person: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def whenever(person: Person, on: Any) -> list[Any]:
        return list(person.memberships.select_related("organisation"))

    monkeypatch.setattr(middleware, "memberships_on", whenever)
    assert is_found(as_a_former_member(person, now, {}))
