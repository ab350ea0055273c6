"""Reads of the demonstration: whether it is made, and whom one can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db import transaction

from almoner.demo.models import Making, Persona
from almoner.employment.models import StaffList
from almoner.people.models import Organisation, Person
from almoner.people.queries import people_holding
from almoner.people.rules import ROLES, Role
from almoner.scope.context import system


@dataclass(frozen=True)
class Somebody:
    """One invented person: their name, what they are and where, and a line on them."""

    persona_id: UUID
    name: str
    role: str
    place: str
    story: str


@dataclass(frozen=True)
class Place:
    """An organisation, and those of its people whom one can be."""

    name: str
    kind: str
    people: tuple[Somebody, ...]


def making() -> Making | None:
    """How far the demonstration has been made; None where none was begun."""
    return Making.objects.first()


def is_somebodys() -> bool:
    """Whether there are organisations here that the demonstration did not make."""
    return making() is None and Organisation.objects.exists()


def is_made() -> bool:
    """Whether there is nothing to begin or to go on with: a whole demonstration, or organisations of somebody's own."""
    begun = making()
    return bool(begun.whole) if begun else Organisation.objects.exists()


def lists_by_place() -> dict[str, str]:
    """The state of the newest staff list of every organisation that has one, by its slug."""
    found = StaffList.objects.order_by("opened_at").values_list("organisation__slug", "state")
    return dict(found)


def holder_of(slug: str, role: Role, on: date) -> tuple[Organisation, Person]:
    """An organisation, and the first of those who hold a role in it on a day."""
    organisation = Organisation.objects.get(slug=slug)
    return organisation, people_holding(organisation.pk, role, on)[0]


def somebody(slug: str, role: Role) -> Person:
    """The first whom a visitor can be among those who hold a role in an organisation, so that what they did is seen."""
    held = Persona.objects.filter(membership__organisation__slug=slug, membership__role=role)
    return held.select_related("membership__person").order_by("place")[0].membership.person


def places() -> list[Place]:
    """The region's organisations with the people whom one can be, in the order in which they are told. One query."""
    with system("personas"), transaction.atomic():
        found = list(Persona.objects.select_related("membership__person", "membership__organisation"))
    return [
        Place(organisation.name, organisation.kind, tuple(_somebody(persona) for persona in personas))
        for organisation, personas in groupby(found, key=lambda persona: persona.membership.organisation)
    ]


def _somebody(persona: Persona) -> Somebody:
    member = persona.membership
    return Somebody(
        persona.id, member.person.name, ROLES[Role(member.role)].title, member.organisation.name, persona.story
    )


def person_of(persona_id: UUID) -> Person | None:
    """The person behind a persona, or None where there is no such persona."""
    with system("personas"), transaction.atomic():
        found = Persona.objects.filter(id=persona_id).select_related("membership__person").first()
    return found.membership.person if found else None
