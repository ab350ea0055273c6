"""The links to candidates' files and references, for those who may see any."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from almoner.design.navigation import Link
from almoner.people.rules import Permission
from almoner.people.rules.roles import permissions_of


def links(request: HttpRequest) -> Iterator[Link]:
    """Candidates at an agency; references at an authority; one's own files for a social worker."""
    held = permissions_of(membership.role for membership in getattr(request, "memberships", ()))
    if Permission.BUILD_FILES in held:
        about = "Your candidates’ files, with their references"
        yield Link("Candidates", reverse("references:candidates"), about=about)
    if Permission.SEE_REFERENCES in held:
        about = "References you are asked for, and those you verify"
        yield Link("References", reverse("references:references"), about=about)
    if Permission.SEE_OWN_EMPLOYMENT in held:
        about = "What agencies keep about you, and who may read it"
        yield Link("Files about you", reverse("references:own-files"), about=about)
    if held & {Permission.BOOK, Permission.SEE_BOOKINGS}:
        about = "Social workers whom agencies send, and every check before they are appointed"
        yield Link("Agency bookings", reverse("references:bookings"), about=about)
