"""Who is to read something, and who is meant by a name that was typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from almoner.employment.queries.employers import people_in_teams
from almoner.people.models import Membership, Person


def audience_of(organisation_id: int, roles: Sequence[str], teams: Sequence[str], on: date) -> frozenset[UUID]:
    """The people at an employer who on a day hold one of the roles or are in one of the teams, and can sign in."""
    held = Membership.objects.on(on).filter(organisation_id=organisation_id, person__is_active=True)
    found = set(held.filter(role__in=list(roles)).values_list("person_id", flat=True))
    if teams:
        staff = people_in_teams(organisation_id, list(teams), on).exclude(person__isnull=True)
        found |= set(held.filter(person_id__in=staff.values("person_id")).values_list("person_id", flat=True))
    return frozenset(found)


def colleagues_called(organisation_id: int, called: str, on: date) -> list[Person]:
    """The people at an employer of that name or work address, whatever the capitals; by name."""
    here = Membership.objects.on(on).filter(organisation_id=organisation_id).values("person_id")
    asked = Q(name__iexact=called) | Q(email__iexact=called)
    return list(Person.objects.filter(asked, is_active=True, pk__in=here).order_by("name", "id")[:3])
