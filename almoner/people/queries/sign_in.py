"""What is known at the door: who an address belongs to, which second factors they have, their sessions."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from almoner.people.models import Invitation, Person, SignInEvent
from almoner.scope.context import system


def has_second_factor(person: Person) -> bool:
    """Whether the person has set up a code app, a passkey or a security key. Recovery codes alone do not count."""
    return Authenticator.objects.filter(user_id=person.id).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def second_factors_of(person: Person) -> list[Authenticator]:
    """The person’s code app, passkeys and security keys; oldest first."""
    found = Authenticator.objects.filter(user_id=person.id).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return list(found.order_by("created_at", "id"))


def sessions_of(person: Person) -> QuerySet[Any]:
    """Where the person is signed in, most lately used first."""
    return UserSession.objects.filter(user_id=person.id).order_by("-last_seen_at", "id")


def events_of(person: Person) -> QuerySet[SignInEvent]:
    """What happened at the door to the person; newest first."""
    return SignInEvent.objects.filter(person=person).order_by("-at", "id")


def invitation_by_link(token: str) -> Invitation | None:
    """The invitation that a link belongs to, whatever has become of it; None for any other text.

    Read as the system, since whoever holds the link may not have an account.
    """
    with system("an invitation’s link is opened"):
        return Invitation.objects.filter(digest=digest(token)).select_related("organisation", "post").first()


def digest(token: str) -> str:
    """What is kept of a link’s secret."""
    return sha256(token.encode()).hexdigest()


def person_by_email(email: str) -> Person | None:
    """The account of an address, letter case aside."""
    return Person.objects.filter(email=email.strip().lower()).first()


def opened_by_another(email: str, provider: str, subject: str) -> bool:
    """Whether the account with this address was opened by another of this provider's work accounts than `subject`."""
    known = SocialAccount.objects.filter(provider=provider, user__email__iexact=email)
    return bool(known.exclude(uid=subject).exists())
