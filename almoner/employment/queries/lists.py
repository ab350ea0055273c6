"""Reads of staff lists and their rows, for those who may see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from almoner.employment.access import lists_visible_to, rows_visible_to
from almoner.employment.models import StaffChange, StaffList, StaffListRow, StaffMember
from almoner.employment.queries.keeping import result_from_kept, texts_of
from almoner.employment.rules import results
from almoner.employment.rules.columns import SHOWN_ROWS
from almoner.employment.rules.results import Result
from almoner.people import queries as people
from almoner.people.models import Organisation, Person
from almoner.people.rules import Permission

#: What a list of rows can be narrowed to, each with the rows it shows.
SHOWS: Mapping[str, Q] = {
    "all": Q(),
    "certain": Q(outcome=results.CERTAIN),
    "may-not": Q(decision="is", may_practise=False),
    "look": Q(outcome=results.LOOK),
    "undecided": Q(outcome=results.LOOK, decision=""),
    "not-found": Q(outcome=results.NOT_FOUND),
    "bad": Q(outcome=results.BAD),
}


def lists_of(person: Person, on: date) -> QuerySet[StaffList]:
    """The lists the person may see, newest first; those thrown away left out."""
    found = lists_visible_to(person, on).exclude(state="discarded").select_related("organisation", "uploaded_by")
    return found.order_by("-opened_at", "id")


def list_seen(person: Person, list_id: UUID, on: date) -> StaffList | None:
    """The list, if the person may see it."""
    found = lists_visible_to(person, on).select_related("organisation", "uploaded_by", "document")
    return found.filter(pk=list_id).first()


def row_seen(person: Person, list_id: UUID, row_id: UUID, on: date) -> StaffListRow | None:
    """The row of that list, if the person may see it."""
    found = rows_visible_to(person, on).select_related("decided_by", "staff_list")
    return found.filter(pk=row_id, staff_list_id=list_id).first()


def rows_of(staff_list: StaffList, show: str = "all", search: str = "") -> QuerySet[StaffListRow]:
    """The rows of a list in its order, narrowed to what is asked; `search` looks in names and numbers."""
    found = StaffListRow.objects.filter(SHOWS.get(show, Q()), staff_list=staff_list)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(number__icontains=search))
    return found.select_related("decided_by").order_by("line")


def next_undecided(staff_list: StaffList, after: int = 0) -> StaffListRow | None:
    """The next row to look at below a line, starting again from the top at the end."""
    waiting = rows_of(staff_list, "undecided")
    return waiting.filter(line__gt=after).first() or waiting.first()


def undecided_beside(row: StaffListRow) -> tuple[int, int]:
    """How many rows of the list are to be looked at, and how many of them are decided."""
    counted = StaffListRow.objects.filter(staff_list_id=row.staff_list_id, outcome=results.LOOK).aggregate(
        in_all=Count("id"), done=Count("id", filter=~Q(decision=""))
    )
    return counted["in_all"], counted["done"]


@dataclass(frozen=True, slots=True)
class ListCounts:
    """How many rows of a list came out how, and stand how after decisions."""

    rows: int
    certain: int
    look: int
    undecided: int
    not_found: int
    bad: int
    accepted: int
    may_not: int


def counts_of(staff_list: StaffList) -> ListCounts:
    """The counts of a list. One query."""
    rows = StaffListRow.objects.filter(staff_list=staff_list)
    counted = rows.aggregate(
        rows=Count("id"),
        certain=Count("id", filter=SHOWS["certain"]),
        look=Count("id", filter=SHOWS["look"]),
        undecided=Count("id", filter=SHOWS["undecided"]),
        not_found=Count("id", filter=SHOWS["not-found"]),
        bad=Count("id", filter=SHOWS["bad"]),
        accepted=Count("id", filter=Q(decision="is")),
        may_not=Count("id", filter=SHOWS["may-not"]),
    )
    return ListCounts(**counted)


def first_rows(staff_list: StaffList) -> list[tuple[int, tuple[str, ...]]]:
    """The first twenty rows as they came: their line, and the text of each cell."""
    rows = StaffListRow.objects.filter(staff_list=staff_list).order_by("line")[:SHOWN_ROWS]
    return [(row.line, texts_of(row)) for row in rows]


def results_of(staff_list: StaffList) -> Iterator[Result]:
    """What came of every row, in the list's order, a few hundred in memory at a time."""
    rows = StaffListRow.objects.filter(staff_list=staff_list).select_related("decided_by").order_by("line")
    for row in rows.iterator(chunk_size=500):
        yield result_from_kept(row, staff_list.weights)


def missing_from(staff_list: StaffList) -> QuerySet[StaffMember]:
    """Staff of the employer whom no accepted row of this list is: those who may have left."""
    accepted = StaffListRow.objects.filter(staff_list=staff_list, decision="is").values("entry_id")
    staff = StaffMember.objects.filter(
        organisation_id=staff_list.organisation_id, ends__isnull=True, withdrawn_at__isnull=True
    )
    return staff.exclude(entry_id__in=accepted).order_by("name", "id")


def joining_of(staff_list: StaffList) -> tuple[int, int]:
    """How many people the list's accepted rows are, and how many of them are staff already."""
    accepted = StaffListRow.objects.filter(staff_list=staff_list, decision="is").values("entry_id").distinct()
    staff = StaffMember.objects.filter(
        organisation_id=staff_list.organisation_id, ends__isnull=True, withdrawn_at__isnull=True, entry_id__in=accepted
    )
    return accepted.count(), staff.count()


def changes_of(staff_list: StaffList) -> dict[str, int]:
    """How many staff the list added, changed and let go."""
    changes = StaffChange.objects.filter(staff_list=staff_list)
    counted = changes.values_list("kind").annotate(how_many=Count("id"))
    return {kind.value: dict(counted).get(kind.value, 0) for kind in StaffChange.Kind}


def employers_of(person: Person, on: date) -> list[Organisation]:
    """The organisations for which the person may check a list, by name."""
    allowed = people.organisations_where(person, Permission.CHECK_STAFF, on)
    return [organisation for organisation in people.organisations_of(person, on) if organisation.pk in allowed]
