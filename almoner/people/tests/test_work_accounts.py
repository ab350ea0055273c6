"""Sign-in with a work account, against a provider that runs: what is let in, and what is refused in words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from almoner.people.models import Membership, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.scope.context import system
from tests.work_account_provider import Provider, a_key

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    provider = Provider()
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture
def officer(db: None) -> Person:
    with system("test"):
        return a_person("Asha Rao", Role.HR_OFFICER)


@pytest.fixture
def provider(running: Provider, officer: Person, settings: Settings) -> Provider:
    running.claims, running.userinfo, running.discovered, running.signed_by, running.asked = {}, {}, {}, None, []
    running.email, running.sub = officer.email, f"subject-{officer.pk}"
    trusts(settings, running, second_factor=True)
    return running


def trusts(settings: Settings, provider: Provider, **more: Any) -> None:
    """Have the settings name the provider."""
    known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**known, "APPS": [provider.app(**more)]}}


def begin(client: Client) -> str:
    """Where the browser is sent, and what the provider sends it back to."""
    sent = client.post("/account/oidc/council/login/")
    assert sent.status_code == 302
    answered = requests.get(sent.headers["Location"], allow_redirects=False, timeout=5)
    assert answered.status_code == 302
    return answered.headers["Location"]


def back(client: Client, address: str, **changed: str) -> Any:
    """Come back from the provider, with something of the address changed."""
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return client.get(f"{parts.path}?{urlencode({**query, **changed})}")


def signed_in(client: Client) -> bool:
    return client.get("/organisation/").status_code == 200


def test_a_colleague_signs_in_with_a_work_account_whose_own_sign_in_asks_for_a_second_factor(
    client: Client, provider: Provider, officer: Person
) -> None:
    done = back(client, begin(client))
    assert done.status_code == 302
    assert signed_in(client)
    assert provider.asked[0]["code_challenge_method"] == "S256"
    with system("test"):
        assert [event.kind for event in officer.sign_in_events.all()] == ["work_account"]


def test_a_provider_that_asks_for_none_is_a_password_and_ours_is_asked_for_after_it(
    client: Client, provider: Provider, settings: Settings
) -> None:
    trusts(settings, provider, second_factor=False)
    back(client, begin(client))
    assert client.get("/organisation/").headers["Location"].startswith("/account/second-factor/")


@pytest.mark.parametrize(
    ("methods", "counts"), [(["pwd", "mfa"], True), (["pwd"], False), (None, False), ("mfa", False)]
)
def test_where_the_token_tells_each_time_it_counts_when_it_says_so(
    methods: Any, counts: bool, client: Client, provider: Provider, settings: Settings
) -> None:
    trusts(settings, provider, second_factor="as_told")
    provider.claims = {"amr": methods}
    back(client, begin(client))
    assert signed_in(client) is counts


LONG_AGO = int(time.time()) - 3600


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"nonce": "made for somebody else"}, id="another nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"iss": "https://elsewhere.example"}, id="another issuer"),
        pytest.param({"aud": "another client"}, id="for another client"),
        pytest.param({"iat": LONG_AGO, "exp": LONG_AGO + 60}, id="expired"),
        pytest.param({"exp": None}, id="never expires"),
        pytest.param({"sub": "somebody else"}, id="about somebody else than userinfo"),
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused_in_words(
    claims: dict[str, Any], client: Client, provider: Provider
) -> None:
    provider.claims = claims
    refused(client, back(client, begin(client)))


def refused(client: Client, answer: Any) -> None:
    """Nobody is signed in, and a page says so and what to do."""
    assert answer.status_code in (200, 401, 403)
    text = answer.content.decode()
    assert any(words in text for words in ("could not sign you in", "Accounts are by invitation")), text[2000:4000]
    assert not signed_in(client)


def test_a_token_signed_by_another_key_is_refused(client: Client, provider: Provider) -> None:
    provider.signed_by = a_key()
    refused(client, back(client, begin(client)))


def test_a_provider_that_says_it_is_another_is_refused(client: Client, provider: Provider) -> None:
    provider.discovered = provider.claims = {"issuer": "https://elsewhere.example", "iss": "https://elsewhere.example"}
    refused(client, back(client, begin(client)))


def test_a_provider_that_sends_us_on_to_another_address_is_not_followed(client: Client, provider: Provider) -> None:
    provider.discovered = {"userinfo_endpoint": f"{provider.issuer}/elsewhere"}
    refused(client, back(client, begin(client)))


def test_another_state_is_refused(client: Client, provider: Provider) -> None:
    refused(client, back(client, begin(client), state="another"))


def test_somebody_elses_way_back_is_refused_in_another_browser(client: Client, provider: Provider) -> None:
    refused(client, back(Client(), begin(client)))


def test_a_code_is_spent_once(client: Client, provider: Provider) -> None:
    address = begin(client)
    back(client, address)
    other = Client()
    begin(other)
    mine = begin(other)
    code = parse_qs(urlsplit(address).query)["code"][0]
    refused(other, back(other, mine, code=code))


def test_without_the_verifier_the_provider_gives_nothing(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(self: Any, code: str, pkce_code_verifier: Any = None) -> Any:
        return original(self, code)

    from allauth.socialaccount.providers.oauth2.client import OAuth2Client

    original: Any = OAuth2Client.get_access_token
    monkeypatch.setattr(OAuth2Client, "get_access_token", forgetful)
    refused(client, back(client, begin(client)))


@pytest.mark.parametrize(
    ("claims", "userinfo"),
    [({"email_verified": False}, {}), ({}, {"email_verified": False})],
    ids=["token", "userinfo"],
)
def test_an_address_that_the_provider_has_not_verified_is_nobodys(
    claims: dict[str, Any], userinfo: dict[str, Any], client: Client, provider: Provider
) -> None:
    provider.claims, provider.userinfo = claims, userinfo
    refused(client, back(client, begin(client)))


def test_an_address_outside_the_providers_own_domains_is_nobodys(
    client: Client, provider: Provider, settings: Settings
) -> None:
    trusts(settings, provider, second_factor=True, domains=["elsewhere.example"])
    refused(client, back(client, begin(client)))


def test_an_address_that_an_employer_gave_to_somebody_new_does_not_open_its_former_owners_account(
    client: Client, provider: Provider
) -> None:
    back(client, begin(client))
    assert signed_in(client)
    newcomer = Client()
    provider.sub = "somebody who has the address now"
    refused(newcomer, back(newcomer, begin(newcomer)))


def test_somebody_unknown_gets_no_account(client: Client, provider: Provider) -> None:
    provider.email, provider.sub = "stranger@example.org", "stranger"
    refused(client, back(client, begin(client)))
    assert not Person.objects.filter(email="stranger@example.org").exists()


def test_a_closed_account_stays_closed(client: Client, provider: Provider, officer: Person) -> None:
    Person.objects.filter(pk=officer.pk).update(is_active=False)
    back(client, begin(client))
    assert not signed_in(client)


def test_somebody_whose_membership_has_ended_reaches_nothing_and_is_told_why(
    client: Client, provider: Provider, officer: Person
) -> None:
    with system("test"):
        Membership.objects.filter(person=officer).update(ends=date(2026, 2, 1))
    back(client, begin(client))
    assert not signed_in(client)
    assert "You have no role today" in client.get("/").content.decode()


def test_a_provider_that_is_not_in_the_settings_does_not_exist(client: Client, provider: Provider) -> None:
    assert client.post("/account/oidc/another/login/").status_code == 404
    assert client.get("/account/oidc/another/login/callback/").status_code == 404
