"""Where somebody on the register works."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from almoner.employment.models import StaffMember


def employed_on(entry_id: int, on: date) -> QuerySet[StaffMember]:
    """The staff, one for each employer, who stand for an entry of the register on a day; by employer's name.

    An employer counts from the first day to the last, both included, unless the list that added them was undone.
    """
    here = Q(ends__isnull=True) | Q(ends__gte=on)
    found = StaffMember.objects.filter(here, entry_id=entry_id, starts__lte=on, withdrawn_at__isnull=True)
    return found.select_related("organisation").order_by("organisation__name", "organisation_id")


def people_in_teams(organisation_id: int, teams: list[str], on: date) -> QuerySet[StaffMember]:
    """The staff of an employer who are in any of these teams on a day, whatever the capitals."""
    here = Q(ends__isnull=True) | Q(ends__gte=on)
    named = Q(pk__in=[])
    for team in teams:
        named |= Q(team__iexact=team)
    found = StaffMember.objects.filter(here, named, organisation_id=organisation_id, starts__lte=on)
    return found.filter(withdrawn_at__isnull=True)
