"""What the lists of references show."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from almoner.dates.days import working_days_between
from almoner.design.formats import format_date, plural
from almoner.people.models import Person
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission
from almoner.references.models import AskedReference, BetweenAuthorities, Reference, ReferenceConcern, SeniorRequest
from almoner.references.queries.verification import climbed
from almoner.references.rules.concern import REFERENCE_CONCERN, About
from almoner.references.rules.file_facts import Kind
from almoner.references.rules.flags import Flag
from almoner.references.rules.reference import REFERENCE
from almoner.references.rules.verification import SENIOR_REQUEST, VERIFICATION

_TONES = {
    "given": "good", "verified": "good", "settled": "good", "asked": "note", "held": "note", "raised": "warn",
    "raised_last": "bad", "set_aside": "warn", "disowned": "bad", "falsified": "bad", "open": "warn", "referred": "bad",
}  # fmt: skip


def tabs(here: str) -> list[dict[str, Any]]:
    """The pages beside each other under references."""
    pages = (
        ("references", "Asked of us"), ("shared", "Files shared with us"), ("verifications", "Verification"),
        ("concerns", "Concerns"),
    )  # fmt: skip
    return [{"text": text, "href": reverse(f"references:{name}"), "active": name == here} for name, text in pages]


def reference_row(reference: Reference) -> dict[str, Any]:
    """A reference that the authority is asked for."""
    asked = format_date(reference.opened_at.date()) if reference.opened_at else ""
    return {
        "title": reference.name, "href": f"/cases/reference/{reference.pk}/",
        "about": f"{Kind(reference.kind).words} · {reference.agency.name}. {reference.reference}, asked for {asked}",
        "status": REFERENCE.state_words(reference.state), "tone": _TONES.get(reference.state, "quiet"),
    }  # fmt: skip


def between_row(case: BetweenAuthorities, on: date) -> dict[str, Any]:
    """A case between two authorities, with the days it has left or is late by."""
    procedure = SENIOR_REQUEST if isinstance(case, SeniorRequest) else VERIFICATION
    row = {
        "title": case.title, "href": f"/cases/{procedure.name}/{case.pk}/",
        "about": f"{case.organisation.name} asks {case.giver.name}. {case.reference}",
        "status": procedure.state_words(case.state), "tone": _TONES.get(case.state, "quiet"),
    }  # fmt: skip
    if case.closed_at is None:
        late = working_days_between(case.due_on, on) if case.due_on < on else 0
        row["clock"] = f"{plural(late, 'working day')} late" if late else f"By {format_date(case.due_on)}"
        row["clock_state"] = "late" if late else "running"
    return row


def concern_row(concern: ReferenceConcern) -> dict[str, Any]:
    """A concern about a reference."""
    return {
        "title": concern.name, "href": f"/cases/reference_concern/{concern.pk}/",
        "about": f"{About(concern.about).words} · {concern.giver.name}. {concern.reference}",
        "status": REFERENCE_CONCERN.state_words(concern.state), "tone": _TONES.get(concern.state, "quiet"),
    }  # fmt: skip


def climbed_counts(person: Person, on: date) -> list[dict[str, Any]]:
    """This year's matters of the person's authority: asked, raised, and at the last level, which should be rare."""
    where = organisations_where(person, Permission.SEE_REFERENCES, on)
    found = [climbed(one, date(on.year, 1, 1), on) for one in sorted(where)]
    asked, raised, last = (sum(getattr(one, name) for one in found) for name in ("asked", "raised", "last"))
    return [
        {"number": asked, "label": f"asked in {on.year}"},
        {"number": raised, "label": "went up a level", "tone": "warn" if raised else "quiet"},
        {"number": last, "label": "reached the heads of service", "tone": "bad" if last else "good"},
    ]


def flagged(asked: AskedReference) -> dict[str, Any]:
    """What is remarkable about a reference."""
    return {"flags": [Flag(one).words for one in asked.flags], "worry": asked.worry, "kind": Kind(asked.kind).words}
