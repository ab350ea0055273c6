"""Who sees a concern at the regulator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.employment.queries.oneself import not_about, whom_it_is_about
from almoner.fitness.models import Concern, Stage
from almoner.people import queries as people
from almoner.people.models import Person
from almoner.people.rules import Permission
from almoner.procedure import registry
from almoner.procedure.access import ByOrganisation


def concerns_visible_to(person: Person, on: date) -> QuerySet[Concern]:
    """Concerns, for those at the regulator who work on them; never one about themselves."""
    desks = people.organisations_where(person, Permission.SEE_CONCERNS, on)
    found = Concern.objects.filter(organisation_id__in=desks).select_related("organisation", "raised_by")
    return not_about(person, people.without_conflicts(found, person), "entry_id")


def is_going_on(concern: Concern) -> bool:
    """Whether anything is still done about a concern: at triage, or in a stage that grew from it."""
    if concern.closed_at is None:
        return True
    models = [kept.model for kept in registry.everything() if issubclass(kept.model, Stage)]
    stages = (model._default_manager.filter(concern_id=concern.pk, closed_at__isnull=True) for model in models)
    return any(open_ones.exists() for open_ones in stages)


def by_reference(reference: str, organisation_id: int) -> Concern | None:
    """The concern of a reference at an organisation; None for no such, and for one that two have."""
    found = list(Concern.objects.filter(reference__iexact=reference.strip(), organisation_id=organisation_id)[:2])
    return found[0] if len(found) == 1 else None


class ConcernFacts:
    """What the rules of a concern look at, asked of the database only where a rule looks."""

    def __init__(self, concern: Concern) -> None:
        self._concern = concern

    def why_not_joined(self, reference: str) -> str:
        """Why the concern cannot be joined with the one of a reference; "" when it can."""
        other = by_reference(reference, self._concern.organisation_id)
        if other is None:
            return "There is no concern of this reference."
        if other.pk == self._concern.pk or other.joined_to_id == self._concern.pk:
            return "This is the same concern, or one that is joined with it."
        lead = other.joined_to or other
        return "" if is_going_on(lead) else "Nothing is done any longer about the concern of this reference."


class ConcernAccess(ByOrganisation[Concern]):
    """Concerns, on the regulator's side alone."""

    def visible_to(self, person: Person, on: date) -> QuerySet[Concern]:
        """See `concerns_visible_to`."""
        return concerns_visible_to(person, on)

    def kept_away(self, people: Sequence[Person], case: Concern, on: date) -> frozenset[UUID]:
        """Those who have a conflict in it, and whoever it is about."""
        return super().kept_away(people, case, on) | whom_it_is_about(people, case.entry_id)

    def facts(self, case: Concern) -> ConcernFacts:
        """What the rules look at."""
        return ConcernFacts(case)
