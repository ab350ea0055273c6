"""Who sees a month of the decision review group: its members, and the officers who keep it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from almoner.fitness.models import GroupMember, Opinion, ReviewMonth
from almoner.fitness.rules.review_group import MEMBER
from almoner.people.models import Person
from almoner.people.queries import organisations_where, without_conflicts
from almoner.people.rules import Permission
from almoner.procedure.access import ByOrganisation
from almoner.procedure.models import Step
from almoner.scope.context import system


def members_on(organisation_id: Any, on: date) -> QuerySet[GroupMember]:
    """The members of an organisation's group on a day."""
    lasting = Q(ends__isnull=True) | Q(ends__gte=on)
    return GroupMember.objects.filter(lasting, organisation_id=organisation_id, starts__lte=on)


class GroupFacts:
    """What the rules of a month look at."""

    def __init__(self, case: ReviewMonth) -> None:
        self._case = case

    @cached_property
    def references(self) -> frozenset[str]:
        """The references of the decisions in the sample."""
        return frozenset(one["reference"] for one in self._case.sample)

    def took_part(self, reference: str, actor_id: str) -> bool:
        """Whether somebody had a part in the decision of that reference."""
        with system("who took part in a decision"):
            ids = [UUID(one["case_id"]) for one in self._case.sample if one["reference"] == reference]
            opinions = Opinion.objects.filter(examination_id__in=ids).values_list("pk", flat=True)
            return Step.objects.filter(case_id__in=[*ids, *opinions], actor_id=actor_id).exists()

    @cached_property
    def lived_experience(self) -> frozenset[str]:
        """Those of the group who have lived experience."""
        found = GroupMember.objects.filter(organisation_id=self._case.organisation_id, lived_experience=True)
        return frozenset(str(pk) for pk in found.values_list("person_id", flat=True))

    @cached_property
    def from_elsewhere(self) -> frozenset[str]:
        """Those of the group who come from another regulator."""
        found = GroupMember.objects.filter(organisation_id=self._case.organisation_id).exclude(other_regulator="")
        return frozenset(str(pk) for pk in found.values_list("person_id", flat=True))


class ReviewGroupAccess(ByOrganisation[ReviewMonth]):
    """Months of the group."""

    def visible_to(self, person: Person, on: date) -> QuerySet[ReviewMonth]:
        """For its members on the day, and for those at the regulator who work on concerns."""
        desks = organisations_where(person, Permission.SEE_CONCERNS, on)
        mine = members_on(OuterRef("organisation_id"), on).filter(person=person)
        found = ReviewMonth.objects.filter(Q(organisation_id__in=desks) | Exists(mine))
        return without_conflicts(found.select_related("organisation"), person)

    def roles_among(self, people: Sequence[Person], case: ReviewMonth, on: date) -> dict[UUID, frozenset[str]]:
        """What each is at the regulator, and whether they are of the group."""
        of_it = set(members_on(case.organisation_id, on).values_list("person_id", flat=True))
        found = super().roles_among(people, case, on)
        return {one: held | {str(MEMBER)} if one in of_it else held for one, held in found.items()}

    def holders(self, role: str, case: ReviewMonth, on: date) -> Iterable[UUID] | None:
        """The members are people."""
        return (
            list(members_on(case.organisation_id, on).values_list("person_id", flat=True)) if role == MEMBER else None
        )

    def facts(self, case: ReviewMonth) -> GroupFacts:
        """What the rules look at."""
        return GroupFacts(case)
