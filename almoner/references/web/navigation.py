"""The links to candidates' files and references, for those who may see any."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from almoner.design.navigation import Link
from almoner.people.rules import Permission, permissions_of


def links(request: HttpRequest) -> Iterator[Link]:
    """Candidates at an agency; references at an authority; one's own for a social worker."""
    held = permissions_of(membership.role for membership in getattr(request, "memberships", ()))
    if held & {Permission.BOOK, Permission.SEE_BOOKINGS}:
        about = "Social workers whom agencies send, and every check before they are appointed"
        yield Link("Agency bookings", reverse("references:bookings"), about=about)
