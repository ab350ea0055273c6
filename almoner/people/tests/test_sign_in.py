"""Signing in through the door itself: invitation, password, second factor, session, reset (security T10 to T12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.exceptions import InvalidTag
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory
from pytest_django import Settings
from structlog.testing import CapturingLogger

from almoner.notices.models import Notice
from almoner.operations.rules import SIGN_IN_BY_ADDRESS
from almoner.operations.web import middleware
from almoner.people import actions
from almoner.people.models import Invitation, Membership, Person, SignInEvent
from almoner.people.rules import OrganisationKind, Role
from almoner.people.rules.refusal import Refused
from almoner.people.tests.factories import a_person, an_organisation
from almoner.people.web.sign_in import noting
from almoner.people.web.sign_in.adapters import SecondFactorAdapter
from almoner.people.web.sign_in.personas import sign_in_as_persona
from almoner.record.rules import SystemActor
from almoner.scope.context import system

pytestmark = pytest.mark.django_db
MACHINE = SystemActor("worker:test")
PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def clock(now: datetime) -> Iterator[Any]:
    with time_machine.travel(now, tick=False) as travelling:
        yield travelling


@pytest.fixture
def officer(db: None) -> Person:
    with system("test"):
        return a_person("Asha Rao", Role.HR_OFFICER)


def with_codes(person: Person) -> Person:
    """The person with a code app set up."""
    secret = SecondFactorAdapter().encrypt(SECRET)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": secret})
    return person


def code(secret: str = SECRET) -> str:
    """The code that the app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, person: Person, password: str = PASSWORD) -> Any:
    return client.post("/account/login/", {"login": person.email, "password": password})


def signed_in(client: Client) -> bool:
    return client.get("/organisation/").status_code == 200


