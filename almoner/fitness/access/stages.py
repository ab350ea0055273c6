"""Who sees what grew from a concern at the regulator, and what everybody is to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from almoner.employment.queries.oneself import not_about, whom_it_is_about
from almoner.fitness.models import Concern, Stage
from almoner.people.models import Person
from almoner.people.queries import organisations_where, who_may_not_see, without_conflicts
from almoner.people.rules import Permission
from almoner.procedure.access import ByOrganisation

S = TypeVar("S", bound=Stage)


class StageAccess(ByOrganisation[S]):
    """Stages, on the regulator's side alone; a conflict in the concern is a conflict in all that grew from it."""

    def visible_to(self, person: Person, on: date) -> QuerySet[S]:
        """The stages of the concerns that the person may see, which are never about themselves."""
        desks = organisations_where(person, Permission.SEE_CONCERNS, on)
        found = self.model._default_manager.filter(organisation_id__in=desks).select_related("concern", "organisation")
        apart = without_conflicts(found, person)
        apart = without_conflicts(apart, person, matter=Concern, key="concern_id")
        return not_about(person, apart, "concern__entry_id")

    def kept_away(self, people: Sequence[Person], case: S, on: date) -> frozenset[UUID]:
        """Those of these people who have a conflict in the stage or in its concern, and whoever it is about."""
        subjects = (f"{self.model._meta.label_lower}:{case.pk}", f"{Concern._meta.label_lower}:{case.concern_id}")
        return who_may_not_see(people, *subjects) | whom_it_is_about(people, case.concern.entry_id)
