"""Reads: policies, their versions and reviews, and which have fallen due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.notices.calendar import Event
from almoner.people.models import Organisation, Person
from almoner.people.queries import organisations_where, people_holding
from almoner.people.rules import Permission
from almoner.policies import access
from almoner.policies.models import Policy, PolicyReview, Version


def policies_visible_to(person: Person, on: date) -> QuerySet[Policy]:
    """The policies that the person may read, those due first, with owner and organisation."""
    return access.visible_to(person, on).select_related("owner", "organisation").order_by("review_by", "title", "pk")


def policy_visible_to(person: Person, policy_id: UUID, on: date) -> Policy | None:
    """One of them, or None."""
    return policies_visible_to(person, on).filter(pk=policy_id).first()


def version_of(policy: Policy, number: int) -> Version | None:
    """A version of a policy, with who published it and its document."""
    return policy.versions.select_related("published_by", "document").filter(number=number).first()


def versions_of(policy: Policy) -> QuerySet[Version]:
    """All versions of a policy, the newest first."""
    return policy.versions.select_related("published_by").order_by("-number")


def open_review_of(policy: Policy) -> PolicyReview | None:
    """The review that is under way, if one is."""
    return PolicyReview.objects.filter(policy=policy, closed_at__isnull=True).first()


def organisations_managed(person: Person, on: date) -> QuerySet[Organisation]:
    """The organisations whose policies the person manages, by name."""
    managed = organisations_where(person, Permission.MANAGE_POLICIES, on)
    return Organisation.objects.filter(pk__in=managed).order_by("name", "pk")


def possible_owners(organisation_id: int, on: date) -> list[Person]:
    """Who can own a policy of an organisation: whoever may read its policies, by name."""
    return people_holding(organisation_id, Permission.SEE_POLICIES, on)


def fallen_due(on: date) -> list[Policy]:
    """The policies of every organisation whose review is overdue and not under way. For the worker."""
    under_way = PolicyReview.objects.filter(closed_at__isnull=True).values("policy_id")
    due = Policy.objects.filter(review_by__lt=on).exclude(pk__in=under_way)
    return list(due.select_related("owner").order_by("review_by", "pk")[:500])


def events(person: Person, earliest: date) -> Iterator[Event]:
    """The dates by which the person's own policies must be reviewed, for their calendar."""
    for policy in Policy.objects.filter(owner=person, review_by__gte=earliest):
        yield Event(
            uid=f"policy-{policy.pk}@almoner",
            title="A policy of yours must be reviewed",
            day=policy.review_by,
            path=f"/policies/{policy.pk}/",
            changed_at=policy.added_at,
            remind_days_before=14,
        )
