"""The dates of a person's work, for their calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from almoner.notices.calendar import LOOK_BACK, Event
from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.queries import needs_me

MOST = 500


def dates_of(person: Person, earliest: date) -> Iterator[Event]:
    """When each case in which it is this person's turn is due: which procedure, and never about whom."""
    due = needs_me(person, earliest + LOOK_BACK).filter(due__gte=earliest)
    for line in due.order_by("due", "pk")[:MOST]:
        if line.due is None or line.opened_at is None:
            continue
        yield Event(
            uid=f"case-{line.pk}@almoner",
            title=f"{registry.named(line.procedure).procedure.title}: due",
            day=line.due,
            path=f"/cases/{line.procedure}/{line.pk}/",
            changed_at=line.opened_at,
        )
