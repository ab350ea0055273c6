"""What the pages of fitness to practise show, in plain values that decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from almoner.design.formats import format_date
from almoner.employment.models import StaffMember
from almoner.fitness.models import Concern, PerformanceRecord, Referral
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.rules.performance import PERFORMANCE
from almoner.fitness.rules.raising import in_words
from almoner.fitness.rules.referral import REFERRAL
from almoner.procedure.models import Case
from almoner.procedure.rules import Procedure

TONES = {
    "declined": "quiet", "withdrawn": "quiet", "returned": "quiet", "closed": "quiet", "submitted": "good",
    "acknowledged": "good", "investigated": "warn", "to_investigate": "warn", "received": "warn",
}  # fmt: skip


def tabs(here: str) -> list[dict[str, Any]]:
    """The pages beside each other under practice concerns."""
    pages = (
        ("records", "Performance records"), ("referrals", "Referrals"), ("rehearsal", "Go through the questions"),
    )  # fmt: skip
    return [{"text": text, "href": reverse(f"fitness:{name}"), "active": name == here} for name, text in pages]


def record_row(record: PerformanceRecord) -> dict[str, Any]:
    """A performance record in a list."""
    return _row(PERFORMANCE, record, f"{record.member.number} · {record.organisation.name}")


def referral_row(referral: Referral) -> dict[str, Any]:
    """A referral in a list."""
    return _row(REFERRAL, referral, f"{referral.member.number} · {referral.organisation.name}")


def concern_row(concern: Concern) -> dict[str, Any]:
    """A concern in the regulator's list."""
    number = concern.about_number or "number not known"
    about = f"{number} · raised by {concern.raised_by.name if concern.raised_by else concern.get_source_display()}"
    return _row(CONCERN, concern, about) | {"urgent": concern.urgent}


def member_row(member: StaffMember) -> dict[str, Any]:
    """Somebody about whom a worry may be written down."""
    about = " · ".join(part for part in (member.number, member.team, member.organisation.name) if part)
    return {"name": member.name, "href": reverse("fitness:worry", args=[member.pk]), "about": about}


def rehearsed(refusals: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a rehearsal comes to: what stands in the way, or that it could be put forward."""
    return {
        "ready": not refusals,
        "missing": [{"because": r.because, "change": r.what_would_change_it, "clause": r.clause} for r in refusals],
        "urgent": values.get("urgent") is True,
    }


def answer_rows(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was answered, each with the way to change it."""
    return [
        {"key": question, "value": said, "change": f"{reverse(f'fitness:raise-{slug}')}?back=check"}
        for slug, question, said in in_words(answers)
    ]


def _row(procedure: Procedure, case: Case, about: str) -> dict[str, Any]:
    opened = format_date(case.opened_at.date()) if case.opened_at else ""
    return {
        "title": case.title,
        "href": f"/cases/{procedure.name}/{case.pk}/",
        "about": f"{about}. {case.reference}, begun {opened}",
        "status": procedure.state_words(case.state),
        "tone": TONES.get(case.state, "note"),
    }
