"""Reads of staff: who may practise today, until when, and what stands about each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from almoner.employment.access import alerts_visible_to, staff_visible_to
from almoner.employment.models import StaffAlert, StaffChange, StaffMember
from almoner.employment.queries.checking import conditions_of, standings_on
from almoner.employment.rules.alerts import Kind
from almoner.employment.rules.standing import Said, say
from almoner.people.models import Person
from almoner.register.queries import EntryOn

STOPPING = [kind.value for kind in Kind if kind.stops_work]


def staff_of(person: Person, on: date, *, show: str = "now", search: str = "") -> QuerySet[StaffMember]:
    """The staff the person may see, by name: those here now, or those with an alert of a kind, or those who left.

    A registration can only have ended or run low where an alert stands or was dealt with, so `may-not` and `expiring`
    ask the alerts, which the watch keeps.
    """
    found = staff_visible_to(person, on).select_related("organisation")
    here = Q(ends__isnull=True) | Q(ends__gte=on)
    latest = StaffAlert.objects.filter(member=OuterRef("pk")).exclude(state="settled")
    match show:
        case "left":
            found = found.exclude(here)
        case "may-not":
            found = found.filter(here).filter(Exists(latest.filter(kind__in=STOPPING)))
        case "expiring":
            found = found.filter(here).filter(Exists(latest.filter(kind=Kind.EXPIRING)))
        case "alerts":
            found = found.filter(here).filter(Exists(latest.filter(closed_at__isnull=True)))
        case _:
            found = found.filter(here)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(number__icontains=search) | Q(team__icontains=search))
    return found.order_by("name", "id")


@dataclass(frozen=True, slots=True)
class StaffCounts:
    """How many work here, and how many of them need something."""

    here: int
    may_not: int
    expiring: int
    alerts: int


def counts_of_staff(person: Person, on: date) -> StaffCounts:
    """The counts for the head of the staff page."""
    here, may_not, expiring, alerts = (
        staff_of(person, on, show=show).count() for show in ("now", "may-not", "expiring", "alerts")
    )
    return StaffCounts(here, may_not, expiring, alerts)


@dataclass(frozen=True, slots=True)
class StaffOn:
    """A member of staff with how their entry stands on the day asked, and what stands about them."""

    member: StaffMember
    entry: EntryOn | None
    said: Said
    conditions: str
    alerts: tuple[StaffAlert, ...]


def standing_of(members: Sequence[StaffMember], person: Person, on: date) -> list[StaffOn]:
    """How each stands on a day, worked out now from the register's facts; with the alerts the person may see."""
    entries = standings_on((member.entry_id for member in members), on)
    alerts = _alerts([member.pk for member in members], person, on)
    return [
        StaffOn(
            member,
            entries.get(member.entry_id),
            say(entry.standing if (entry := entries.get(member.entry_id)) else None),
            conditions_of(entries.get(member.entry_id)),
            tuple(alerts[member.pk]),
        )
        for member in members
    ]


def _alerts(members: Collection[UUID], person: Person, on: date) -> dict[UUID, list[StaffAlert]]:
    found: dict[UUID, list[StaffAlert]] = defaultdict(list)
    standing = alerts_visible_to(person, on).filter(member_id__in=members, closed_at__isnull=True)
    for alert in standing.order_by("-opened_at", "pk"):
        found[alert.member_id].append(alert)
    return found


def member_seen(person: Person, member_id: UUID, on: date) -> StaffMember | None:
    """The member of staff, if the person may see them."""
    found = staff_visible_to(person, on).select_related("organisation", "linked_by")
    return found.filter(pk=member_id).first()


def alerts_about(member: StaffMember, person: Person, on: date) -> list[StaffAlert]:
    """Every alert there has been about a member of staff that the person may see, newest first."""
    return list(alerts_visible_to(person, on).filter(member=member).order_by("-opened_at", "pk")[:50])


def changes_to(member: StaffMember) -> list[StaffChange]:
    """What lists have done to a member of staff, newest first; what was undone left out."""
    changes = StaffChange.objects.filter(member=member, undone_at__isnull=True).select_related("staff_list")
    return list(changes.order_by("-at", "pk")[:50])


def teams_of(person: Person, on: date) -> list[tuple[str, int]]:
    """The teams of the staff the person may see, with how many are in each; the twenty largest."""
    counted = staff_of(person, on).exclude(team="").order_by().values_list("team").annotate(many=Count("id"))
    return list(counted.order_by("-many", "team")[:20])


def accounts_of(entry_id: int) -> list[Person]:
    """The people whom an employer has linked to an entry of the register, wherever they work or worked; by id.

    Asked as the platform: an employer sees only its own.
    """
    linked = StaffMember.objects.filter(entry_id=entry_id, person__isnull=False, withdrawn_at__isnull=True)
    return list(Person.objects.filter(pk__in=linked.values("person_id"), is_active=True).order_by("pk"))


def entries_of_account(person_id: UUID) -> frozenset[int]:
    """The entries of the register that employers have linked to an account. Asked as the platform."""
    linked = StaffMember.objects.filter(person_id=person_id, withdrawn_at__isnull=True)
    return frozenset(linked.values_list("entry_id", flat=True))


@dataclass(frozen=True, slots=True)
class Worked:
    """Somebody on the register worked for an organisation from a day to a day; None while they do."""

    organisation_id: int
    organisation: str
    starts: date
    ends: date | None


def where_worked(entry_id: int) -> list[Worked]:
    """Every organisation that has or had this entry on its staff list, from when to when. One query.

    As the caller's scope allows: asked as the platform itself, all of them.
    """
    found = StaffMember.objects.filter(entry_id=entry_id, withdrawn_at__isnull=True).order_by("starts", "id")
    rows = found.values_list("organisation_id", "organisation__name", "starts", "ends")
    return [Worked(*row) for row in rows]
