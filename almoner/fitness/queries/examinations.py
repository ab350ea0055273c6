"""Reads of the case examiners' stage."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.fitness.models import Appointment, Examination, Opinion
from almoner.fitness.rules.examination import Standing
from almoner.people.models import Membership, Organisation, Person
from almoner.people.queries import organisations_where, people_holding
from almoner.people.rules import Permission, Role
from almoner.procedure import registry


def appointed(standing: Standing, on: date) -> list[Person]:
    """Those appointed to decide cases as lay, or as professional, on a day, of the organisations in scope; by name."""
    held = Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=on), standing=standing, starts__lte=on)
    found = held.filter(person__is_active=True).select_related("person").order_by("person__name", "person__email")
    return [one.person for one in found]


def examiners(person: Person, on: date) -> list[tuple[Person, Appointment | None]]:
    """The case examiners whom this person manages, by name, each as appointed on the day, if they are."""
    managed = organisations_where(person, Permission.MANAGE_PEOPLE, on)
    held = Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=on), organisation_id__in=managed)
    by_person = {one.person_id: one for one in held.order_by("starts")}
    return [(one, by_person.get(one.pk)) for at in managed for one in people_holding(at, Role.CASE_EXAMINER, on)]


def examiner(person: Person, examiner_id: UUID, on: date) -> tuple[Person, Organisation] | None:
    """A case examiner whom this person manages, and where; None for anybody else."""
    managed = organisations_where(person, Permission.MANAGE_PEOPLE, on)
    held = Membership.objects.on(on).filter(
        person_id=examiner_id, person__is_active=True, role=Role.CASE_EXAMINER, organisation_id__in=managed
    )
    found = held.select_related("person", "organisation").first()
    return (found.person, found.organisation) if found else None


def examinations_visible_to(person: Person, on: date) -> QuerySet[Any]:
    """The examinations of the concerns that the person may see on the day."""
    return registry.of(Examination()).access.visible_to(person, on)


def opinions_of(case: Examination, person: Person, on: date) -> list[Opinion]:
    """The opinions of an examination that the person may see on the day: all that are shared, and their own."""
    visible = registry.of(Opinion()).access.visible_to(person, on).filter(examination=case)
    return list(visible.select_related("examiner").order_by("pair", "standing"))


def written_in(case: Examination) -> frozenset[str]:
    """Which of the present pair have written their opinion, as lay or professional; nothing of what they wrote."""
    found = Opinion.objects.filter(examination=case, pair=case.pairs, state="written")
    return frozenset(found.values_list("standing", flat=True))
