"""Who reviews an emergency opening: a privacy officer of the organisation, and never whoever opened the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.break_glass.models import BreakGlassReview
from almoner.people.models import Person
from almoner.people.queries import kept_from, organisations_where, who_may_not_see, without_conflicts
from almoner.people.rules import Permission
from almoner.procedure.access import ByOrganisation


class ReviewAccess(ByOrganisation[BreakGlassReview]):
    """Reviews are seen by those who may take them, but for one’s own openings and matters one is kept away from."""

    def visible_to(self, person: Person, on: date) -> QuerySet[BreakGlassReview]:
        """The reviews of every organisation in which the person reviews emergency openings."""
        organisations = organisations_where(person, Permission.REVIEW_BREAK_GLASS, on)
        found = BreakGlassReview.objects.filter(organisation_id__in=organisations).exclude(opened_by=person)
        return without_conflicts(found.exclude(opening__subject__in=sorted(kept_from(person))), person)

    def kept_away(self, people: Sequence[Person], case: BreakGlassReview, on: date) -> frozenset[UUID]:
        """Those of these people who are recused from the review, or from the case that was opened."""
        return super().kept_away(people, case, on) | who_may_not_see(people, case.opening.subject)

    def facts(self, case: BreakGlassReview) -> str:
        """Who opened the case, as the record names them."""
        return str(case.opened_by_id)
