"""Who sees a concern at the regulator."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from almoner.fitness.models import Concern
from almoner.people import queries as people
from almoner.people.models import Person
from almoner.people.rules import Permission
from almoner.procedure.access import ByOrganisation


def concerns_visible_to(person: Person, on: date) -> QuerySet[Concern]:
    """Concerns, for those at the regulator who work on them."""
    desks = people.organisations_where(person, Permission.SEE_CONCERNS, on)
    found = Concern.objects.filter(organisation_id__in=desks).select_related("organisation", "raised_by")
    return people.without_conflicts(found, person)


class ConcernAccess(ByOrganisation[Concern]):
    """Concerns, on the regulator's side alone."""

    def visible_to(self, person: Person, on: date) -> QuerySet[Concern]:
        """See `concerns_visible_to`."""
        return concerns_visible_to(person, on)
