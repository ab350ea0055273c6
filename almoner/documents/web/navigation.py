"""The link to documents, for those who may see any."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from almoner.design.navigation import Link
from almoner.people.rules import Permission, permissions_of


def links(request: HttpRequest) -> Iterator[Link]:
    """Documents, where this person's roles let them see some."""
    if Permission.SEE_DOCUMENTS in permissions_of(
        membership.role for membership in getattr(request, "memberships", ())
    ):
        yield Link("Documents", reverse("documents:document_list"), about="What people have sent your organisation")
