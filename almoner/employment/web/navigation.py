"""The link to staff, for those who may see any."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from almoner.design.navigation import Link
from almoner.people.rules import Permission
from almoner.people.rules.roles import permissions_of

OPENS = (Permission.SEE_STAFF, Permission.SEE_OWN_TEAM, Permission.CHECK_STAFF)


def links(request: HttpRequest) -> Iterator[Link]:
    """Staff, where there is any this person may see."""
    held = permissions_of(membership.role for membership in getattr(request, "memberships", ()))
    if held.intersection(OPENS):
        yield Link("Staff", reverse("employment:staff"), about="Your social workers, and whether each may practise")
