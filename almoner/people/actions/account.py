"""Accounts: disabling them, ending their sessions, and noting what happens at the door."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from almoner.people.actions.messages import send
from almoner.people.models import Organisation, Person, SignInEvent, SignInKind
from almoner.people.rules.refusal import Refusal, Refused
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.scope.context import system


def note_at_door(*, person: Person, kind: SignInKind, now: datetime, device: str = "") -> None:
    """Note what happened at the door to a known person. Written as the system: nobody may be signed in yet.

    Not part of the record of casework: it is the person’s own trace, theirs to see, and goes with the account.
    """
    with system("noting a sign-in"), transaction.atomic():
        SignInEvent.objects.create(person=person, kind=kind, at=now, device=device[:60])


@transaction.atomic
def end_sessions(*, person: Person, by: Actor, now: datetime, kind: SignInKind = SignInKind.SESSIONS_ENDED) -> int:
    """End every session of a person at once; their next request from any of them finds nobody signed in.

    Returns how many sessions were listed.
    """
    Person.objects.filter(id=person.id).update(session_epoch=F("session_epoch") + 1)
    listed = UserSession.objects.filter(user_id=person.id)
    keys = list(listed.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    listed.delete()
    note_at_door(person=person, kind=kind, now=now)
    append(
        kind="account.sessions_ended",
        subject=f"people.person:{person.id}",
        organisation_id=None,
        by=by,
        now=now,
        after={"sessions": len(keys)},
    )
    return len(keys)


@transaction.atomic
def disable(*, person: Person, by: Actor, now: datetime, reasons: str) -> None:
    """Close an account: it cannot sign in, and whatever it had open ends. Raises Refused for one’s own.

    Somebody who also belongs elsewhere is disabled there too, so only their administrator in every place,
    or the platform operator, may do it; the page asks that before this is called.
    """
    if isinstance(by, Person) and by.id == person.id:
        raise Refused(Refusal("You cannot disable your own account.", "Ask another administrator to do it."))
    if not reasons.strip():
        raise Refused(Refusal("A reason is needed.", "Say why the account is to be disabled."))
    Person.objects.filter(id=person.id).update(is_active=False)
    end_sessions(person=person, by=by, now=now, kind=SignInKind.DISABLED)
    append(
        kind="account.disabled",
        subject=f"people.person:{person.id}",
        organisation_id=None,
        by=by,
        now=now,
        reasons=reasons,
    )


@transaction.atomic
def enable(*, person: Person, by: Actor, now: datetime) -> None:
    """Open a disabled account again; its second factor and password stand as they were."""
    Person.objects.filter(id=person.id).update(is_active=True)
    note_at_door(person=person, kind=SignInKind.ENABLED, now=now)
    append(kind="account.enabled", subject=f"people.person:{person.id}", organisation_id=None, by=by, now=now)


@transaction.atomic
def forget_second_factor(*, person: Person, organisation: Organisation, by: Actor, now: datetime, reasons: str) -> int:
    """Forget every second factor of somebody who has lost theirs: they sign in by password, and set up a new one.

    Whatever they had open ends, and they are told by email, so that it is no secret from them when it was somebody
    else who asked. Returns how many there were. Raises Refused for one's own, without a reason, and where there is
    none. As with closing an account, the page asks that they belong to this organisation alone.
    """
    if isinstance(by, Person) and by.id == person.id:
        change = "Ask another administrator, or use a recovery code."
        raise Refused(Refusal("You cannot forget your own second factor.", change))
    if not reasons.strip():
        raise Refused(Refusal("A reason is needed.", "Say how you know that it is they who ask."))
    count, _ = Authenticator.objects.filter(user=person).delete()
    if not count:
        raise Refused(Refusal("They have no second factor.", "They set one up when they next sign in."))
    end_sessions(person=person, by=by, now=now, kind=SignInKind.SECOND_FACTOR_FORGOTTEN)
    append(
        kind="account.second_factor_forgotten",
        subject=f"people.person:{person.id}",
        organisation_id=organisation.id,
        by=by,
        now=now,
        reasons=reasons,
        after={"factors": count},
    )
    send(
        to=person,
        template="second_factor_forgotten",
        values={"organisation": organisation.id},
        key=f"second_factor_forgotten:{person.id}:{now.isoformat()}",
        organisation_id=organisation.id,
        now=now,
    )
    return count


def move_session(session: SessionBase) -> None:
    """Give a session a new key, so that one learnt before is worth nothing, and list it under the new one.

    Not on the record: it tells nothing that the change which led to it does not.
    """
    before = session.session_key
    session.cycle_key()
    if before:
        UserSession.objects.filter(session_key=before).update(session_key=session.session_key)


def end_session(*, person: Person, listed: UserSession, by: Actor, now: datetime) -> None:
    """End one of a person’s sessions at once."""
    with transaction.atomic():
        Session.objects.filter(session_key=listed.session_key).delete()
        listed.delete()
        append(kind="account.session_ended", subject=f"people.person:{person.id}", organisation_id=None, by=by, now=now)
