"""Who at an authority may give a reference, and to whom an unanswered matter goes next."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from almoner.people.models import Membership
from almoner.people.queries import line_on, remembered
from almoner.people.rules import Role
from almoner.people.rules.line import Line
from almoner.references.queries.packs import senior_roles
from almoner.references.rules.seniority import SERVICE_MANAGER
from almoner.scope.context import system


@remembered
def seniors_of(authority_id: int, on: date) -> frozenset[UUID]:
    """The people who are suitably senior at an authority on a day, by its own setting (REF-5).

    Asked as the platform, since whoever asks it a reference sees nobody there.
    """
    with system("who is suitably senior at an authority"):
        wanted = senior_roles(authority_id, on)
        held = Membership.objects.on(on).filter(organisation_id=authority_id, person__is_active=True)
        found = frozenset(held.filter(role__in=wanted).values_list("person_id", flat=True))
        return found | (service_managers_of(authority_id, on) if SERVICE_MANAGER in wanted else frozenset())


def service_managers_of(authority_id: int, on: date) -> frozenset[UUID]:
    """The team managers of an authority to whom another team manager answers."""
    held = Membership.objects.on(on).filter(
        organisation_id=authority_id, role=Role.TEAM_MANAGER, person__is_active=True
    )
    managers = frozenset(held.values_list("person_id", flat=True))
    line: Line[UUID, UUID] = line_on(authority_id, on)
    acting = {post.id: post.acting for post in line.posts.values()}
    above = {
        acting[post.manager]
        for post in line.posts.values()
        if post.manager in acting and acting[post.id] in managers and acting[post.manager] != acting[post.id]
    }
    return frozenset(one for one in above if one in managers)


def people_in(authority_id: int, roles: frozenset[Role], on: date) -> frozenset[UUID]:
    """Those who hold one of the roles at an authority on a day."""
    with system("who holds a role at an authority"):
        held = Membership.objects.on(on).filter(organisation_id=authority_id, role__in=roles, person__is_active=True)
        return frozenset(held.values_list("person_id", flat=True))
