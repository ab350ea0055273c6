"""What a session knows of itself: when it began, when it was last used, and how its person proved who they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from almoner.people.models import Membership, Person
from almoner.people.rules.sign_in import Ended, Limits, SessionState, Standing, ended, state_of

#: How a sign-in as somebody invented is marked, which counts in the demonstration alone.
PERSONA = "persona"
BEGAN, USED, HATS = "began", "used", "hats"
AS_TOLD = "as_told"
#: Whether the work account’s own token said that a second factor was given.
TOLD_OF_SECOND_FACTOR = "told_of_second_factor"

#: How often the moment of last use is written down: a write on every request would be one too many. Rounded
#: against the person, so that a session may end half a minute early and never late.
WRITTEN_EVERY = timedelta(seconds=30)
NEWLY = timedelta(minutes=15)


def limits() -> Limits:
    """How long a session lasts on this installation."""
    return Limits(
        idle=timedelta(minutes=settings.SESSION_IDLE_MINUTES), absolute=timedelta(hours=settings.SESSION_HOURS)
    )


def begin(session: SessionBase, now: datetime) -> None:
    """Start the clocks of a session."""
    session[BEGAN] = session[USED] = now.timestamp()


def _moment(session: SessionBase, key: str) -> datetime | None:
    value = session.get(key)
    return datetime.fromtimestamp(value, tz=UTC) if isinstance(value, int | float) else None


def why_ended(session: SessionBase, now: datetime) -> Ended | None:
    """Why a signed-in session has ended; one that never began at our door has."""
    began, used = _moment(session, BEGAN), _moment(session, USED)
    if began is None or used is None or _of_another_world(session):
        return Ended.TOO_OLD
    return ended(began=began, last_used=used, now=now, limits=limits())


def _of_another_world(session: SessionBase) -> bool:
    """Whether somebody invented signed in here when it was a demonstration, which it is no longer."""
    demonstration = settings.DEMO and not settings.PRODUCTION
    given = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return not demonstration and any(record.get("type") == PERSONA for record in given)


def use(session: SessionBase, now: datetime) -> None:
    """Note that the session is in use."""
    used = _moment(session, USED)
    if used is None or now - used >= WRITTEN_EVERY:
        session[USED] = now.timestamp()


def newly_enrolling(request: HttpRequest, now: datetime) -> bool:
    """Whether the person signed in a moment ago and has yet to set up their first second factor."""
    began = _moment(request.session, BEGAN)
    state = getattr(request, "session_state", None)
    return state is SessionState.ENROLMENT_DUE and began is not None and now - began < NEWLY


def hats_of(memberships: Iterable[Membership]) -> str:
    """A digest of what somebody is and where: a change of it gives their session a new key."""
    worn = sorted(f"{membership.organisation_id}:{membership.role}" for membership in memberships)
    return sha256("\n".join(worn).encode()).hexdigest()[:16]


def proofs(request: HttpRequest) -> tuple[bool, bool]:
    """Whether this session’s person gave a second factor; and whether they came by a work account that asks for one."""
    given = by_work_account = False
    for record in get_authentication_records(request, request.user):  # type: ignore[arg-type]
        given = given or record.get("method") == "mfa"
        if record.get("method") == "socialaccount":
            by_work_account = by_work_account or _asked_for_one(request, str(record.get("provider")))
    return given, by_work_account


def _asked_for_one(request: HttpRequest, provider: str) -> bool:
    """Whether a work account’s own sign-in asked for a second factor: always, or as its signed token told (amr)."""
    apps: Any = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    says = next((app["settings"].get("second_factor") for app in apps if app["provider_id"] == provider), False)
    return says is True or (says == AS_TOLD and request.session.get(TOLD_OF_SECOND_FACTOR) is True)


def state_for(request: HttpRequest, *, staff: bool, enrolled: Any) -> SessionState:
    """How far the session of a request has come. `enrolled` is asked only where the answer turns on it."""
    person = request.user
    if not isinstance(person, Person):
        return SessionState.NOBODY
    given, by_work_account = proofs(request)
    has_one = bool(given or by_work_account or enrolled())
    return state_of(
        Standing(
            authenticated=True,
            active=person.is_active,
            staff=staff,
            second_factor_enrolled=has_one,
            second_factor_given=given,
            by_work_account=by_work_account,
        )
    )


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_of(request: HttpRequest) -> str:
    """The browser in a few words; the whole of what it says of itself would tell people apart."""
    return describe_device(request.META.get("HTTP_USER_AGENT", ""))


def describe_device(agent: str) -> str:
    """A browser’s long name in a few words."""
    browser = next((name for mark, name in _BROWSERS if re.search(rf"\b{mark}", agent)), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser
