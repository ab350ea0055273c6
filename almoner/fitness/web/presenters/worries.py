"""What the pages of the employer’s side show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from almoner.employment.models import StaffMember
from almoner.fitness.models import AssignmentEnding, PerformanceRecord, Referral
from almoner.fitness.rules.ending import ENDING
from almoner.fitness.rules.performance import PERFORMANCE
from almoner.fitness.rules.referral import REFERRAL
from almoner.fitness.web.presenters.cases import case_row


def tabs(here: str) -> list[dict[str, Any]]:
    """The pages beside each other under practice concerns."""
    pages = (
        ("records", "Performance records"), ("referrals", "Referrals"), ("endings", "Agency assignments"),
        ("findings", "Findings"), ("own-figures", "Figures"), ("rehearsal", "Go through the questions"),
    )  # fmt: skip
    return [{"text": text, "href": reverse(f"fitness:{name}"), "active": name == here} for name, text in pages]


def record_row(record: PerformanceRecord) -> dict[str, Any]:
    """A performance record in a list."""
    return case_row(PERFORMANCE, record, f"{record.member.number} · {record.organisation.name}")


def referral_row(referral: Referral) -> dict[str, Any]:
    """A referral in a list."""
    return case_row(REFERRAL, referral, f"{referral.about[1]} · {referral.organisation.name}")


def ending_row(ending: AssignmentEnding) -> dict[str, Any]:
    """The end of an assignment in a list."""
    return case_row(ENDING, ending, f"{ending.member.number} · {ending.organisation.name}")


def member_row(member: StaffMember, leads_to: str = "fitness:worry") -> dict[str, Any]:
    """Somebody about whom a worry may be written down."""
    about = " · ".join(part for part in (member.number, member.team, member.organisation.name) if part)
    return {"name": member.name, "href": reverse(leads_to, args=[member.pk]), "about": about}


def rehearsed(refusals: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a rehearsal comes to: what stands in the way, or that it could be put forward."""
    return {
        "ready": not refusals,
        "missing": [{"because": r.because, "change": r.what_would_change_it, "clause": r.clause} for r in refusals],
        "urgent": values.get("urgent") is True,
    }
