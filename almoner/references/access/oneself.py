"""Nobody works on what is said of themselves: they have the social worker's own pages."""

from __future__ import annotations

from uuid import UUID

from almoner.employment.queries.staff import accounts_of, entries_of_account
from almoner.people.queries import remembered
from almoner.scope.context import system


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
