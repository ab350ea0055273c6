"""What we ask of allauth: nobody signs themselves up, secrets are kept encrypted, every sign-in begins afresh."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest

from almoner.people.actions import note_at_door
from almoner.people.models import Person, SignInKind
from almoner.people.queries.sign_in import opened_by_another, second_factors_of
from almoner.people.rules import needs_second_factor
from almoner.people.web.sign_in.noting import note_refused
from almoner.people.web.sign_in.sessions import begin, device_of, newly_enrolling
from almoner.scope import clock


class EvenBackend(AuthenticationBackend):
    """Answers alike for an address that is unknown, disabled, or known with another password."""

    @classmethod
    def _stash_user(cls, user: Any) -> Any:
        # allauth would remember a disabled account here and answer it with a page of its own.
        return user


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations alone."""

    error_messages: dict[str, Any] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Email address or password is wrong. Check both, or choose a new password below.",
        "too_many_login_attempts": "Too many attempts to sign in. Wait a quarter of an hour, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account begins with an invitation."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, with a new session key and the clocks of the session started."""
        super().login(request, user)
        now = clock.now()
        begin(request.session, now)
        kind = SignInKind.WORK_ACCOUNT if _by_work_account(request, user) else SignInKind.SIGNED_IN
        note_at_door(person=user, kind=kind, now=now, device=device_of(request))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A password did not hold, or the address has no account."""
        note_refused("password")

    def logout(self, request: HttpRequest) -> None:
        """Sign out."""
        person = request.user
        super().logout(request)
        if isinstance(person, Person):
            note_at_door(person=person, kind=SignInKind.SIGNED_OUT, now=clock.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again before a change to security, but not from somebody who gave it just now
        and is setting up their first second factor."""
        if newly_enrolling(self.request, clock.now()):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened where it happened."""


def _by_work_account(request: HttpRequest, person: Any) -> bool:
    return any(record.get("method") == "socialaccount" for record in get_authentication_records(request, person))


def _cipher() -> AESGCM:
    key = HKDF(SHA256(), 32, None, b"almoner second factors").derive(settings.SECRET_KEY.encode())
    return AESGCM(key)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted in the database, and a staff member always keeps one."""

    def encrypt(self, text: str) -> str:
        """AES-256-GCM under a key drawn from the installation’s own."""
        import secrets

        nonce = secrets.token_bytes(12)
        return base64.b64encode(nonce + _cipher().encrypt(nonce, text.encode(), b"second factor")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises InvalidTag for anything that this installation did not encrypt."""
        raw = base64.b64decode(encrypted_text)
        return _cipher().decrypt(raw[:12], raw[12:], b"second factor").decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Whether a second factor may go: the last one may not, for somebody who must have one."""
        person = authenticator.user
        others = [factor for factor in second_factors_of(person) if factor.pk != authenticator.pk]
        return bool(others) or not must_have_second_factor(person)

    def _get_site_name(self) -> str:
        return "Almoner"


def must_have_second_factor(person: Person) -> bool:
    """Whether any role that the person holds today asks for a second factor."""
    from almoner.people.queries import roles_of

    return needs_second_factor(roles_of(person, clock.today()))


class WorkAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in with a work account: only to an account that exists, and only for the employer’s own addresses."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: an account begins with an invitation."""
        return False

    def get_requests_session(self) -> Any:
        """How a provider is asked: where it sends us on to another address, that is not followed."""
        session = super().get_requests_session()  # type: ignore[no-untyped-call]
        session.max_redirects = 0
        return session

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Whether a provider’s word is taken for an address: only in the domains that the settings give it.

        Otherwise whoever runs one council’s sign-in could sign in as anybody at another. Where it says itself that it
        has not verified the address, its word is not taken either. Nor is it for an address whose account another
        work account of that provider has opened: an employer gives an address to somebody new.
        """
        told = login.account.extra_data
        for each in (told.get("id_token") or {}, told.get("userinfo") or {}):
            if each.get("email_verified") in (False, "false"):
                return False
        account = login.account
        return _vouches_for(login.provider.app, email) and not opened_by_another(email, account.provider, account.uid)

    def is_email_verified(self, provider: Any, email: str) -> bool:
        """An employer’s own sign-in vouches for its own addresses."""
        return _vouches_for(provider.app, email)


def _vouches_for(app: Any, email: str) -> bool:
    domains = (app.settings or {}).get("domains", [])
    return email.rpartition("@")[2].lower() in {domain.lower() for domain in domains}
