"""Every read about people that a page or another context needs."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from almoner.people.models import Membership, Person
from almoner.people.rules import ROLES, Permission, Role
from almoner.scope.context import Scope, acting


def memberships_on(person: Person, on: date) -> list[Membership]:
    """What the person is, and where, on a day; with each organisation loaded. One query."""
    return list(
        Membership.objects.on(on).filter(person=person).select_related("organisation").order_by("organisation__name")
    )


def scope_of(person: Person, on: date) -> Scope:
    """The scope in which a person acts on a day: themselves, and the organisations they are a member of."""
    with acting(Scope(person_id=person.id)), transaction.atomic():
        organisations = {m.organisation_id for m in memberships_on(person, on)}
    return Scope(person_id=person.id, organisation_ids=tuple(sorted(organisations)))


def organisations_where(person: Person, permission: Permission, on: date) -> frozenset[int]:
    """The organisations in which the person holds a permission on a day."""
    return frozenset(
        m.organisation_id for m in memberships_on(person, on) if permission in ROLES[Role(m.role)].permissions
    )


def holds(person: Person, permission: Permission, organisation_id: int, on: date) -> bool:
    """Whether the person holds a permission in an organisation on a day."""
    return organisation_id in organisations_where(person, permission, on)
