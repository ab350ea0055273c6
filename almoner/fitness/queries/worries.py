"""Reads of worries and referrals."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.employment.models import StaffMember
from almoner.employment.queries.staff import member_seen, staff_of
from almoner.fitness.access.worries import endings_visible_to, performance_visible_to, referrals_visible_to
from almoner.fitness.models import AssignmentEnding, PerformanceRecord, Referral
from almoner.fitness.rules.ending import ENDING
from almoner.people.models import Person
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission
from almoner.procedure.actions import id_to_be


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


def referrals_of(record: PerformanceRecord | AssignmentEnding, person: Person, on: date) -> list[Referral]:
    """The referrals that grew from a record or the end of an assignment, as the person may see them; oldest first."""
    grown = {"performance" if isinstance(record, PerformanceRecord) else "ending": record}
    return list(referrals_visible_to(person, on).filter(**grown).order_by("opened_at", "pk"))


def endings(person: Person, on: date, *, closed: bool = False) -> QuerySet[AssignmentEnding]:
    """The ends of agency assignments the person may see, newest first; each is closed as it is written down."""
    return endings_visible_to(person, on).order_by("-opened_at", "pk")


def ending_of(referral: Referral, person: Person, on: date) -> AssignmentEnding | None:
    """The end of an assignment from which a referral grew, if the person may see it."""
    return endings_visible_to(person, on).filter(pk=referral.ending_id).first() if referral.ending_id else None


def ending_is_written(key: str) -> bool:
    """Whether the end of an assignment that was submitted under this name is written down."""
    return AssignmentEnding.objects.filter(pk=id_to_be(ENDING, key), state="ended").exists()


def staff_to_choose(person: Person, on: date, search: str = "") -> QuerySet[StaffMember]:
    """The staff of where the person manages anybody, by name, never themselves.

    An agency worker seldom has an account or a post, so that no line of management leads to them: whoever ends their
    assignment finds them among everybody who works there.
    """
    where = organisations_where(person, Permission.SEE_OWN_TEAM, on)
    here = Q(ends__isnull=True) | Q(ends__gte=on)
    found = StaffMember.objects.filter(here, organisation_id__in=where, starts__lte=on, withdrawn_at__isnull=True)
    found = found.exclude(person_id=person.pk).select_related("organisation")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(number__icontains=search) | Q(team__icontains=search))
    return found.order_by("name", "id")
