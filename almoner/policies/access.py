"""Who may read an organisation's policies: its staff. Who may change one: its owner, and those who manage policies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.people.models import Person
from almoner.people.queries import holds, organisations_where, people_holding, without_conflicts
from almoner.people.rules import Permission, permissions_of
from almoner.policies.models import Policy, PolicyReview
from almoner.policies.rules import KEEPER, OWNER
from almoner.procedure.access import ByOrganisation


def visible_to(person: Person, on: date) -> QuerySet[Policy]:
    """The policies of every organisation in which the person may read them."""
    return Policy.objects.filter(organisation_id__in=organisations_where(person, Permission.SEE_POLICIES, on))


def can_change(person: Person, policy: Policy, on: date) -> bool:
    """Whether the person may publish a version, begin a review or hand the policy over."""
    reads = holds(person, Permission.SEE_POLICIES, policy.organisation_id, on)
    manages = holds(person, Permission.MANAGE_POLICIES, policy.organisation_id, on)
    return manages or (reads and policy.owner_id == person.pk)


class ReviewAccess(ByOrganisation[PolicyReview]):
    """Reviews are seen by whoever may read the policies of the organisation, and taken by owner and keepers."""

    def visible_to(self, person: Person, on: date) -> QuerySet[PolicyReview]:
        """Reviews of the policies that the person may read."""
        organisations = organisations_where(person, Permission.SEE_POLICIES, on)
        reviews = PolicyReview.objects.select_related("policy").filter(organisation_id__in=organisations)
        return without_conflicts(reviews, person)

    def roles_among(self, people: Sequence[Person], case: PolicyReview, on: date) -> dict[UUID, frozenset[str]]:
        """The people's roles, and whether they own the policy or manage policies."""
        found = super().roles_among(people, case, on)
        for person, held in found.items():
            owns = {OWNER} if held and case.policy.owner_id == person else set()
            keeps = {KEEPER} if Permission.MANAGE_POLICIES in permissions_of(held) else set()
            found[person] = held | owns | keeps
        return found

    def holders(self, role: str, case: PolicyReview, on: date) -> Iterable[UUID] | None:
        """The owner, who is asked first. Keepers may step in, and do not have it on their worklists."""
        if role == OWNER:
            return [case.policy.owner_id]
        return [] if role == KEEPER and self._owner_is_there(case, on) else self._keepers(role, case, on)

    def _keepers(self, role: str, case: PolicyReview, on: date) -> Iterable[UUID] | None:
        if role != KEEPER:
            return None
        return [person.pk for person in people_holding(case.organisation_id, Permission.MANAGE_POLICIES, on)]

    def _owner_is_there(self, case: PolicyReview, on: date) -> bool:
        owner = case.policy.owner
        reads = owner.is_active and holds(owner, Permission.SEE_POLICIES, case.organisation_id, on)
        return reads and not self.keeps_away(owner, case, on)
