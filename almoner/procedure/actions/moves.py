"""Taking a move: the one way a case comes to be in another state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from almoner.people.queries import remembering
from almoner.procedure import registry
from almoner.procedure.models import Case, Step
from almoner.procedure.queries.cases import asking
from almoner.procedure.rules import Asking, Move, Procedure
from almoner.procedure.rules.moves import insist, role_used
from almoner.record.rules import Actor
from almoner.scope.trips import in_one_trip

from .ledger import moved
from .locking import Held, KeyTaken, Stale, lock
from .requests import let_go
from .telling import tell

OPENINGS = UUID("8a1f7b52-7f5e-5c0e-9a61-3f3d0e9d7c11")


@dataclass(frozen=True)
class Receipt:
    """The step that a submission made. `again` says that it had made it before, and nothing was done twice."""

    step: Step
    case: Case
    again: bool


@transaction.atomic
def take(
    *,
    case: Case,
    move: str,
    by: Actor,
    now: datetime,
    key: str,
    version: int | None = None,
    reasons: str = "",
    values: Mapping[str, Any] | None = None,
) -> Receipt:
    """Take `move` on `case`: lock it, check, write state, step and spans, append to the record, queue notices.

    `key` names the submission: the same one counts once, however often and at whatever moment it arrives.
    `version` is that of the case from which the page was drawn; None for machines, which draw no page.
    Raises NotVisible, KeyTaken (the key named something else), Stale (with the steps since) and Refused
    (with every refusal and its clause).
    """
    # What is remembered of people, the step does not change; what the context then does with it may.
    with remembering():
        held = lock(case, by, now)
        case = held.case
        if step := next((step for step in held.steps if step.key == key), None):
            if (step.move, step.actor_id) != (move, by.actor_id):
                raise KeyTaken(key)
            return Receipt(step, case, again=True)
        if version is not None and version != case.version:
            raise Stale(case, [step for step in held.steps if step.number > version])
        seen = asking(held.kept, case, by, now, values, reasons, held.steps)
        allowed = insist(held.procedure, move, seen)
        with in_one_trip():
            step = _write(held, allowed, seen, key)
    if follow := held.kept.after.get(move):
        follow(case=case, step=step, by=by, now=now)
    tell(held, allowed, step)
    return Receipt(step, case, again=False)


@transaction.atomic
def open_case(
    procedure: Procedure,
    *,
    case: Case,
    move: str,
    by: Actor,
    now: datetime,
    key: str,
    reasons: str = "",
    values: Mapping[str, Any] | None = None,
) -> Receipt:
    """Open `case`, an unsaved row of the procedure's model, by a move from START; the same key opens one case only.

    The row's id comes from the procedure and the key, so that two submissions at once meet in the database.
    Raises Refused, and then nothing is left of the case.
    """
    kept = registry.named(procedure.name)
    case.pk = id_to_be(procedure, key)
    case.reference = case.reference or f"{procedure.name[:3].upper()}-{now.year}-{case.pk.hex[:6].upper()}"
    kept.model._default_manager.bulk_create([case], ignore_conflicts=True)
    return take(case=case, move=move, by=by, now=now, key=key, reasons=reasons, values=values)


def id_to_be(procedure: Procedure, key: str) -> UUID:
    """The id that a case opened with this key has, so that what comes before it can already name it."""
    return uuid5(OPENINGS, f"{procedure.name}:{key}")


def _write(held: Held, move: Move, seen: Asking, key: str) -> Step:
    case, before = held.case, held.case.state
    case.state, case.version = held.procedure.target(move, before), case.version + 1
    step = Step(
        case_id=case.pk, number=case.version, key=key, move=move.name, from_state=before, to_state=case.state,
        actor_id=held.by.actor_id, by=held.person, role=role_used(move, seen.roles), reasons=seen.reasons.strip(),
        values=dict(seen.values), clause=move.cites, apart_from=list(move.not_by_taker_of), at=held.now,
    )  # fmt: skip
    held.steps.append(step)
    step.save(force_insert=True)
    case.opened_at = case.opened_at or held.now
    case.closed_at = held.now if case.state in held.procedure.final else None
    held.kept.model._default_manager.filter(pk=case.pk).update(
        state=case.state, version=case.version, opened_at=case.opened_at, closed_at=case.closed_at
    )
    if case.closed_at:
        let_go(held)
    moved(held, before, move.cites)
    held.record(
        move.name, clause=move.cites, reasons=step.reasons, before={"state": before, "version": case.version - 1},
        after={"state": case.state, "version": case.version, "role": step.role, "values": step.values},
    )  # fmt: skip
    return step
