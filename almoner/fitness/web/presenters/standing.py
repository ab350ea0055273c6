"""Where a concern stands, as its reader's page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from almoner.design.formats import format_date, format_days, initial_lower
from almoner.fitness.models import AcceptedOutcome, Hearing, Investigation, OrderMade
from almoner.fitness.queries.standing import Passed, Stands, Told
from almoner.fitness.rules.order_law import KINDS
from almoner.fitness.rules.orders import LIVE
from almoner.procedure.queries import ClockRun
from almoner.scope.clock import london_date

#: The states of a hearing in which its reader is told its days.
WITH_DAYS = ("noticed", "in_session", "adjourned")


def stands_context(stands: Stands) -> dict[str, Any]:
    """What it is now, what happens next and by when, what stands beside it, and the way it came."""
    before, since = _before(stands)
    return {
        "standing": stands.now.standing,
        "since": format_date(london_date(since.at)),
        "due": due_on(stands),
        "counted": _counted(stands.now.clock),
        "held_on": _days_of(stands.now),
        "on_hold": stands.on_hold and not stands.now.standing.ended,
        "aside": [_line(each) | {"more": _more(each)} for each in stands.aside],
        "way": _way(before),
    }


def due_on(stands: Stands) -> str:
    """The day by which what is next is due, in words; nothing where there is none."""
    return format_date(stands.now.due) if stands.now.due else ""


def _counted(run: ClockRun | None) -> str:
    """How the day by which it is due was counted, with the clause."""
    if run is None:
        return ""
    allowed, unit = run.clock.allowed(run.run.starts)
    still = ", leaving out the days for which it stood still" if run.pauses else ""
    return f"That is {allowed} {unit} from {format_date(run.run.starts)}{still} ({run.clock.cites})."


def theirs_to_do(told: Told) -> tuple[str, str] | None:
    """What is the social worker's own to do now, as (words, address)."""
    now = told.stands.now
    if not now.standing.yours:
        return None
    if isinstance(now.case, AcceptedOutcome):
        return "Read it and answer", reverse("fitness:proposal", args=[now.case.pk])
    if isinstance(now.case, Investigation):
        return "Answer the bundle", reverse("fitness:your-answer", args=[told.concern.pk])
    return None


def _before(stands: Stands) -> tuple[list[Passed], Passed]:
    """What was before it stood as it does now; and when that began, where several states are told in the same words."""
    before, since = list(stands.before), stands.now
    for each in reversed(stands.before):
        if each.standing.aside:
            continue
        if each.standing.title != stands.now.standing.title:
            break
        before.remove(each)
        since = each
    return before, since


def _way(before: Sequence[Passed]) -> list[dict[str, str]]:
    """The way it came, the latest first; what is told in the same words twice running is told once, from its first."""
    lines = [_line(each) for each in before]
    kept = [line for at, line in enumerate(lines) if at == 0 or lines[at - 1]["title"] != line["title"]]
    return kept[::-1]


def _line(passed: Passed) -> dict[str, str]:
    title, case = passed.standing.title, passed.case
    if isinstance(case, OrderMade):
        title = f"{title}: {initial_lower(KINDS[case.kind].title)}"
    return {"title": title, "next": passed.standing.next, "at": format_date(london_date(passed.at))}


def _more(passed: Passed) -> str:
    """From when to when an order lasts that binds, or on which days a hearing is held."""
    case = passed.case
    if isinstance(case, OrderMade) and case.state in (*LIVE, "ending"):
        until = f" to {format_date(case.until)}" if case.until else ""
        return f"It lasts from {format_date(case.starts)}{until}."
    if isinstance(case, OrderMade) and case.state == "made":
        return f"It begins on {format_date(case.starts)}."
    days = _days_of(passed)
    return f"It is held on {days}." if days else ""


def _days_of(passed: Passed) -> str:
    case = passed.case
    known = isinstance(case, Hearing) and case.state in WITH_DAYS
    return format_days(case.first_day, case.last_day) if known else ""  # type: ignore[attr-defined]
