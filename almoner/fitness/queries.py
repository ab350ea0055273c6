"""Reads of worries, referrals and concerns."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.employment.models import StaffMember
from almoner.employment.queries.staff import member_seen, staff_of
from almoner.fitness.access import concerns_visible_to, performance_visible_to, referrals_visible_to
from almoner.fitness.models import Concern, PerformanceRecord, Referral, UnsentConcern
from almoner.fitness.rules.raising import KEPT_FOR
from almoner.people.models import Organisation, Person
from almoner.people.queries import organisations_where
from almoner.people.rules import OrganisationKind, Permission
from almoner.register import queries as register
from almoner.scope.context import system


def managed_staff(person: Person, on: date, search: str = "") -> QuerySet[StaffMember]:
    """The staff about whom the person may write down a worry: those they see where they manage, never themselves."""
    where = organisations_where(person, Permission.SEE_OWN_TEAM, on)
    return staff_of(person, on, search=search).filter(organisation_id__in=where).exclude(person_id=person.pk)


def managed_member(person: Person, member_id: UUID, on: date) -> StaffMember | None:
    """One of them; None for anybody else."""
    member = member_seen(person, member_id, on)
    where = organisations_where(person, Permission.SEE_OWN_TEAM, on)
    if member is None or member.organisation_id not in where or member.person_id == person.pk:
        return None
    return member


def performance_records(person: Person, on: date, *, closed: bool = False) -> QuerySet[PerformanceRecord]:
    """The performance records the person may see, newest first."""
    found = performance_visible_to(person, on).filter(closed_at__isnull=not closed)
    return found.order_by("-opened_at", "pk")


def referrals(person: Person, on: date, *, closed: bool = False) -> QuerySet[Referral]:
    """The referrals the person may see, newest first."""
    return referrals_visible_to(person, on).filter(closed_at__isnull=not closed).order_by("-opened_at", "pk")


def referrals_of(record: PerformanceRecord, person: Person, on: date) -> list[Referral]:
    """The referrals that grew from a performance record, of those that the person may see; oldest first."""
    return list(referrals_visible_to(person, on).filter(performance=record).order_by("opened_at", "pk"))


def concerns(person: Person, on: date, *, state: str = "", text: str = "") -> QuerySet[Concern]:
    """The concerns at the regulator that the person may see, the urgent ones first and then the oldest."""
    found = concerns_visible_to(person, on)
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(
            Q(about_name__icontains=text) | Q(reference__istartswith=text) | Q(about_number__iexact=text)
        )
    return found.order_by("-urgent", "opened_at", "pk")


def the_regulator() -> Organisation:
    """The regulator to which referrals go."""
    return Organisation.objects.get(kind=OrganisationKind.REGULATOR)


def unsent_by_code(code: str, now: datetime) -> UnsentConcern | None:
    """What was answered so far under a code; None for any other code, and for one whose time has run out."""
    with system("an unsent concern by its code"):
        return UnsentConcern.objects.filter(code_hash=code_hash(code), saved_at__gt=now - KEPT_FOR).first()


def raised_by_code(code: str) -> Concern | None:
    """The concern that was sent under a code; None for any other code."""
    with system("a concern by the code of whoever raised it"):
        return Concern.objects.filter(raiser__code_hash=code_hash(code)).first()


def code_hash(code: str) -> str:
    """What is kept of a code: enough to know it again, not enough to make it."""
    return hashlib.sha256(f"concern:{code}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Published:
    """Somebody whom the public register shows, as whoever raises a concern chooses them."""

    entry_id: int
    number: str
    name: str
    town: str


def on_the_register(text: str, on: date) -> list[Published]:
    """The first ten whom the register's public search finds for what was typed."""
    found = register.search(text).ids[:10]
    entries = register.facts_for(found, on)
    return [_published(entries[each]) for each in found if each in entries]


def published_as(number: str, on: date) -> Published | None:
    """The person whom the public register shows under a number; None when it shows nobody."""
    return next((found for found in on_the_register(number, on) if found.number == number), None)


def _published(entry: register.EntryOn) -> Published:
    return Published(entry.entry_id, entry.shown_number, entry.name.full, entry.town)
