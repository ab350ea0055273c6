"""Agencies, which anybody may know of."""

from __future__ import annotations

from django.db.models import QuerySet

from almoner.people.models import Organisation
from almoner.people.rules import OrganisationKind


def agencies() -> QuerySet[Organisation]:
    """Every agency on the platform, by name."""
    return Organisation.objects.filter(kind=OrganisationKind.AGENCY).order_by("name", "pk")


def agency_of(pk: int) -> Organisation | None:
    """The agency of that id, if it is one."""
    return agencies().filter(pk=pk).first()
