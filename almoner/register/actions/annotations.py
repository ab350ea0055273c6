"""Specialist qualifications beside an entry (PLAN-R10)."""

from datetime import date, datetime

from django.db import transaction

from almoner.people.rules import Permission
from almoner.procedure.rules import About, Refusal
from almoner.record.rules import Actor
from almoner.register.access import check_may
from almoner.register.actions.noting import facts_of, locked, note, refuse
from almoner.register.models import Annotation, Change
from almoner.register.queries.kinds import annotation_kinds
from almoner.register.rules.amending import check_annotation
from almoner.scope.clock import london_date


@transaction.atomic
def annotate(*, entry_id: int, kind: str, starts: date, by: Actor, now: datetime, reasons: str = "") -> None:
    """Show a specialist qualification beside an entry from ``starts`` (PLAN-R10).

    Raises Refused for a kind not in force that day, for somebody never registered by then, and when it is there.
    """
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    entry = locked(entry_id)
    kinds = {k.code: k for k in annotation_kinds(starts)}
    refuse(*check_annotation(facts_of(entry, london_date(now)), kinds.get(kind), starts))
    Annotation.objects.create(entry=entry, hidden=entry.suppressed, kind=kind, starts=starts, entered_at=now)
    note(
        entry=entry, kind=Change.Kind.ANNOTATED, effective_on=starts, organisation_id=regulator, by=by, now=now,
        clause="PLAN-R10", reasons=reasons, after={"kind": kind},
    )  # fmt: skip


@transaction.atomic
def end_annotation(*, entry_id: int, kind: str, on: date, by: Actor, now: datetime, reasons: str = "") -> None:
    """Stop showing an annotation from the day of effect ``on`` (PLAN-R10); raises Refused when it is not shown."""
    regulator = check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    entry = locked(entry_id)
    shown = Annotation.objects.filter(entry=entry, kind=kind, ended_on=None, withdrawn_at=None).first()
    if shown is None or on < shown.starts:
        refuse(
            Refusal("PLAN-R10", "The entry does not show that annotation.", "Choose one that it shows.", About.STATE)
        )
        return
    shown.ended_on = on
    shown.save(update_fields=["ended_on"])
    note(
        entry=entry, kind=Change.Kind.ANNOTATION_ENDED, effective_on=on, organisation_id=regulator, by=by, now=now,
        clause="PLAN-R10", reasons=reasons, before={"kind": kind},
    )  # fmt: skip
