"""Keeping people away from matters in which they have a conflict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from almoner.people.actions.messages import send
from almoner.people.models import Organisation, Person, Recusal, RecusalState
from almoner.people.queries import holds, people_holding, reader_of
from almoner.people.rules import Permission
from almoner.people.rules.recusal import Ground, Matter, conflicts
from almoner.people.rules.refusal import Refusal, Refused
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.scope.clock import london_date

Follower = Callable[[Recusal, Actor, datetime], None]
_followers: list[Follower] = []


def follow_with(follower: Follower) -> None:
    """Have an app above this one act, in the same transaction, when somebody is kept away or let back."""
    if follower not in _followers:
        _followers.append(follower)


def follow(*, recusal: Recusal, by: Actor, now: datetime) -> None:
    """Let the apps above act on what has changed."""
    for follower in _followers:
        follower(recusal, by, now)


@transaction.atomic
def propose(
    *,
    matter: Matter,
    subject: str,
    called: str,
    organisation: Organisation,
    readers: Iterable[Person],
    by: Actor,
    now: datetime,
) -> list[Recusal]:
    """Find who among `readers` has a conflict in a matter, and propose to keep each away from it.

    Called whenever a matter opens or gains a party. `subject` is what the record calls it. Somebody already
    proposed, recused, or found not to be in conflict is left as they are. Returns the new proposals.
    """
    settled = set(
        Recusal.objects.filter(organisation=organisation, subject=subject).values_list("person_id", flat=True)
    )
    made = []
    for person in readers:
        grounds = conflicts(reader_of(person, organisation.id, london_date(now)), matter)
        if grounds and person.id not in settled:
            made.append(_make(person, organisation, subject, called, grounds[0], RecusalState.PROPOSED, by=by, now=now))
    return made


@transaction.atomic
def declare(
    *, person: Person, subject: str, called: str, organisation: Organisation, words: str, now: datetime
) -> Recusal:
    """Somebody says that they have a conflict. It counts at once; only another person can lift it."""
    if not words.strip():
        raise Refused(Refusal("A few words are needed.", "Say what the conflict is."))
    return _make(
        person, organisation, subject, called, Ground.DECLARED, RecusalState.IN_FORCE, by=person, now=now, words=words
    )


@transaction.atomic
def widen(*, recusal: Recusal, subject: str, called: str, by: Actor, now: datetime) -> Recusal:
    """Keep the same person, on the same ground, away from a wider matter that the first is a part of.

    Counts as the first does. It is lifted by itself: a part may be let go of without the whole.
    """
    return _make(
        recusal.person, recusal.organisation, subject, called, Ground(recusal.ground), RecusalState(recusal.state),
        by=by, now=now, words=recusal.words,
    )  # fmt: skip


@transaction.atomic
def put_forward(
    *, person: Person, subject: str, called: str, organisation: Organisation, words: str, by: Person, now: datetime
) -> Recusal:
    """Somebody says that a colleague has a conflict. It counts once somebody else has decided that it is one.

    Those who may decide are told. Raises Refused without a few words, and for oneself, who declares instead.
    """
    if person.pk == by.pk:
        raise Refused(Refusal("This is about you.", "Say that you have a conflict yourself: it counts at once."))
    if not words.strip():
        raise Refused(Refusal("A few words are needed.", "Say what the conflict is."))
    recusal = _make(
        person, organisation, subject, called, Ground.OBSERVED, RecusalState.PROPOSED, by=by, now=now, words=words
    )
    for each in people_holding(organisation.pk, Permission.MANAGE_RECUSALS, london_date(now)):
        if each.pk not in (person.pk, by.pk):
            _tell(each, "conflict_proposed", recusal, now)
    return recusal


def _tell(person: Person, template: str, recusal: Recusal, now: datetime) -> None:
    send(
        to=person,
        template=template,
        values={"where": reverse("recusal", args=[recusal.pk])},
        key=f"{template}:{recusal.pk}:{person.pk}",
        organisation_id=recusal.organisation_id,
        now=now,
    )


def _make(
    person: Person,
    organisation: Organisation,
    subject: str,
    called: str,
    ground: Ground,
    state: RecusalState,
    *,
    by: Actor,
    now: datetime,
    words: str = "",
) -> Recusal:
    open_states = [RecusalState.PROPOSED, RecusalState.IN_FORCE]
    recusal, new = Recusal.objects.get_or_create(
        organisation=organisation,
        person=person,
        subject=subject,
        state__in=open_states,
        defaults={
            "called": called,
            "ground": ground,
            "words": words,
            "state": state,
            "proposed_at": now,
            "proposed_by": by if isinstance(by, Person) else None,
        },
    )
    if new:
        _note(recusal, f"recusal.{state.value}", by, now, words)
        follow(recusal=recusal, by=by, now=now)
    return recusal


def _note(recusal: Recusal, kind: str, by: Actor, now: datetime, reasons: str) -> None:
    append(
        kind=kind,
        subject=f"people.recusal:{recusal.id}",
        organisation_id=recusal.organisation_id,
        by=by,
        now=now,
        reasons=reasons,
        after={"person": recusal.person_id, "matter": recusal.subject, "ground": recusal.ground},
    )


@transaction.atomic
def decide(*, recusal: Recusal, conflict: bool, by: Person, now: datetime, words: str) -> Recusal:
    """Decide a proposed recusal: a conflict, and in force; or none. With reasons, and by somebody else.

    Neither the person it is about nor whoever raised it decides. Found a conflict, its person is told.
    """
    to = RecusalState.IN_FORCE if conflict else RecusalState.DISMISSED
    decided = _decide(recusal, RecusalState.PROPOSED, to, by, now, words)
    if conflict:
        _tell(decided.person, "kept_away", decided, now)
    return decided


@transaction.atomic
def lift(*, recusal: Recusal, by: Person, now: datetime, words: str) -> Recusal:
    """Lift a recusal in force, with reasons, by somebody other than the person it keeps away."""
    return _decide(recusal, RecusalState.IN_FORCE, RecusalState.LIFTED, by, now, words)


def _decide(recusal: Recusal, state: RecusalState, to: RecusalState, by: Person, now: datetime, words: str) -> Recusal:
    recusal = Recusal.objects.select_for_update(of=("self",)).get(id=recusal.id)
    if recusal.person_id == by.id:
        raise Refused(Refusal("This recusal is about you.", "Somebody else must decide whether you have a conflict."))
    if recusal.proposed_by_id == by.id:
        raise Refused(Refusal("You raised this yourself.", "Somebody else must decide whether it is a conflict."))
    if not holds(by, Permission.MANAGE_RECUSALS, recusal.organisation_id, london_date(now)):
        raise Refused(Refusal("You cannot decide this.", f"Ask somebody who may {Permission.MANAGE_RECUSALS.words}."))
    if recusal.state != state:
        raise Refused(Refusal("This has been decided already.", "Look at it again."))
    if not words.strip():
        raise Refused(Refusal("Reasons are needed.", "Say why, for whoever reads this later."))
    recusal.state, recusal.decided_by, recusal.decided_at, recusal.decision_words = to, by, now, words
    recusal.save(update_fields=["state", "decided_by", "decided_at", "decision_words"])
    _note(recusal, f"recusal.{to.value}", by, now, words)
    follow(recusal=recusal, by=by, now=now)
    return recusal
