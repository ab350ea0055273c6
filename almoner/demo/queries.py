"""Reads of the demonstration: whether it is made, and whom one can be."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db import transaction

from almoner.demo.models import Persona
from almoner.people.models import Organisation, Person
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


def is_made() -> bool:
    """Whether there is any organisation here, invented or not."""
    return Organisation.objects.exists()


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
