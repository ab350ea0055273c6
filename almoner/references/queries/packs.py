"""What an authority has set for itself, or what holds where it has set nothing."""

from __future__ import annotations

from datetime import date

from almoner.references.rules import seniority


def verification_days(authority_id: int, on: date) -> int:
    """The working days that a request to verify may take before it climbs (REF-6): two, unless set otherwise."""
    return 2


def senior_roles(authority_id: int, on: date) -> frozenset[str]:
    """The roles that count as suitably senior at an authority on a day (REF-5)."""
    return seniority.USUAL
