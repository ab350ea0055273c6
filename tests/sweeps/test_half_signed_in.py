"""A sign-in that has not finished reaches the pages that finish it, and nothing else (security T11, T12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from almoner.people import actions
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.rules.sign_in import SessionState
from almoner.people.tests.factories import a_person, an_organisation
from almoner.people.web.sign_in import sessions
from almoner.people.web.sign_in.doors import FINISH
from almoner.record.rules import SystemActor
from almoner.scope.context import system
from tests.sign_in import force_login
from tests.sweeps.objects import makers
from tests.sweeps.routes import Route, routes

pytestmark = pytest.mark.django_db
MACHINE = SystemActor("worker:test")
NAME = "Half Canary"


@pytest.fixture(autouse=True)
def _unlimited(settings: Settings) -> None:
    settings.RATE_LIMITS_ENABLED = False
    settings.ACCOUNT_RATE_LIMITS = False


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


def addresses(person: Person, now: datetime) -> Iterator[tuple[Route, str]]:
    """Every address that is not closed, about the person’s own things where it is about anything."""
    # A key of the person’s own would change the state that is being tried.
    known = {name: maker for name, maker in makers().items() if not name.startswith("mfa_")}
    with system("test"):
        home = person.memberships.get().organisation
        made = {name: maker(home, person, now)[0] for name, maker in known.items()}
    for route in routes():
        if route.access is None or route.closed:
            continue
        if not route.arguments:
            yield route, reverse(route.name) if route.name else f"/{route.pattern}"
        elif route.name in made:
            yield route, reverse(route.name, kwargs=made[route.name])


def holes(client: Client, person: Person, state: SessionState, now: datetime) -> tuple[int, list[str]]:
    """How many addresses were tried in a state, and each that let it in or knew it."""
    tried, found = 0, []
    ways = ("/account/login/", *(reverse(name) for name in FINISH.values()))
    cookies = dict(client.cookies)
    for route, address in addresses(person, now):
        for method in ("get", "post"):
            client.cookies.clear()
            client.cookies.update(cookies)
            # Taken back after each, since some end the very session that the next is to be tried with.
            before = transaction.savepoint()
            answer = getattr(client, method)(address)
            body = b"".join(answer) if answer.streaming else answer.content
            transaction.savepoint_rollback(before)
            tried += 1
            assert route.access is not None
            if route.name in REACHED[state]:
                continue
            sent_away = answer.status_code in (302, 403, 404, 405)
            if not route.access.public and not sent_away:
                found.append(f"{method} {route}: {answer.status_code}")
            elif not route.access.public and answer.status_code == 302 and not answer["Location"].startswith(ways):
                found.append(f"{method} {route}: sent to {answer['Location']}")
            elif route.name != "mfa_authenticate" and NAME.encode() in body:
                found.append(f"{method} {route}: knows who it is")
    return tried, found


@pytest.mark.parametrize("half", STATES, ids=lambda half: half.__name__)
def test_an_unfinished_sign_in_reaches_only_what_finishes_it(
    half: Half, person: Person, clock: Any, now: datetime
) -> None:
    client = Client(raise_request_exception=False)
    half(client, person, clock)
    tried, found = holes(client, person, STATES[half], now)
    assert found == []
    assert tried > 100


def test_the_list_of_what_is_reached_is_what_the_pages_declare() -> None:
    for state in (SessionState.ENROLMENT_DUE, SessionState.SECOND_FACTOR_DUE):
        declared = {route.name for route in routes() if route.access and state in route.access.also_in}
        assert declared == REACHED[state]


def test_a_whole_sign_in_is_known_and_let_in(person: Person, clock: Any, now: datetime) -> None:
    client = Client(raise_request_exception=False)
    force_login(client, person)
    _, found = holes(client, person, SessionState.NOBODY, now)
    assert len(found) > 20


@pytest.mark.parametrize("half", [by_password_alone, without_its_second_factor], ids=lambda half: half.__name__)
def test_a_planted_hole_in_the_states_is_found(
    half: Half, person: Person, clock: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "state_for", lambda *given, **named: SessionState.SIGNED_IN)
    client = Client(raise_request_exception=False)
    half(client, person, clock)
    assert holes(client, person, STATES[half], now)[1]


def test_a_planted_hole_in_the_limits_is_found(
    person: Person, clock: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "why_ended", lambda *given: None)
    client = Client(raise_request_exception=False)
    unused_too_long(client, person, clock)
    assert holes(client, person, SessionState.NOBODY, now)[1]
