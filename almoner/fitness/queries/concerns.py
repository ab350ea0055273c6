"""Reads of the concerns at the regulator."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from almoner.fitness.access.concerns import concerns_visible_to
from almoner.fitness.models import Concern
from almoner.people.models import Organisation, Person
from almoner.people.rules import OrganisationKind

OPEN = "open"


def concerns(person: Person, on: date, *, state: str = "", text: str = "") -> QuerySet[Concern]:
    """The concerns at the regulator that the person may see, the urgent ones first and then the oldest.

    `state` is one of the procedure's, or OPEN for those that triage has not decided on; "" for all.
    """
    found = concerns_visible_to(person, on)
    if state == OPEN:
        found = found.filter(closed_at__isnull=True)
    elif state:
        found = found.filter(state=state)
    if text:
        found = found.filter(
            Q(about_name__icontains=text) | Q(reference__istartswith=text) | Q(about_number__iexact=text)
        )
    return found.order_by("-urgent", "opened_at", "pk")


def the_regulator() -> Organisation:
    """The regulator to which referrals go."""
    return Organisation.objects.get(kind=OrganisationKind.REGULATOR)
