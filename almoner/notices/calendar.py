"""Somebody's dates as iCalendar, and the register of apps that contribute them.

Calendars are copied to phones and to other companies' servers, so an event says what is due and where to read it,
never about whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import icalendar

if TYPE_CHECKING:
    from almoner.people.models import Person

#: What the feed tells calendars about when to come again.
REFRESH = timedelta(hours=1)
#: Dates further back than this are left out.
LOOK_BACK = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Event:
    """One date of somebody's. `uid` stays the same while it is the same event; `path` is where to read more."""

    uid: str
    title: str
    day: date
    path: str
    changed_at: datetime
    remind_days_before: int | None = 1


Contributor = Callable[["Person", date], Iterable[Event]]
_contributors: dict[str, Contributor] = {}


def contribute(name: str, contributor: Contributor) -> None:
    """Have an app's dates in everybody's feed. `contributor(person, earliest)` is called in that person's scope."""
    _contributors[name] = contributor


def contributors() -> dict[str, Contributor]:
    """Every contributor by its name."""
    return dict(_contributors)


def events_of(person: Person, *, today: date) -> list[Event]:
    """Every event of a person from a month ago on, in order of date. The caller acts in the person's scope."""
    earliest = today - LOOK_BACK
    found = [event for contributor in _contributors.values() for event in contributor(person, earliest)]
    return sorted((event for event in found if event.day >= earliest), key=lambda event: (event.day, event.uid))


def as_ical(events: Iterable[Event], *, name: str, base_url: str, now: datetime) -> bytes:
    """The events as an iCalendar file (RFC 5545), whole days, with a reminder before each that asks for one."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Almoner//Dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    for event in events:
        calendar.add_component(_component(event, base_url, now))
    written: bytes = calendar.to_ical()
    return written


def _component(event: Event, base_url: str, now: datetime) -> icalendar.Event:
    link = urljoin(base_url, event.path)
    component = icalendar.Event()
    component.add("uid", event.uid)
    component.add("dtstamp", now.astimezone(UTC))
    component.add("last-modified", event.changed_at.astimezone(UTC))
    component.add("summary", event.title)
    component.add("dtstart", event.day)
    component.add("dtend", event.day + timedelta(days=1))
    component.add("transp", "TRANSPARENT")
    component.add("url", link)
    component.add("description", f"Read more: {link}")
    if event.remind_days_before is not None:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.title)
        alarm.add("trigger", -timedelta(days=event.remind_days_before))
        component.add_component(alarm)
    return component
