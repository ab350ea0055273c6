"""Who reads what people need to take part: those who arrange it, and nobody who decides."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from almoner.fitness.models import Concern, Support
from almoner.people.models import Person
from almoner.people.queries import organisations_where, without_conflicts
from almoner.people.rules import Permission


def support_visible_to(person: Person, on: date) -> QuerySet[Support]:
    """What people need to take part, for those who arrange it (PLAN-F10); those kept from the concern left out."""
    desks = organisations_where(person, Permission.ARRANGE_SUPPORT, on)
    found = Support.objects.filter(organisation_id__in=desks).select_related("concern")
    return without_conflicts(found, person, matter=Concern, key="concern_id")
