"""Reads of references at the authority that gives them."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from almoner.people.models import Person
from almoner.references.access.references import references_visible_to
from almoner.references.models import Reference

TO_GIVE = ("asked", "held")


def references(person: Person, on: date, *, given: bool = False) -> QuerySet[Reference]:
    """The references that the person's authority is to give, the oldest first; or those it gave, the newest first."""
    found = references_visible_to(person, on)
    if given:
        return found.exclude(state__in=TO_GIVE).order_by("-opened_at", "pk")
    return found.filter(state__in=TO_GIVE).order_by("opened_at", "pk")
