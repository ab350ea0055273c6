"""Who sees a reference at the authority that is asked for it, and what everybody is to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.employment.queries.oneself import not_about
from almoner.people.models import Person
from almoner.people.queries import organisations_where, without_conflicts
from almoner.people.rules import Permission
from almoner.references.access.seniority import seniors_of
from almoner.references.access.workers import AboutAWorker
from almoner.references.models import Reference
from almoner.references.queries.addresses import address_fault
from almoner.references.rules.reference import SENIOR


def references_visible_to(person: Person, on: date) -> QuerySet[Reference]:
    """The references that the person's own authority is asked for; never one about themselves."""
    where = organisations_where(person, Permission.SEE_REFERENCES, on)
    found = Reference.objects.filter(organisation_id__in=where).select_related("organisation", "agency")
    return without_conflicts(not_about(person, found, "entry_id"), person)


class GiverFacts:
    """What the rules of a reference look at."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def address_fault(self, address: str, on: date) -> str:
        """Why an address is not known to be the authority's."""
        return address_fault(self._reference.organisation_id, address, on)


class ReferenceAccess(AboutAWorker[Reference]):
    """References, at the authority that gives them."""

    def visible_to(self, person: Person, on: date) -> QuerySet[Reference]:
        """See `references_visible_to`."""
        return references_visible_to(person, on)

    def roles_among(self, people: Sequence[Person], case: Reference, on: date) -> dict[UUID, frozenset[str]]:
        """What each is at the authority, and whether they are suitably senior there (REF-5)."""
        senior = seniors_of(case.organisation_id, on)
        held = super().roles_among(people, case, on)
        return {one: roles | {str(SENIOR)} if one in senior else roles for one, roles in held.items()}

    def holders(self, role: str, case: Reference, on: date) -> Iterable[UUID] | None:
        """Those who are suitably senior are people; everything else is a role."""
        return seniors_of(case.organisation_id, on) if role == SENIOR else None

    def facts(self, case: Reference) -> GiverFacts:
        """What the rules look at."""
        return GiverFacts(case)
