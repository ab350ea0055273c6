"""Writing a notice in the transaction of what it tells about, and taking a later one back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from almoner.notices import rules
from almoner.notices.actions.recording import WORKER, append
from almoner.notices.models import Notice
from almoner.notices.rules import State, UnfitValue
from almoner.notices.sealing import seal
from almoner.people.models import Person
from almoner.scope.context import system


class About(Protocol):
    """Anything a notice can be about: a case, an alert, a policy."""

    @property
    def pk(self) -> Any: ...


@transaction.atomic
def queue(
    *,
    to: Person | str,
    template: str,
    values: Mapping[str, Any] | None = None,
    key: str,
    now: datetime,
    about: About | None = None,
    by: Person | None = None,
    organisation_id: int | None = None,
    send_at: datetime | None = None,
) -> UUID | None:
    """Write a notice in the caller's transaction; it is sent once that is committed, and not at all if it is not.

    `to` is a person, or an address for somebody without an account. `values` are those the template declares, each
    of its kind. `key` says which notice this is: asked for again with the same key for the same organisation, nothing
    happens. `about` is the case it stands on, whose organisation it is sent for unless `organisation_id` says
    otherwise. `by` is who is told if it cannot be delivered. `send_at` makes it a reminder for later, which `cancel`
    can take back. Returns the notice's id, or None when there was one with that key already.
    Raises UnknownTemplate and UnfitValue.
    """
    notice = _draft(to=to, template=template, values=values or {}, key=key, about=about, by=by, now=now)
    notice.due_at = send_at or now
    notice.organisation_id = organisation_id or getattr(about, "organisation_id", None)
    # Whoever causes a notice need not be able to read it, nor the one that stands there already under its key.
    with system("queueing a notice"):
        Notice.objects.bulk_create([notice], ignore_conflicts=True)
        if not Notice.objects.filter(pk=notice.pk).exists():
            return None
        said = {"template": template, "due": notice.due_at.isoformat()}
        append("notice.queued", notice, by=by or WORKER, now=now, after=said)
        send_when_due(notice)
    return notice.pk


def _draft(
    *,
    to: Person | str,
    template: str,
    values: Mapping[str, Any],
    key: str,
    about: About | None,
    by: Person | None,
    now: datetime,
) -> Notice:
    shape = rules.template(template)
    checked = rules.check_values(shape, values)
    secret = {name: checked.pop(name) for name, kind in shape.values.items() if kind in rules.SECRET}
    return Notice(
        key=key,
        template=template,
        values=checked,
        sealed_values=seal(secret),
        to_person=to if isinstance(to, Person) else None,
        to_address="" if isinstance(to, Person) else _address(to),
        asked_by=by,
        about=_subject(about),
        case_id=about.pk if about is not None and isinstance(about.pk, UUID) else None,
        queued_at=now,
    )


def _address(to: str) -> str:
    try:
        validate_email(to)
    except ValidationError as error:
        raise UnfitValue("A notice must go to a person or to an email address") from error
    return to


def _subject(about: About | None) -> str:
    label = getattr(getattr(about, "_meta", None), "label_lower", "")
    return f"{label}:{about.pk}" if about is not None else ""


def send_when_due(notice: Notice) -> None:
    """Have the worker send it when it is due. The job is written in this transaction and exists only if it commits."""
    from almoner.notices.tasks import send

    send.configure(schedule_at=notice.due_at, lock=str(notice.pk)).defer(notice_id=str(notice.pk))


@transaction.atomic
def cancel(*, key: str, now: datetime, by: Person | None = None, organisation_id: int | None = None) -> bool:
    """Take back a notice that is not yet sent, such as a reminder for what has been done since.

    Returns whether there was one to take back; one that is already going out stays sent.
    """
    with system("cancelling a notice"):
        waiting = Notice.objects.select_for_update().filter(
            Q(organisation=organisation_id) if organisation_id else Q(organisation__isnull=True),
            key=key,
            state=State.QUEUED,
        )
        notice = waiting.first()
        if notice is None:
            return False
        notice.state, notice.settled_at, notice.sealed_values = State.CANCELLED, now, b""
        notice.save(update_fields=["state", "settled_at", "sealed_values"])
        append("notice.cancelled", notice, by=by or WORKER, now=now)
    return True
