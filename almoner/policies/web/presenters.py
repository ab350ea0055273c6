"""Policies as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from almoner.policies import rules
from almoner.policies.models import Policy, PolicyReview, Version


def policy_row(policy: Policy, on: date) -> Mapping[str, Any]:
    """A policy in a list: its title, owner, and whether its review is overdue."""
    return {"policy": policy, "href": reverse("policies:policy_detail", args=[policy.pk]), **_standing(policy, on)}


def policy_page(policy: Policy, version: Version, on: date) -> Mapping[str, Any]:
    """One version of a policy, paragraph by paragraph, with how the policy stands."""
    return {
        "policy": policy,
        "version": version,
        "is_current": version.number == policy.current,
        "paragraphs": [part for part in version.text.split("\n\n") if part.strip()],
        **_standing(policy, on),
    }


def _standing(policy: Policy, on: date) -> Mapping[str, str]:
    if rules.is_overdue(policy.review_by, on=on):
        return {"standing": "Review overdue", "tone": "bad"}
    if (policy.review_by - on).days <= 31:
        return {"standing": "Review due soon", "tone": "warn"}
    return {"standing": "In date", "tone": "good"}


def review_href(review: PolicyReview) -> str:
    """The page of a review."""
    return f"/cases/policy_review/{review.pk}/"
