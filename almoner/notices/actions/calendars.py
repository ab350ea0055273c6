"""Somebody's secret calendar address: made, replaced, ended."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from almoner.notices.models import CalendarFeed
from almoner.notices.rules import secret_hash
from almoner.people.models import Person
from almoner.record import actions as record
from almoner.scope.context import system


@transaction.atomic
def make_calendar(*, by: Person, now: datetime) -> str:
    """Make a new secret for a person's calendar and end the one before. Returns the secret, which is kept nowhere."""
    end_calendar(by=by, now=now)
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed(person=by, token_hash=secret_hash(secret), made_at=now)
    feed.save(force_insert=True)
    _append("calendar.made", feed, by, now)
    return secret


@transaction.atomic
def end_calendar(*, by: Person, now: datetime) -> bool:
    """End a person's calendar address; whoever still asks for it finds nothing. Returns whether there was one."""
    feed = CalendarFeed.objects.select_for_update().filter(person=by, ended_at__isnull=True).first()
    if feed is None:
        return False
    feed.ended_at = now
    feed.save(update_fields=["ended_at"])
    _append("calendar.ended", feed, by, now)
    return True


def note_calendar_read(*, feed: CalendarFeed, now: datetime) -> None:
    """Remember when a calendar last asked, so that its owner can see that it works, or that somebody else reads it.

    Not on the record: a calendar asks every hour, and what it reads holds nothing of a case.
    """
    with system("noting that a calendar asked"), transaction.atomic():
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)


def _append(kind: str, feed: CalendarFeed, by: Person, now: datetime) -> None:
    record.append(kind=kind, subject=f"notices.calendarfeed:{feed.pk}", organisation_id=None, by=by, now=now)
