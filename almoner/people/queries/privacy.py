"""Who must be kept away from a matter, and who has been let in in an emergency."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from almoner.people.models import BreakGlass, Membership, Person, Recusal
from almoner.people.models.privacy import BreakGlassQuerySet
from almoner.people.queries.memberships import holds, organisations_where
from almoner.people.queries.remembering import remembered
from almoner.people.rules import Permission
from almoner.people.rules.recusal import Reader
from almoner.scope.clock import london_date

Row = TypeVar("Row", bound=Model)

#: A former employer is a conflict for this long; a setting of the house, not of the law.
FORMER_EMPLOYER = timedelta(days=5 * 365)


def may_not_see(person: Person, subject: str) -> bool:
    """Whether a recusal keeps the person away from a matter. It overrides every permission.

    `subject` is what the record calls the matter: "<app>.<model>:<id>".
    """
    return Recusal.objects.that_deny().filter(person=person, subject=subject).exists()


def who_may_not_see(people: Iterable[Person], *subjects: str) -> frozenset[UUID]:
    """Those of these people whom a recusal keeps away from any of these matters. One query.

    Of one person it is what `kept_from` says of them, which a page asks once.
    """
    asked = list(people)
    if len(asked) == 1:
        return frozenset(one.pk for one in asked if not kept_from(one).isdisjoint(subjects))
    found = Recusal.objects.that_deny().filter(person__in=asked, subject__in=subjects)
    return frozenset(found.values_list("person_id", flat=True))


@remembered
def kept_from(person: Person, prefix: str = "") -> frozenset[str]:
    """Every matter that a recusal keeps the person away from, those only whose subject begins with `prefix`."""
    found = Recusal.objects.that_deny().filter(person=person, subject__startswith=prefix)
    return frozenset(found.values_list("subject", flat=True))


@remembered
def _barred(person: Person) -> dict[str, list[str]]:
    """The keys of the matters that the person is kept away from, by what the record calls their kind."""
    found: dict[str, list[str]] = {}
    for kind, _, key in (subject.partition(":") for subject in sorted(kept_from(person))):
        found.setdefault(kind, []).append(key)
    return found


def barred_among(person: Person, matter: type[Model]) -> list[Any]:
    """The keys of the matters of one kind that the person is kept away from; one query, which a page asks once."""
    field = matter._meta.pk
    found = []
    for key in _barred(person).get(matter._meta.label_lower, ()):
        # What is written after the kind is no key where somebody named a matter that cannot be.
        with contextlib.suppress(ValidationError):
            found.append(field.to_python(key))
    return found


def without_conflicts(
    rows: QuerySet[Row], person: Person, *, matter: type[Model] | None = None, key: str = "pk"
) -> QuerySet[Row]:
    """Rows, but for those of a matter that the person is kept away from; the one query of `barred_among`.

    The rows are themselves the matters, or else `key` leads from each to the id of its `matter`.
    """
    barred = barred_among(person, matter or rows.model)
    return rows.exclude(**{f"{key}__in": barred}) if barred else rows


def recusals_visible_to(person: Person, on: date) -> QuerySet[Recusal]:
    """The recusals that the person may decide on, where they manage them, and those about themselves."""
    organisations = organisations_where(person, Permission.MANAGE_RECUSALS, on)
    return (
        Recusal.objects.filter(Q(organisation_id__in=organisations) | Q(person=person))
        .select_related("person", "organisation", "proposed_by", "decided_by")
        .order_by("-proposed_at", "id")
    )


def reader_of(person: Person, organisation_id: int, on: date) -> Reader:
    """What is known of a person when it is asked whether they have a conflict in a matter of an organisation."""
    since = on - FORMER_EMPLOYER
    worked = Membership.objects.filter(Q(ends__isnull=True) | Q(ends__gte=since), person=person, starts__lte=on)
    elsewhere = worked.exclude(organisation_id=organisation_id).values_list("organisation_id", flat=True)
    return Reader(person.id, person.name, person.email, frozenset(elsewhere))


def let_in(person: Person, subject: str, at: datetime) -> BreakGlass | None:
    """The person’s emergency opening of a matter that counts at a moment.

    None for somebody recused from it, and for somebody who has lost the permission since they opened it.
    """
    opening = openings_of(person).open_at(at).filter(subject=subject).order_by("-ends_at").first()
    if opening is None or may_not_see(person, subject):
        return None
    allowed = holds(person, Permission.BREAK_GLASS, opening.organisation_id, london_date(at))
    return opening if allowed else None


def openings_of(person: Person) -> BreakGlassQuerySet:
    """What the person has opened in an emergency, the latest first."""
    return BreakGlass.objects.filter(person=person).select_related("organisation").order_by("-opened_at", "id")
