"""Nobody works on a case about themselves, or reads it as its keeper: they have the social worker's own pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from almoner.employment.queries.staff import accounts_of, entries_of_account
from almoner.people.models import Person
from almoner.people.queries import remembered
from almoner.scope.context import system

Row = TypeVar("Row", bound=Model)


@remembered
def own_entries(person_id: UUID) -> frozenset[int]:
    """The entries of the register that are somebody's own."""
    with system("which entries of the register are somebody's own"):
        return entries_of_account(person_id)


@remembered
def whose_entry(entry_id: int) -> frozenset[UUID]:
    """The accounts of the social worker of an entry."""
    with system("whose entry of the register it is"):
        return frozenset(one.pk for one in accounts_of(entry_id))


def not_about(person: Person, rows: QuerySet[Row], key: str) -> QuerySet[Row]:
    """Rows, but for those about the person; `key` leads from each to its entry on the register."""
    own = own_entries(person.pk)
    return rows.exclude(**{f"{key}__in": own}) if own else rows


def whom_it_is_about(people: Sequence[Person], entry_id: int | None) -> frozenset[UUID]:
    """Those of these people who are the social worker of an entry. One query, which a page asks once of one person."""
    if entry_id is None:
        return frozenset()
    if len(people) == 1:
        return frozenset(one.pk for one in people if entry_id in own_entries(one.pk))
    theirs = whose_entry(entry_id)
    return frozenset(one.pk for one in people if one.pk in theirs)
