"""Writes of drafts. That a draft was begun or thrown away is recorded; what was typed never is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from almoner.drafts.models import Draft
from almoner.drafts.rules import KEPT_FOR, Values
from almoner.record.actions import append
from almoner.record.rules import SystemActor


@transaction.atomic
def keep(*, of: str, values: Values, by: Any, now: datetime) -> Draft:
    """Keep what `by` has typed into the form at `of`, in place of what was kept before; `now` is aware, UTC.

    The record learns of the first time only: the hundredth autosave of a form is no event.
    """
    draft, begun = Draft.objects.update_or_create(person=by, of=of, defaults={"values": values, "saved_at": now})
    if begun:
        append(kind="draft.begun", subject=f"drafts.draft:{draft.id}", organisation_id=None, by=by, now=now)
    return draft


@transaction.atomic
def discard(*, of: str, by: Any, now: datetime) -> bool:
    """Forget what `by` typed into the form at `of`: it was sent, or is not wanted. False when there was nothing."""
    draft = Draft.objects.select_for_update().filter(person=by, of=of).first()
    if draft is None:
        return False
    append(kind="draft.discarded", subject=f"drafts.draft:{draft.id}", organisation_id=None, by=by, now=now)
    draft.delete()
    return True


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Forget every draft that nobody has touched for 90 days; returns how many. One event for them all."""
    count, _ = Draft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()
    if count:
        append(
            kind="draft.forgotten",
            subject="drafts.draft",
            organisation_id=None,
            by=SystemActor("worker:drafts"),
            now=now,
            after={"count": count},
        )
    return count
