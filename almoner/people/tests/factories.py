"""People and organisations for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from almoner.people.models import Membership, Organisation, Person
from almoner.people.rules import OrganisationKind, Role

_numbers = count(1)


def an_organisation(kind: OrganisationKind = OrganisationKind.COUNCIL, name: str = "") -> Organisation:
    """An organisation, a council unless said otherwise."""
    n = next(_numbers)
    return Organisation.objects.create(slug=f"organisation-{n}", name=name or f"Organisation {n}", kind=kind)


def a_person(name: str = "Sam Okafor", role: Role | None = None, organisation: Organisation | None = None) -> Person:
    """A person; with a role, a member of the organisation (a new one when none is given)."""
    person = Person.objects.create_user(
        f"person{next(_numbers)}@example.org",
        "correct horse battery",
        name=name,
        date_joined=datetime(2026, 1, 5, tzinfo=UTC),
    )
    if role:
        where = organisation or an_organisation()
        Membership.objects.create(person=person, organisation=where, role=role, starts=date(2026, 1, 5))
    return person
