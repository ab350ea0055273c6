"""What a conflict changes in a case: who deals with it, and whose turn it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from almoner.people import actions as people
from almoner.people.models import Person, Recusal
from almoner.people.rules.refusal import Refused as NotDone
from almoner.procedure import registry
from almoner.procedure.actions.ledger import settle
from almoner.procedure.actions.locking import Held, hold
from almoner.procedure.models import Case
from almoner.procedure.registry import Registered
from almoner.procedure.rules import About, Refusal, Refused
from almoner.record.rules import Actor
from almoner.scope.clock import london_date
from almoner.scope.context import system


def declare_conflict(*, case: Case, words: str, by: Person, now: datetime) -> Recusal:
    """Somebody who sees a case says that they have a conflict in it, and from then on does not see it.

    Raises NotVisible, and Refused without a few words.
    """
    held = hold(case, by, now)
    return people.declare(
        person=by,
        subject=held.kept.subject_of(held.case.pk),
        called=called(held.kept, held.case),
        organisation=held.case.organisation,
        words=words,
        now=now,
    )


def propose_conflict(*, case: Case, of: Person, words: str, by: Person, now: datetime) -> Recusal:
    """Whoever deals with the case, or gives it out, says that a colleague has a conflict; somebody else decides.

    Raises NotVisible, and Refused for anybody else and without a few words.
    """
    held = hold(case, by, now)
    clause = held.procedure.moves[0].cites
    if not may_propose(held.kept, held.case, by, now):
        who = "Only whoever deals with this case, or gives it out, may do this."
        raise Refused(Refusal(clause, who, "Tell them, or your privacy officer.", About.ROLE))
    try:
        return people.put_forward(
            person=of,
            subject=held.kept.subject_of(held.case.pk),
            called=called(held.kept, held.case),
            organisation=held.case.organisation,
            words=words,
            by=by,
            now=now,
        )
    except NotDone as refused:
        raise Refused(Refusal(clause, refused.refusal.because, refused.refusal.what_would_change_it)) from refused


def may_propose(kept: Registered, case: Case, person: Person, now: datetime) -> bool:
    """Whether the person may say that a colleague has a conflict in the case."""
    if case.assigned_to_id == person.pk:
        return True
    return bool({str(role) for role in kept.procedure.assign_by} & kept.access.roles(person, case, london_date(now)))


def follow_recusal(recusal: Recusal, by: Actor, now: datetime) -> None:
    """Where the matter is a case: take it out of the hands of whoever is now kept away, and say whose turn it is.

    Done as the system: whoever decides on conflicts need not see the case, and its person no longer does.
    """
    found = _case_of(recusal)
    if found is None:
        return
    kept, case = found
    with system("a conflict in a case"):
        row = kept.model._default_manager.select_for_update(of=("self",)).filter(pk=case).first()
        if row is None:
            return
        held = Held(kept, row, by, now)
        away = kept.access.keeps_away(recusal.person, row, held.on)
        if away and row.assigned_to_id == recusal.person_id:
            row.assigned_to = None
            row.save(update_fields=["assigned_to"])
        settle(held)
        if away:
            held.happened("conflict", f"{recusal.person.name} is kept away")


def _case_of(recusal: Recusal) -> tuple[Registered, UUID] | None:
    label, _, key = recusal.subject.partition(":")
    kept = next((one for one in registry.everything() if one.model._meta.label_lower == label), None)
    try:
        return (kept, UUID(key)) if kept else None
    except ValueError:
        return None


def called(kept: Registered, case: Case) -> str:
    """What a case is called to somebody who may not see it: its procedure and its reference."""
    return f"{kept.procedure.words} {case.reference}"[:200]
