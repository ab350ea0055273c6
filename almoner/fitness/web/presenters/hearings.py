"""What the pages of hearings and of interim orders show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from almoner.casework.web.presenters import typed_rows
from almoner.design.formats import format_date, format_days
from almoner.fitness.access.hearings import panel_of
from almoner.fitness.models import Hearing, InterimNeed, PanelMember, Participant
from almoner.fitness.queries.hearings import Announced, Approvals, findings_of
from almoner.fitness.rules.hearing_outcomes import Purpose
from almoner.fitness.rules.hearings import HEARING, OFFICERS
from almoner.fitness.rules.interim import INTERIM
from almoner.fitness.web.presenters.cases import case_row
from almoner.fitness.web.presenters.letters import ways
from almoner.fitness.web.presenters.stages import beside
from almoner.people.models import Person
from almoner.people.queries import memberships_on
from almoner.people.rules import Permission, permissions_of
from almoner.procedure.models import Case


def days_of(first: date | None, last: date | None) -> str:
    """A hearing's days in words."""
    return format_days(first, last, "Not listed")


def hearing_details(hearing: Hearing) -> Sequence[tuple[str, str]]:
    """A hearing's facts, in a line each."""
    rows = [
        ("Social worker", hearing.concern.about_name),
        ("What it is", Purpose(hearing.purpose).words),
        ("When", days_of(hearing.first_day, hearing.last_day)),
    ]
    if hearing.first_day:
        rows.append(("On each day", hearing.get_session_display()))
    if hearing.mode:
        where = f", {hearing.room}" if hearing.room else ""
        private = ", in private" if hearing.private else ""
        rows.append(("How", f"{hearing.get_mode_display()}{where}{private}"))
    if hearing.served_on:
        rows.append(("Notice served", format_date(hearing.served_on)))
    if hearing.order_day and hearing.closed_at is None:
        rows.append(("The order must be reviewed by", format_date(hearing.order_day)))
    panel = [f"{one.person.name} ({one.get_seat_display().lower()})" for one in panel_of(hearing)]
    return [*rows, ("Panel", ", ".join(panel) or "Nobody yet")]


def hearing_statement(hearing: Hearing) -> Sequence[tuple[str, str]]:
    """What was said of how it is held."""
    return [("Adjustments", hearing.adjustments)] if hearing.adjustments else []


def hearing_belongings(hearing: Hearing, person: Person, on: date) -> Sequence[tuple[str, str]]:
    """The panel and those who take part, for hearings officers; the concern and its stages, for who sees them."""
    held = {one.role for one in memberships_on(person, on) if one.organisation_id == hearing.organisation_id}
    own = f"/concerns/hearings/{hearing.pk}/"
    mine = [("Its panel", f"{own}panel/"), ("Who takes part, and what they need", f"{own}people/")]
    # An adjudicator sees the hearing alone: what was weighed before it came to them is not theirs to read.
    others = beside(hearing, person, on) if Permission.SEE_CONCERNS in permissions_of(held) else ()
    written = ways(hearing.pk, person, on)
    return [("What the panel reads", f"{own}bundle/"), *(mine if held & set(OFFICERS) else ()), *written, *others]


def decision_address(case: Case) -> str:
    """The page on which a panel writes its decision."""
    return f"/concerns/hearings/{case.pk}/decision/"


def hearing_row(hearing: Hearing) -> dict[str, Any]:
    """A hearing in a list of them."""
    row = case_row(
        HEARING, hearing, f"{Purpose(hearing.purpose).words} · {days_of(hearing.first_day, hearing.last_day)}"
    )
    if hearing.order_day and hearing.closed_at is None:
        row |= {"clock": f"Order to be reviewed by {format_date(hearing.order_day)}", "clock_state": "running"}
    return row


def member_row(member: PanelMember) -> dict[str, Any]:
    """A member of a panel, with the way to take them off it."""
    return {
        "key": member.get_seat_display(),
        "value": member.person.name,
        "change": f"/concerns/hearings/panel/{member.pk}/",
        "change_text": "Take off the panel",
    }


def participant_row(participant: Participant) -> dict[str, Any]:
    """Somebody who takes part, how to reach them and what they need."""
    return {
        "id": participant.pk,
        "name": participant.name,
        "part": participant.get_part_display(),
        "contact": participant.contact or "Not known",
        "needs": participant.needs or "Nothing said",
    }


def announced_row(one: Announced) -> dict[str, str]:
    """A hearing as the public reads it."""
    return {
        "name": one.name,
        "number": one.number,
        "href": f"/register/{one.number}/",
        "days": days_of(one.first_day, one.last_day),
        "mode": one.mode,
        "about": one.about or "Held in private",
    }


def need_row(need: InterimNeed, due: date | None, today: date) -> dict[str, Any]:
    """A need for an interim order in a list, with the day by which it is to be approved."""
    row = case_row(INTERIM, need, need.concern.about_number or "number not known")
    if due:
        late = due < today
        row |= {
            "clock": f"{'Was due' if late else 'Due'} {format_date(due)}",
            "clock_state": "late" if late else "running",
        }
    return row


def approvals_in_words(found: Approvals) -> str:
    """PLAN-F6 in a sentence."""
    if found.median is None:
        return "No interim order was made in the last twelve months."
    orders = "1 interim order" if found.count == 1 else f"{found.count} interim orders"
    return (
        f"{orders} made in the last twelve months, {found.within} of them within {found.allowed} working days of the "
        f"need being identified. The median was {found.median:g}; the plan allows {found.allowed}."
    )


def findings_in_words(hearing: Hearing) -> list[dict[str, str]]:
    """What the panel has found, each finding in its own words with its reasons."""
    found = []
    for step in findings_of(hearing):
        move = HEARING.move(step.move)
        if move is None:
            continue
        said = "; ".join(row["value"] for row in typed_rows(move.fields, step.values))
        found.append({"key": move.done_words, "value": f"{said}. {step.reasons}"})
    return found
