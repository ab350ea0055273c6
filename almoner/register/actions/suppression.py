"""Taking an entry out of the published register where somebody would be at risk, and putting it back."""

from datetime import datetime

from django.db import transaction

from almoner.people.rules import Permission
from almoner.procedure.rules import About, Refusal
from almoner.record.rules import Actor
from almoner.register.access import check_may
from almoner.register.actions.index import index_entries
from almoner.register.actions.noting import locked, note, refuse
from almoner.register.models import Change, Entry, Suppression
from almoner.register.rules.amending import check_suppression
from almoner.scope.clock import london_date


@transaction.atomic
def suppress(*, entry_id: int, reasons: str, by: Actor, now: datetime) -> None:
    """Take an entry out of view at once: its page, search, matching and the feed are as if it had never been.

    It never comes back by itself: somebody has to lift it. Raises Refused without reasons.
    """
    today = london_date(now)
    regulator = check_may(by, Permission.MANAGE_REGISTER, today)
    entry = locked(entry_id)
    refuse(*check_suppression(entry.suppressed, reasons))
    Suppression.objects.create(entry=entry, starts=today, reasons=reasons, entered_at=now)
    _set(entry, True)
    note(
        entry=entry, kind=Change.Kind.SUPPRESSED, effective_on=today, organisation_id=regulator, by=by, now=now,
        reasons=reasons,
    )  # fmt: skip


@transaction.atomic
def lift_suppression(*, entry_id: int, reasons: str, by: Actor, now: datetime) -> None:
    """Put an entry back in the published register from today; raises Refused when it is not out of it."""
    today = london_date(now)
    regulator = check_may(by, Permission.MANAGE_REGISTER, today)
    entry = locked(entry_id)
    if not entry.suppressed:
        refuse(Refusal("PLAN-R14", "The entry is in the published register.", "Nothing needs doing.", About.STATE))
    if not reasons.strip():
        refuse(
            Refusal("PLAN-R14", "No reasons are given.", "Write why, in a sentence or more.", About.REASONS, "reasons")
        )
    Suppression.objects.filter(entry=entry, lifted_on=None).update(lifted_on=today, lifted_why=reasons)
    _set(entry, False)
    note(
        entry=entry, kind=Change.Kind.RESTORED_TO_VIEW, effective_on=today, organisation_id=regulator, by=by, now=now,
        reasons=reasons,
    )  # fmt: skip


def _set(entry: Entry, suppressed: bool) -> None:
    # The facts and the feed follow through their foreign keys; the index is made from what is left in view.
    entry.suppressed = suppressed
    entry.save(update_fields=["suppressed"])
    index_entries([entry.id])
