"""The link to staff, for those who may see any."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from almoner.design.navigation import Link
from almoner.people import queries as people
from almoner.people.rules import Permission
from almoner.scope import clock

OPENS = (Permission.SEE_STAFF, Permission.SEE_OWN_TEAM, Permission.CHECK_STAFF)


def links(request: HttpRequest) -> Iterator[Link]:
    """Staff, where there is any this person may see."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return
    today = clock.london_date(getattr(request, "now", None) or clock.now())
    if any(people.organisations_where(person, permission, today) for permission in OPENS):
        yield Link("Staff", reverse("employment:staff"))
