"""Figures and the return as their pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from almoner.design.formats import format_date, format_money
from almoner.people.rules import ROLES, Role
from almoner.references.queries.figures import OPENS, Figures, Returned
from almoner.references.rules.checks import Check
from almoner.references.rules.packs import Job
from almoner.references.rules.quarters import Quarter


def figures(found: Figures) -> dict[str, Any]:
    """An authority's figures, each with where it opens to its rows."""
    many = {name: getattr(found, name) for name in OPENS}
    return {
        "name": found.authority.name,
        "share": "Not known: the staff list is empty" if found.share is None else f"{found.share} %",
        "days": "Not known: none is verified" if found.days_to_verify is None else f"{found.days_to_verify:g}",
        "staff": found.staff,
        "appointments": found.appointments,
        "counts": [
            {
                "number": many[name], "label": words, "tone": "warn" if name == "unverified" and many[name] else "",
                "href": f"{reverse('references:figure-rows')}?what={name}&authority={found.authority.slug}",
            }
            for name, words in OPENS.items()
        ],
    }  # fmt: skip


def row(what: str, one: Any) -> dict[str, str]:
    """One row behind a figure: what it is, and about what."""
    match what:
        case "running":
            about = f"{one.number} · from {one.agency.name} since {format_date(one.started_on)}"
            return _row(one.name, about, f"/cases/assignment/{one.pk}/")
        case "unverified":
            return _row(one.candidate, f"{one.title} · from {one.agency.name}", f"/cases/booking/{one.pk}/")
        case "refused":
            about = f"From {one.giver.name}, asked for on {format_date(one.asked_at.date())}"
            return _row(one.file.name, about, "")
        case "overrides":
            who = f"{one.by.name}, {ROLES[Role(one.role)].title.lower()}"
            about = f"{one.booking.title} · signed by {who} on {format_date(one.at.date())}: {one.reasons}"
            return _row(Check(one.line).words, about, f"/cases/booking/{one.booking_id}/")
        case _:
            about = f"From {one.asked.giver.name} · by {one.by.name} on {format_date(one.on)}"
            return _row(one.asked.file.name, about, "")


def _row(title: str, about: str, href: str) -> dict[str, str]:
    return {"title": title, "about": about, "href": href}


def returned(one: Returned) -> dict[str, Any]:
    """One assignment in the return."""
    found = one.assignment
    return {
        "name": found.name, "number": found.number, "job": Job(found.job).words, "agency": found.agency.name,
        "price": format_money(found.price), "starts": format_date(found.started_on),
        "ends": format_date(found.ended_on or found.ends), "project": "Yes" if found.project else "No",
        "total": format_money(one.total), "href": f"/cases/assignment/{found.pk}/",
    }  # fmt: skip


def totals(found: Sequence[Decimal], quarter: Quarter) -> list[tuple[str, str]]:
    """What each month cost."""
    months = [f"{since:%B %Y}" for since, _ in quarter.months]
    return [(month, format_money(total)) for month, total in zip(months, found, strict=True)]
