"""Reads of worries and referrals."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.employment.models import StaffMember
from almoner.employment.queries.staff import member_seen, staff_of
from almoner.fitness.access.worries import performance_visible_to, referrals_visible_to
from almoner.fitness.models import PerformanceRecord, Referral
from almoner.people.models import Person
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission


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
