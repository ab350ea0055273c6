"""What is noted of the proofs given at the door: whose they were where they held, and no name where they did not."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.signals import authentication_step_completed, password_changed, password_reset
from allauth.mfa.signals import authentication_failed, authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest

from almoner.people.actions.account import move_session, note_at_door
from almoner.people.models import Person, SignInKind
from almoner.people.web.sign_in.sessions import device_of
from almoner.scope import clock

log = structlog.get_logger("almoner.sign_in")


def note_refused(proof: str) -> None:
    """A line of the log for a proof that did not hold, alike whoever it was given for: nothing in it tells whether
    there is such an account.
    """
    log.warning("sign_in.refused", proof=proof)


@receiver(authenticator_used)
def second_factor_given(request: HttpRequest, user: Person, **rest: Any) -> None:
    """Somebody's code or key held."""
    _note(request, user, SignInKind.SECOND_FACTOR)


@receiver(authentication_failed)
def second_factor_refused(authenticator: Any, **rest: Any) -> None:
    """It did not."""
    note_refused(str(authenticator.type))


@receiver([password_changed, password_reset])
def password_is_another(request: HttpRequest, user: Person, **rest: Any) -> None:
    """Somebody chose another password."""
    _note(request, user, SignInKind.PASSWORD_CHANGED)


@receiver(authentication_step_completed)
def proved_again(request: HttpRequest, *, reauthenticated: bool = False, **rest: Any) -> None:
    """Somebody who is signed in proved once more who they are: what the session may do grew, so its key is another."""
    if reauthenticated:
        move_session(request.session)


def _note(request: HttpRequest, person: Person, kind: SignInKind) -> None:
    note_at_door(person=person, kind=kind, now=clock.now(), device=device_of(request))
