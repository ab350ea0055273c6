"""Who sees a case, and what somebody is to it. A context passes one of these when it registers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from almoner.people.models import Membership, Person
from almoner.people.queries import may_not_see, without_conflicts
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

    def roles(self, person: Person, case: C, on: date) -> frozenset[str]:
        """Every role and relation the person has towards the case on this day: their roles in its organisation."""
        held = Membership.objects.on(on).filter(person=person, organisation_id=case.organisation_id)
        return frozenset(held.values_list("role", flat=True))

    def holders(self, role: str, case: C, on: date) -> Iterable[UUID] | None:
        """The people in a relation to the case; None when it is a role held in the case's organisation, as all are."""
        return None

    def keeps_away(self, person: Person, case: C, on: date) -> bool:
        """Whether the person is recused from the case, which overrides every role and permission."""
        return may_not_see(person, f"{self.model._meta.label_lower}:{case.pk}")

    def facts(self, case: C) -> Any:
        """What the procedure's tests may look at, as `asking.facts`: the case itself."""
        return case
