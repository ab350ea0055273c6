"""Figures of bookings and assignments for the authority that answers for them, each with the rows it counts (REF-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet

from almoner.dates.days import working_days_between
from almoner.employment.models import StaffMember
from almoner.people import queries as people
from almoner.people.models import Organisation, Person
from almoner.people.rules import OrganisationKind, Permission
from almoner.references.models import AskedReference, Assignment, Booking, SignedLine, Verified
from almoner.references.rules.quarters import Quarter, cost_between

#: What can be opened to its rows, with what each counts.
OPENS = {
    "running": "Agency social workers here today",
    "unverified": "Appointments without every reference verified",
    "refused": "References that were refused",
    "overrides": "Lines signed off as exceptions",
    "verified": "References verified",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """One authority's figures on a day. `days_to_verify` is the median in working days; None where there is none."""

    authority: Organisation
    staff: int
    running: int
    appointments: int
    unverified: int
    refused: int
    overrides: int
    verified: int
    days_to_verify: float | None

    @property
    def share(self) -> float | None:
        """Agency social workers as a part of everybody on the staff list, in per cent."""
        return round(100 * self.running / self.staff, 1) if self.staff else None


def authorities_of(person: Person, on: date) -> list[Organisation]:
    """The authorities whose figures the person may see, by name."""
    where = people.organisations_where(person, Permission.SEE_BOOKINGS, on)
    found = [one for one in people.organisations_of(person, on) if one.pk in where]
    return [one for one in found if one.kind != OrganisationKind.AGENCY]


def figures_of(authority: Organisation, on: date) -> Figures:
    """What is counted for an authority, over everything there has been; the share is that of the day."""
    here = StaffMember.objects.filter(organisation=authority, withdrawn_at__isnull=True, starts__lte=on)
    days = [
        working_days_between(given, done)
        for given, done in rows_of("verified", authority).values_list("asked__given_on", "on")
        if given and done >= given
    ]
    return Figures(
        authority=authority,
        staff=here.filter(Q(ends__isnull=True) | Q(ends__gte=on)).values("entry_id").distinct().count(),
        running=rows_of("running", authority).count(),
        appointments=Booking.objects.filter(organisation=authority, state="confirmed").count(),
        unverified=rows_of("unverified", authority).count(),
        refused=rows_of("refused", authority).count(),
        overrides=rows_of("overrides", authority).count(),
        verified=rows_of("verified", authority).count(),
        days_to_verify=float(median(days)) if days else None,
    )


def rows_of(what: str, authority: Organisation) -> QuerySet[Any]:
    """The rows that a figure counts, latest first. KeyError for a figure that there is not."""
    return {
        "running": Assignment.objects.filter(organisation=authority, state__in=["running", "stopped"])
        .select_related("agency")
        .order_by("-started_on", "pk"),
        "unverified": Booking.objects.filter(organisation=authority, state="confirmed")
        .exclude(checked__contains=[{"check": "verified", "outcome": "met"}])
        .select_related("agency")
        .order_by("-closed_at", "pk"),
        "refused": AskedReference.objects.filter(
            Q(standing__in=["set_aside", "falsified"]), file__bookings__organisation=authority
        )
        .distinct()
        .select_related("giver", "file")
        .order_by("-asked_at", "pk"),
        "overrides": SignedLine.objects.filter(booking__organisation=authority)
        .select_related("booking", "booking__agency", "by")
        .order_by("-at", "pk"),
        "verified": Verified.objects.filter(organisation=authority)
        .select_related("asked", "asked__giver", "asked__file", "by")
        .order_by("-on", "pk"),
    }[what]


@dataclass(frozen=True, slots=True)
class Returned:
    """One assignment in a quarter's return, with what it cost in each of its months."""

    assignment: Assignment
    costs: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """What it cost in the quarter."""
        return sum(self.costs, Decimal("0.00"))


def assignments_in(authority: Organisation, quarter: Quarter) -> QuerySet[Assignment]:
    """The authority's assignments in children's services that had a day in the quarter, by their first day."""
    began = Assignment.objects.filter(
        organisation=authority, service="children", started_on__lte=quarter.ends, started_on__isnull=False
    )
    over = Q(ended_on__isnull=True, ends__gte=quarter.starts) | Q(ended_on__gte=quarter.starts)
    return began.filter(over).select_related("agency").order_by("started_on", "pk")


def returned(assignment: Assignment, quarter: Quarter) -> Returned:
    """One assignment as the return tells it."""
    starts, ends = assignment.started_on or assignment.starts, assignment.ended_on or assignment.ends
    costs = tuple(
        cost_between(price=assignment.price, hours=assignment.hours, starts=starts, ends=ends, since=since,
                     through=through)
        for since, through in quarter.months
    )  # fmt: skip
    return Returned(assignment, costs)


def signed_in(authority: Organisation, quarter: Quarter) -> QuerySet[SignedLine]:
    """The lines that were signed off in a quarter, for assignments in children's services."""
    found: QuerySet[SignedLine] = rows_of("overrides", authority)
    return found.filter(booking__service="children", at__date__gte=quarter.starts, at__date__lte=quarter.ends)


def month_totals(authority: Organisation, quarter: Quarter) -> tuple[Decimal, ...]:
    """What the authority's agency social workers cost in each month of a quarter."""
    totals = [Decimal("0.00")] * 3
    for assignment in assignments_in(authority, quarter).iterator(chunk_size=500):
        totals = [total + cost for total, cost in zip(totals, returned(assignment, quarter).costs, strict=True)]
    return tuple(totals)
