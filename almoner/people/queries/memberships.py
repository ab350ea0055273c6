"""Who is what, where, and on which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.people.models import Invitation, Membership, Organisation, Person
from almoner.people.queries.remembering import remembered
from almoner.people.rules import Permission, Role, permissions_of, roles_with
from almoner.scope.context import Scope, acting, system


@remembered
def memberships_on(person: Person, on: date) -> list[Membership]:
    """What the person is, and where, on a day; with each organisation loaded. One query."""
    return list(
        Membership.objects.on(on)
        .filter(person=person)
        .select_related("organisation", "post")
        .order_by("organisation__name", "role")
    )


def scope_of(person: Person, on: date) -> Scope:
    """The scope in which a person acts on a day: themselves, and the organisations they are a member of."""
    with acting(Scope(person_id=person.id)):
        organisations = {m.organisation_id for m in memberships_on(person, on)}
    return Scope(person_id=person.id, organisation_ids=tuple(sorted(organisations)))


def organisations_where(person: Person, permission: Permission, on: date) -> frozenset[int]:
    """The organisations in which the person holds a permission on a day."""
    return frozenset(m.organisation_id for m in memberships_on(person, on) if permission in permissions_of([m.role]))


def holds(person: Person, permission: Permission, organisation_id: int, on: date) -> bool:
    """Whether the person holds a permission in an organisation on a day."""
    return organisation_id in organisations_where(person, permission, on)


def roles_of(person: Person, on: date) -> frozenset[str]:
    """The keys of every role that the person holds anywhere on a day."""
    return frozenset(membership.role for membership in memberships_on(person, on))


@remembered
def people_holding(organisation_id: int, what: Permission | Role, on: date) -> list[Person]:
    """The people, enabled only, who hold a permission or a role in an organisation on a day; by name."""
    roles = [what] if isinstance(what, Role) else list(roles_with(what))
    held = Membership.objects.on(on).filter(organisation_id=organisation_id, role__in=roles)
    return list(Person.objects.filter(is_active=True, id__in=held.values("person_id")).order_by("name", "id"))


def organisations_of(person: Person, on: date) -> list[Organisation]:
    """The organisations that the person is a member of on a day; by name."""
    found = {m.organisation_id: m.organisation for m in memberships_on(person, on)}
    return sorted(found.values(), key=lambda organisation: (organisation.name, organisation.id))


def members_visible_to(
    person: Person, organisation_id: int, on: date, *, search: str = "", past: bool = False
) -> QuerySet[Membership]:
    """The memberships of an organisation that the person may see, one row a role; by name.

    Those in force on the day, or with `past` those that have ended. Nothing for somebody who may not see
    colleagues there. `search` looks in names and addresses.
    """
    if not holds(person, Permission.SEE_COLLEAGUES, organisation_id, on):
        return Membership.objects.none()
    found = Membership.objects.filter(organisation_id=organisation_id).select_related("person", "post")
    found = found.filter(ends__lt=on) if past else found.filter(Q(ends__isnull=True) | Q(ends__gte=on))
    if search:
        found = found.filter(Q(person__name__icontains=search) | Q(person__email__icontains=search))
    return found.order_by("person__name", "person_id", "role", "starts")


def memberships_visible_to(person: Person, on: date) -> QuerySet[Membership]:
    """Every membership, past ones too, of the organisations whose colleagues the person may see."""
    organisations = organisations_where(person, Permission.SEE_COLLEAGUES, on)
    return Membership.objects.filter(organisation_id__in=organisations).select_related("person", "post", "organisation")


def people_visible_to(person: Person, on: date) -> QuerySet[Person]:
    """Themselves, and everybody who is or was a member of an organisation whose colleagues they may see."""
    organisations = organisations_where(person, Permission.SEE_COLLEAGUES, on)
    colleagues = Membership.objects.filter(organisation_id__in=organisations)
    return Person.objects.filter(Q(id=person.id) | Q(id__in=colleagues.values("person_id")))


def invitations_visible_to(person: Person, on: date) -> QuerySet[Invitation]:
    """The invitations still open of the organisations where the person manages people; newest first."""
    organisations = organisations_where(person, Permission.MANAGE_PEOPLE, on)
    return (
        Invitation.objects.filter(
            organisation_id__in=organisations, accepted_at__isnull=True, withdrawn_at__isnull=True
        )
        .select_related("organisation", "invited_by")
        .order_by("-sent_at", "id")
    )


def every_organisation_for(person: Person, on: date) -> QuerySet[Organisation]:
    """Every organisation, for whoever may set organisations up; none for anybody else. By name."""
    if not organisations_where(person, Permission.MANAGE_ORGANISATIONS, on):
        return Organisation.objects.none()
    return Organisation.objects.order_by("name", "id")


def organisation_named(slug: str) -> Organisation | None:
    """The organisation of that short name, if there is one. Names of organisations are public."""
    return Organisation.objects.filter(slug=slug).first()


def names_of(people: Iterable[UUID]) -> dict[UUID, str]:
    """The names of people whose ids the caller may already see, by id. One query."""
    return dict(Person.objects.filter(id__in=list(people)).values_list("id", "name"))


def who_may(person: Person, organisation_id: int, on: date) -> dict[Permission, list[Person]]:
    """For each permission the people who hold it in an organisation on a day, by name; for its colleagues only.

    Two queries, whatever the number of permissions.
    """
    members = members_visible_to(person, organisation_id, on).filter(starts__lte=on, person__is_active=True)
    holders: dict[Permission, dict[UUID, Person]] = {permission: {} for permission in Permission}
    for membership in members:
        for permission in permissions_of([membership.role]):
            holders[permission].setdefault(membership.person_id, membership.person)
    return {permission: list(found.values()) for permission, found in holders.items()}


def belongs_only_to(person: Person, organisation_id: int, on: date) -> bool:
    """Whether somebody belongs to this organisation and to no other: only then is their account its to close.

    Asked as the system, since where else somebody works is not this organisation’s to see; only yes or no leaves.
    """
    with system("whether somebody belongs elsewhere too"):
        return {each.organisation_id for each in memberships_on(person, on)} <= {organisation_id}
