"""What is done on a case without moving it: notes, who holds it, pauses by hand, turns when people change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from almoner.design.formats import format_date
from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.models import Case, Docket, Remark, Turn
from almoner.procedure.rules import About, Clock, Pause, Refusal, Refused
from almoner.record.rules import Actor, SystemActor

from .ledger import begin, close, open_spans, settle
from .locking import Held, hold

WORKER = SystemActor("worker:turns")


@transaction.atomic
def note(*, case: Case, text: str, by: Person, now: datetime, to: list[int] | None = None) -> Remark:
    """Write a note on the case, seen by the organisations in `to` (all of the case's own when None).

    Raises NotVisible; Refused when it is empty, or shown to somebody who may not see the case.
    """
    held = hold(case, by, now)
    if not text.strip():
        raise Refused(_no(held, "The note is empty.", "Write what is to be remembered.", "text"))
    if to is not None and not set(to) <= set(held.case.visible_to):
        raise Refused(_no(held, "The note is for somebody who cannot see this case.", "Choose again.", "to"))
    return held.happened("note", text.strip(), to=to)


@transaction.atomic
def assign(*, case: Case, to: Person | None, by: Person, now: datetime) -> Case:
    """Give the case to a person, or to nobody; the work that their role allows is then theirs on the worklist.

    Raises NotVisible; Refused when `by` may not assign, or `to` may not see the case.
    """
    held = hold(case, by, now)
    case = held.case
    held.insist_on(held.procedure.assign_by, _cites(held))
    access = held.kept.access
    if to and (access.keeps_away(to, case, held.on) or not access.visible_to(to, held.on).filter(pk=case.pk).exists()):
        raise Refused(_no(held, f"{to.name} cannot see this case.", "Choose somebody who works on it.", "to"))
    case.assigned_to = to
    case.save(update_fields=["assigned_to"])
    settle(held)
    held.happened("assigned", f"Assigned to {to.name}" if to else "Assigned to nobody")
    return case


@transaction.atomic
def pause(*, case: Case, clock: str, pause: str, reasons: str, by: Person, now: datetime) -> None:
    """Stop a clock by hand, for a reason that the procedure's table allows. Raises NotVisible, Refused."""
    held = hold(case, by, now)
    found, rule = _pause(held, clock, pause)
    lasting = open_spans(held)
    run = lasting.get(("clock", clock, clock))
    if run is None:
        raise Refused(Refusal(rule.cites, "This clock is not running.", "Nothing needs to be done.", About.STATE))
    if ("pause", clock, pause) in lasting:
        raise Refused(Refusal(rule.cites, "This clock is paused already.", "Resume it first.", About.STATE))
    if not reasons.strip():
        raise Refused(Refusal(rule.cites, "No reasons are given.", "Write why it stops.", About.REASONS, "reasons"))
    because = f"{rule.because}: {reasons.strip()}"[:200]
    begin(held, "pause", pause, within=run, clock=clock, because=because, clause=rule.cites, waits_on=rule.waits_on)
    settle(held)
    held.happened("paused", f"{found.words}: {because}", clause=rule.cites)


@transaction.atomic
def resume(*, case: Case, clock: str, pause: str, by: Person, now: datetime) -> None:
    """Let a clock that was stopped by hand go on. Raises NotVisible, Refused."""
    held = hold(case, by, now)
    found, rule = _pause(held, clock, pause)
    span = open_spans(held).get(("pause", clock, pause))
    if span is None:
        raise Refused(Refusal(rule.cites, "This clock is not paused.", "Nothing needs to be done.", About.STATE))
    close(span, now)
    settle(held)
    text = f"{found.words}: goes on, after standing since {format_date(span.starts_on)}"
    held.happened("resumed", text, clause=rule.cites)


@transaction.atomic
def refresh_turns(*, case: Case, by: Actor, now: datetime) -> bool:
    """Work out again whose turn it is, after people's relations to the case changed; whether that changed anything.

    Raises NotVisible.
    """
    held = hold(case, by, now)
    turns = Turn.objects.filter(case_id=case.pk).values_list("move", "role", "organisation_id", "person_id")
    before = set(turns)
    settle(held)
    if changed := set(turns.all()) != before:
        held.happened("turns", "Whose turn it is was worked out again")
    return changed


def follow_people(*, now: datetime, organisation_id: int | None = None) -> int:
    """After the people of an organisation changed, or the day did: whose turn it is in each open case that it sees.

    Without `organisation_id`, in every open case. One transaction a case. How many cases are somebody else's now.
    """
    lines = Docket.objects.filter(closed_at__isnull=True, version__gt=0)
    with transaction.atomic():
        seen = lines.filter(visible_to__contains=[organisation_id]) if organisation_id else lines
        cases = [registry.named(name).model(id=pk) for name, pk in seen.values_list("procedure", "pk")]
    return sum(refresh_turns(case=case, by=WORKER, now=now) for case in cases)


def _pause(held: Held, clock: str, pause: str) -> tuple[Clock, Pause]:
    """The clock, and the pause by hand of that name, which whoever acts must be allowed."""
    found = held.procedure.clock(clock)
    rule = next((p for p in found.pauses if p.name == pause and p.by), None) if found else None
    if found is None or rule is None:
        raise KeyError(f"{held.procedure.name} has no pause {pause!r} of {clock!r} by hand")
    held.insist_on(rule.by, rule.cites)
    return found, rule


def _cites(held: Held) -> str:
    """What no step speaks of falls under the clause that opens the case."""
    return held.procedure.moves[0].cites


def _no(held: Held, because: str, change: str, field: str) -> Refusal:
    return Refusal(_cites(held), because, change, About.FIELD, field)