def test_a_staff_member_without_a_second_factor_sets_one_up_before_anything_else(
    client: Client, officer: Person
) -> None:
    assert sign_in(client, officer).status_code == 302
    turned = client.get("/organisation/")
    assert turned.headers["Location"].startswith("/account/second-factor/")
    assert client.get("/account/second-factor/").status_code == 200
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    before = client.session.session_key
    done = client.post("/account/2fa/totp/activate/", {"code": code(secret)})
    assert done.headers["Location"] == "/account/2fa/recovery-codes/"
    assert client.session.session_key != before
    assert signed_in(client)
    stored = Authenticator.objects.get(user=officer, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored


def test_a_staff_member_gives_password_then_code_and_the_session_has_a_new_key(client: Client, officer: Person) -> None:
    with_codes(officer)
    planted = Client().session
    planted.save()
    client.cookies["sessionid"] = planted.session_key or ""
    asked = sign_in(client, officer)
    assert asked.headers["Location"] == "/account/2fa/authenticate/"
    assert not signed_in(client)
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not signed_in(client)
    client.post("/account/2fa/authenticate/", {"code": code()})
    assert signed_in(client)
    assert client.session.session_key != planted.session_key
    assert noted(officer) == ["second_factor", "signed_in"]


def noted(person: Person) -> list[str]:
    """What is noted of somebody at the door, the oldest first."""
    with system("test"):
        return sorted(SignInEvent.objects.filter(person=person).values_list("kind", flat=True))


def test_a_proof_that_does_not_hold_stands_in_the_log_alike_for_those_there_are_and_those_there_are_not(
    officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_codes(officer)
    lines = CapturingLogger()
    monkeypatch.setattr(noting, "log", lines)
    Client().post("/account/login/", {"login": "nobody@thornmere.example", "password": "a wrong one"})
    sign_in(Client(), officer, "a wrong one")
    halfway = Client()
    sign_in(halfway, officer)
    halfway.post("/account/2fa/authenticate/", {"code": "000000"})
    assert [call.kwargs for call in lines.calls] == [{"proof": "password"}, {"proof": "password"}, {"proof": "totp"}]
    assert {call.args for call in lines.calls} == {("sign_in.refused",)}, "nobody can be told from the lines"


def test_giving_the_password_again_gives_the_session_a_new_key(client: Client, officer: Person) -> None:
    with_codes(officer)
    sign_in(client, officer)
    client.post("/account/2fa/authenticate/", {"code": code()})
    before = client.session.session_key
    assert client.post("/account/reauthenticate/", {"password": "not theirs"}).status_code == 200
    assert client.session.session_key == before
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    assert client.session.session_key != before
    assert signed_in(client)
    assert not Session.objects.filter(session_key=before).exists()


def test_a_code_is_good_once(officer: Person, clock: Any) -> None:
    with_codes(officer)
    shown = code()
    first, second = Client(), Client()
    sign_in(first, officer)
    first.post("/account/2fa/authenticate/", {"code": shown})
    assert signed_in(first)
    sign_in(second, officer)
    second.post("/account/2fa/authenticate/", {"code": shown})
    assert not signed_in(second)


def test_a_code_is_good_once_for_as_long_as_it_is_taken_at_all(officer: Person, clock: Any) -> None:
    with_codes(officer)
    shown = code()
    first, second = Client(), Client()
    sign_in(first, officer)
    first.post("/account/2fa/authenticate/", {"code": shown})
    clock.shift(timedelta(seconds=31))
    sign_in(second, officer)
    second.post("/account/2fa/authenticate/", {"code": shown})
    assert not signed_in(second)


def test_a_practitioner_may_sign_in_by_password_alone(client: Client) -> None:
    with system("test"):
        worker = a_person("Eve Ahmed", Role.PRACTITIONER)
    sign_in(client, worker)
    assert signed_in(client)


def masked(answer: Any) -> tuple[int, bytes]:
    body = re.sub(rb'value="[^"]*"|nonce-[\w+/=-]+', b"", answer.content)
    return answer.status_code, body


def test_unknown_known_and_disabled_are_told_the_same(officer: Person, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    with system("test"):
        gone = a_person("Gone Away", Role.HR_OFFICER)
        actions.disable(person=gone, by=MACHINE, now=datetime.now().astimezone(), reasons="left")
    tries = [
        ("nobody@example.org", PASSWORD),
        (officer.email, "wrong words entirely"),
        (gone.email, PASSWORD),
        (gone.email, "wrong words entirely"),
    ]
    for path, field in (("/account/login/", "login"), ("/account/password/reset/", "email")):
        told = {masked(Client().post(path, {field: email, "password": password})) for email, password in tries}
        assert len(told) == 1, path


def test_however_many_of_a_council_sign_in_from_one_address_none_is_turned_away(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed": "1000/m/ip"}
    few = replace(SIGN_IN_BY_ADDRESS, count=6)
    monkeypatch.setattr(middleware, "SIGN_IN_BY_ADDRESS", few)
    monkeypatch.setitem(middleware.SIGN_IN_ROUTES, "account_login", (few,))
    with system("test"):
        council = an_organisation()
        people = [a_person(f"Colleague {number}", Role.HR_OFFICER, council) for number in range(8)]
    assert {sign_in(Client(), person).status_code for person in people} == {302}
    wrong = [sign_in(Client(), people[0], f"wrong {turn}").status_code for turn in range(7)]
    assert wrong == [200] * 6 + [429], "the control: what is wrong is counted"


def test_ten_wrong_passwords_shut_the_door_for_that_address_however_they_arrive(officer: Person) -> None:
    for turn in range(10):
        headers = {"X-Forwarded-For": f"203.0.113.{turn}"}
        Client(headers=headers).post("/account/login/", {"login": officer.email, "password": f"wrong {turn}"})
    client = Client(headers={"X-Forwarded-For": "198.51.100.7"})
    answer = sign_in(client, officer)
    assert answer.status_code in (200, 429)
    assert b"Too many" in answer.content


def test_a_forgotten_password_does_not_go_round_the_second_factor_and_ends_what_was_open(
    client: Client, officer: Person
) -> None:
    with_codes(officer)
    elsewhere = Client()
    elsewhere.force_login(officer)
    assert signed_in(elsewhere)
    form = client.get(asked_for_a_new_password(client, officer)).headers["Location"]
    client.post(form, {"password1": "another horse altogether", "password2": "another horse altogether"})
    assert not signed_in(client)
    assert not signed_in(elsewhere)
    assert noted(officer) == ["password_changed"]
    asked = sign_in(client, officer, "another horse altogether")
    assert asked.headers["Location"] == "/account/2fa/authenticate/"
    assert not signed_in(client)


def asked_for_a_new_password(client: Client, officer: Person) -> str:
    """The link that was sent."""
    client.post("/account/password/reset/", {"email": officer.email})
    link = re.search(r"/account/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert link
    return link[0]


def test_a_link_to_a_new_password_is_good_for_an_hour(client: Client, officer: Person, now: datetime) -> None:
    link = asked_for_a_new_password(client, officer)
    with time_machine.travel(now + timedelta(minutes=59)):
        assert b"password1" in client.get(link, follow=True).content
    with time_machine.travel(now + timedelta(minutes=61)):
        assert b"password1" not in Client().get(link, follow=True).content


def test_a_password_that_is_ones_own_name_is_refused(client: Client, officer: Person) -> None:
    form = client.get(asked_for_a_new_password(client, officer)).headers["Location"]
    theirs = f"{officer.name}-26"
    assert b"too similar" in client.post(form, {"password1": theirs, "password2": theirs}).content


def test_a_database_that_goes_away_while_a_session_is_written_is_said_to_be_away(
    officer: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("the server closed the connection unexpectedly")

    client = Client(raise_request_exception=False)
    client.force_login(officer)
    monkeypatch.setattr(Session, "save", away)
    with time_machine.travel(now + timedelta(minutes=1)):
        assert client.get("/organisation/").status_code == 503


def test_a_session_that_is_ended_while_it_is_used_is_no_trouble_of_ours(officer: Person, now: datetime) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    store = client.session
    store.delete()
    with pytest.raises(UpdateError):
        store.save()


def test_a_role_given_or_ended_gives_the_session_a_new_key_and_counts_at_once(client: Client, officer: Person) -> None:
    client.force_login(officer)
    assert client.get("/organisation/line/add/").status_code == 200
    key = client.session.session_key
    with system("test"):
        Membership.objects.filter(person=officer).update(role=Role.BOARD_MEMBER)
    assert client.get("/organisation/line/add/").status_code == 403
    assert client.session.session_key != key
    assert not Client(headers={"Cookie": f"sessionid={key}"}).session.keys()


def test_a_disabled_persons_next_request_fails(client: Client, officer: Person, now: datetime) -> None:
    client.force_login(officer)
    assert signed_in(client)
    with system("test"):
        actions.disable(person=officer, by=MACHINE, now=now, reasons="left")
    assert not signed_in(client)


def test_a_lost_second_factor_is_taken_off_by_an_administrator_who_says_how_they_know(
    client: Client, officer: Person
) -> None:
    with_codes(officer)
    with system("test"):
        admin = a_person("Ada Min", Role.ORGANISATION_ADMINISTRATOR, officer.memberships.get().organisation)
    elsewhere = Client()
    elsewhere.force_login(officer)
    client.force_login(admin)
    page = f"/organisation/people/{officer.id}/second-factor/"
    assert b"Enter how you know that it is they who ask" in client.post(page, {"reasons": ""}).content
    assert client.post(page, {"reasons": "I met her at her desk."}).status_code == 302
    assert not signed_in(elsewhere)
    sign_in(elsewhere, officer)
    assert elsewhere.get("/organisation/").headers["Location"].startswith("/account/second-factor/")
    with system("test"):
        assert Notice.objects.get(template="second_factor_forgotten").to_person == officer
    assert b"They have no second factor" in client.post(page, {"reasons": "Again."}).content


def test_nobody_takes_off_their_own_second_factor_nor_that_of_somebody_who_belongs_elsewhere_too(
    client: Client, officer: Person, now: datetime
) -> None:
    with system("test"):
        home = officer.memberships.get().organisation
        admin = a_person("Ada Min", Role.ORGANISATION_ADMINISTRATOR, home)
        with pytest.raises(Refused, match="your own"):
            actions.forget_second_factor(person=admin, organisation=home, by=admin, now=now, reasons="Lost it.")
        Membership.objects.create(
            person=officer, organisation=an_organisation(), role=Role.HR_OFFICER, starts=now.date() - timedelta(days=9)
        )
    with_codes(officer)
    client.force_login(admin)
    answer = client.post(f"/organisation/people/{officer.id}/second-factor/", {"reasons": "She asked."})
    assert answer.status_code == 404
    with system("test"):
        assert Authenticator.objects.filter(user=officer).exists()


def test_a_session_unused_for_twenty_minutes_ends_and_says_why(client: Client, officer: Person, clock: Any) -> None:
    client.force_login(officer)
    clock.shift(timedelta(minutes=19))
    assert signed_in(client)
    clock.shift(timedelta(minutes=20, seconds=1))
    assert "ended=idle" in client.get("/organisation/").headers["Location"]


def test_an_invitation_makes_an_account_once(client: Client, now: datetime) -> None:
    with system("test"):
        council = an_organisation()
        admin = a_person("Ada Min", Role.ORGANISATION_ADMINISTRATOR, council)
        invitation, link = actions.invite(
            email="New@Example.org", organisation=council, role=Role.HR_OFFICER, by=admin, now=now
        )
    path = link.replace("http://127.0.0.1:8000", "")
    assert path.rsplit("/", 2)[1] not in invitation.digest
    assert b"You are invited" in client.get(path).content
    weak = client.post(path, {"name": "New Body", "password": "short"})
    assert b"There is a problem" in weak.content
    made = client.post(path, {"name": "New Body", "password": "three words unlikely together"})
    assert made.status_code == 302
    assert client.get("/organisation/").headers["Location"].startswith("/account/second-factor/")
    with system("test"):
        person = Person.objects.get(email="new@example.org")
        assert Membership.objects.get(person=person).role == Role.HR_OFFICER
    again = Client().post(path, {"name": "Thief", "password": "three words unlikely together"})
    assert again.status_code == 410


def test_an_invitation_to_somebody_with_an_account_signs_nobody_in(
    client: Client, officer: Person, now: datetime
) -> None:
    with system("test"):
        other = an_organisation(OrganisationKind.AGENCY)
        admin = a_person("Ada Min", Role.ORGANISATION_ADMINISTRATOR, other)
        _, link = actions.invite(email=officer.email, organisation=other, role=Role.AGENCY_MANAGER, by=admin, now=now)
    path = link.replace("http://127.0.0.1:8000", "")
    client.post(path, {"name": "Thief", "password": "three words unlikely together"})
    assert not signed_in(client)
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)
    client.force_login(officer)
    client.post(path)
    with system("test"):
        assert Membership.objects.filter(person=officer, organisation=other).count() == 1


def test_an_invitation_too_old_or_withdrawn_is_told_in_the_same_words_as_none(now: datetime, clock: Any) -> None:
    with system("test"):
        council = an_organisation()
        admin = a_person("Ada Min", Role.ORGANISATION_ADMINISTRATOR, council)
        first, withdrawn = actions.invite(
            email="a@example.org", organisation=council, role=Role.HR_OFFICER, by=admin, now=now
        )
        actions.withdraw(invitation=first, by=admin, now=now)
        _, old = actions.invite(email="b@example.org", organisation=council, role=Role.HR_OFFICER, by=admin, now=now)
    clock.shift(timedelta(days=7, seconds=1))
    links = [withdrawn, old, "/account/invitation/nonsense/"]
    told = {masked(Client().get(link.replace("http://127.0.0.1:8000", ""))) for link in links}
    assert len(told) == 1
    assert next(iter(told))[0] == 410


def test_the_first_administrator_gets_a_link_and_no_password(now: datetime) -> None:
    with system("test"):
        link = actions.invite_first_administrator(email="first@example.org", organisation="Platform", now=now)
        assert Invitation.objects.get().role == Role.PLATFORM_OPERATOR
        assert not Person.objects.filter(email="first@example.org").exists()
    assert "/account/invitation/" in link


def test_nobody_gives_a_role_that_is_not_theirs_to_give_or_one_to_themselves(now: datetime) -> None:
    with system("test"):
        council = an_organisation()
        admin = a_person("Ada Min", Role.ORGANISATION_ADMINISTRATOR, council)
        for role in (Role.PLATFORM_OPERATOR, Role.REGISTER_OFFICER):
            with pytest.raises(Refused):
                actions.invite(email="x@example.org", organisation=council, role=role, by=admin, now=now)
        with pytest.raises(Refused, match="their own"):
            actions.give_role(
                person=admin, organisation=council, role=Role.DIRECTOR, starts=now.date(), by=admin, now=now
            )


@pytest.mark.parametrize(("production", "demo"), [(True, True), (True, False), (False, False)])
def test_nobody_signs_in_as_a_persona_outside_the_demonstration(
    production: bool, demo: bool, officer: Person, settings: Settings
) -> None:
    settings.PRODUCTION, settings.DEMO = production, demo
    request = RequestFactory().post("/demo/")
    with pytest.raises(PermissionDenied):
        sign_in_as_persona(request, officer)


def test_a_secret_encrypted_elsewhere_is_not_read(settings: Settings) -> None:
    kept = SecondFactorAdapter().encrypt(SECRET)
    assert SecondFactorAdapter().decrypt(kept) == SECRET
    settings.SECRET_KEY = "another installation"
    with pytest.raises(InvalidTag):
        SecondFactorAdapter().decrypt(kept)
