"""What is done on a case without moving it: notes, who holds it, pauses by hand, turns when people change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from almoner.people.models import Person
from almoner.procedure.models import Case, Remark
from almoner.procedure.registry import Registered
from almoner.procedure.rules import About, Clock, Pause, Refusal, Refused, words_for
from almoner.procedure.rules.sentences import in_words
from almoner.record.rules import Actor
from almoner.scope.clock import london_date

from .ledger import begin, close, open_spans, settle
from .locking import happened, hold


@transaction.atomic
def note(*, case: Case, text: str, by: Person, now: datetime, to: list[int] | None = None) -> Remark:
    """Write a note on the case, seen by the organisations in `to` (all of the case's own when None).

    Raises NotVisible; Refused when it is empty, or shown to somebody who may not see the case.
    """
    kept, held = hold(case, by, now)
    cites = kept.procedure.moves[0].cites
    if not text.strip():
        raise Refused(Refusal(cites, "The note is empty.", "Write what is to be remembered.", About.FIELD, "text"))
    if to is not None and not set(to) <= set(held.visible_to):
        raise Refused(
            Refusal(cites, "The note is for somebody who cannot see this case.", "Choose again.", About.FIELD, "to")
        )
    return happened(kept, held, "note", text.strip(), by=by, now=now, to=to)


@transaction.atomic
def assign(*, case: Case, to: Person | None, by: Person, now: datetime) -> Case:
    """Give the case to a person, or to nobody; the work that their role allows is then theirs on the worklist.

    Raises NotVisible; Refused when `by` may not assign, or `to` may not see the case.
    """
    kept, held = hold(case, by, now)
    on, cites = london_date(now), kept.procedure.moves[0].cites
    _insist_on(kept, held, by, now, kept.procedure.assign_by, cites)
    if to and not kept.access.visible_to(to, on).filter(pk=held.pk).exists():
        why = f"{to.name} cannot see this case."
        raise Refused(Refusal(cites, why, "Choose somebody who works on it.", About.FIELD, "to"))
    held.assigned_to = to
    held.save(update_fields=["assigned_to"])
    settle(kept, held, now)
    happened(kept, held, "assigned", f"Assigned to {to.name}" if to else "Assigned to nobody", by=by, now=now)
    return held


@transaction.atomic
def pause(*, case: Case, clock: str, pause: str, reasons: str, by: Person, now: datetime) -> None:
    """Stop a clock by hand, for a reason that the procedure's table allows. Raises NotVisible, Refused."""
    kept, held = hold(case, by, now)
    found, rule = _pause(kept, clock, pause)
    _insist_on(kept, held, by, now, rule.by, rule.cites)
    spans = open_spans(held)
    if not any(s.kind == "clock" and s.name == clock for s in spans):
        raise Refused(Refusal(rule.cites, "This clock is not running.", "Nothing needs to be done.", About.STATE))
    if any(s.kind == "pause" and (s.clock, s.name) == (clock, pause) for s in spans):
        raise Refused(Refusal(rule.cites, "This clock is paused already.", "Resume it first.", About.STATE))
    if not reasons.strip():
        raise Refused(Refusal(rule.cites, "No reasons are given.", "Write why it stops.", About.REASONS, "reasons"))
    because = f"{rule.because}: {reasons.strip()}"[:200]
    begin(held, "pause", pause, now, clock=clock, because=because, clause=rule.cites, waits_on=rule.waits_on)
    settle(kept, held, now)
    text = f"{found.label or clock}: {because}"
    happened(kept, held, "paused", text, by=by, now=now, clause=rule.cites)


@transaction.atomic
def resume(*, case: Case, clock: str, pause: str, by: Person, now: datetime) -> None:
    """Let a clock that was stopped by hand go on. Raises NotVisible, Refused."""
    kept, held = hold(case, by, now)
    found, rule = _pause(kept, clock, pause)
    _insist_on(kept, held, by, now, rule.by, rule.cites)
    spans = [s for s in open_spans(held) if s.kind == "pause" and (s.clock, s.name) == (clock, pause)]
    if not spans:
        raise Refused(Refusal(rule.cites, "This clock is not paused.", "Nothing needs to be done.", About.STATE))
    close(spans[0], now)
    settle(kept, held, now)
    text = f"{found.label or clock}: goes on, after standing since {in_words(spans[0].starts_on)}"
    happened(kept, held, "resumed", text, by=by, now=now, clause=rule.cites)


@transaction.atomic
def refresh_turns(*, case: Case, by: Actor, now: datetime) -> None:
    """Work out again whose turn it is, after people's relations to the case changed. Raises NotVisible."""
    kept, held = hold(case, by, now)
    settle(kept, held, now)
    happened(kept, held, "turns", "Whose turn it is was worked out again", by=by, now=now)


def _pause(kept: Registered, clock: str, pause: str) -> tuple[Clock, Pause]:
    found = kept.procedure.clock(clock)
    rule = next((p for p in found.pauses if p.name == pause and p.by), None) if found else None
    if found is None or rule is None:
        raise KeyError(f"{kept.procedure.name} has no pause {pause!r} of {clock!r} by hand")
    return found, rule


def _insist_on(kept: Registered, case: Case, by: Person, now: datetime, roles: object, cites: str) -> None:
    wanted = [str(role) for role in roles]  # type: ignore[attr-defined]
    if not set(wanted) & kept.access.roles(by, case, london_date(now)):
        who = words_for(wanted)
        raise Refused(Refusal(cites, f"Only {who} may do this.", f"Ask {who}.", About.ROLE))
