"""Who sees a case, and what somebody is to it. A context passes one of these when it registers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from almoner.people.models import Membership, Person
from almoner.people.queries import memberships_on, who_may_not_see, without_conflicts
from almoner.procedure.models import Case

C = TypeVar("C", bound=Case)


class ByOrganisation(Generic[C]):
    """What the engine asks of a context, answered in the usual way; a context overrides what is otherwise with it.

    Members of an organisation in `visible_to` see the case; roles are held in the organisation it belongs to.
    """

    def __init__(self, model: type[C]) -> None:
        self.model = model

    def visible_to(self, person: Person, on: date) -> QuerySet[C]:
        """The cases this person may know of on this day: those shared with an organisation they are a member of.

        Those that they are kept away from are left out.
        """
        organisations = Membership.objects.on(on).filter(person=person).values("organisation_id")
        shared = self.model._default_manager.filter(visible_to__overlap=ArraySubquery(organisations))
        return without_conflicts(shared, person)

    def whole(self, rows: QuerySet[C]) -> QuerySet[C]:
        """Cases, with what roles, facts and relations look at beside each in the same query, where they do."""
        return rows

    def roles(self, person: Person, case: C, on: date) -> frozenset[str]:
        """Every role and relation the person has towards the case on this day."""
        return self.roles_among([person], case, on)[person.pk]

    def roles_among(self, people: Sequence[Person], case: C, on: date) -> dict[UUID, frozenset[str]]:
        """The roles and relations of each of these people, at once: what they are in the case's organisation."""
        if len(people) == 1:
            # Of whoever asks for a page it has been asked.
            known = memberships_on(people[0], on)
            return {people[0].pk: frozenset(m.role for m in known if m.organisation_id == case.organisation_id)}
        held = Membership.objects.on(on).filter(person__in=people, organisation_id=case.organisation_id)
        found = list(held.values_list("person_id", "role"))
        return {one.pk: frozenset(role for person, role in found if person == one.pk) for one in people}

    def holders(self, role: str, case: C, on: date) -> Iterable[UUID] | None:
        """The people in a relation to the case; None when it is a role held in the case's organisation, as all are."""
        return None

    def keeps_away(self, person: Person, case: C, on: date) -> bool:
        """Whether the person is recused from the case, which overrides every role and permission."""
        return person.pk in self.kept_away([person], case, on)

    def kept_away(self, people: Sequence[Person], case: C, on: date) -> frozenset[UUID]:
        """Those of these people who are recused from the case, at once."""
        return who_may_not_see(people, f"{self.model._meta.label_lower}:{case.pk}")

    def facts(self, case: C) -> Any:
        """What the procedure's tests may look at, as `asking.facts`: the case itself."""
        return case
