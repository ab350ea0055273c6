"""What the pages of findings and of learning show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import shorten
from typing import Any

from django.urls import reverse

from almoner.design.formats import format_date
from almoner.fitness.models import Finding, FromTheRegulator, LearningAction, Recommendation, SharedOutcome
from almoner.fitness.queries.learning import Completion, ToRead, readers_of
from almoner.fitness.rules.findings import FINDING, ORGANISATIONAL
from almoner.fitness.rules.learning import AUDIENCES, LEARNING, RECOMMENDATION
from almoner.fitness.rules.outcomes import SHARED_OUTCOME
from almoner.fitness.web.presenters.cases import case_row
from almoner.scope.clock import today

#: Of a long list of names, so many are shown.
NAMES_SHOWN = 8


def action_links(actions: Iterable[Recommendation | LearningAction]) -> list[tuple[str, str]]:
    """The way to each action, with how it stands."""
    found = []
    for one in actions:
        procedure = RECOMMENDATION if isinstance(one, Recommendation) else LEARNING
        title = shorten(one.title, 80, placeholder="…").rstrip(".")
        words = f"{title}: {procedure.state_words(one.state).lower()}"
        found.append((words, f"/cases/{procedure.name}/{one.pk}/"))
    return found


def owner_rows(action: Recommendation | LearningAction) -> list[tuple[str, str]]:
    """Whose an action is and by when."""
    owner = action.assigned_to.name if action.assigned_to else "Nobody yet"
    return [("Owner", owner), *([("Due", format_date(action.due_on))] if action.due_on else [])]


def audience_words(action: LearningAction) -> str:
    """Who is to read it."""
    titles = dict(AUDIENCES)
    return ", ".join([*(titles.get(role, role) for role in action.roles), *action.teams])


def reader_rows(action: LearningAction) -> list[tuple[str, str]]:
    """How many have read it, and who has not."""
    readers = readers_of(action, today())
    rows = [("Read by", f"{readers.read} of {readers.asked}")]
    return [*rows, ("Not yet read by", names_shown(readers.unread))] if readers.unread else rows


def names_shown(names: Sequence[str]) -> str:
    """Names in a line, the first few of many."""
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def completion_rows(so_far: Completion) -> list[tuple[str, str]]:
    """How far an employer is, as rows of a case page."""
    rows = []
    if so_far.recommended:
        done = so_far.recommended - so_far.recommended_open
        rows.append(("Recommendations at an end", f"{done} of {so_far.recommended}"))
    if so_far.learning:
        rows.append(("Learning done", f"{so_far.learning - so_far.learning_open} of {so_far.learning}"))
        rows.append(("Confirmed that they have read it", f"{so_far.read}"))
    return rows


def finding_row(finding: FromTheRegulator) -> dict[str, Any]:
    """A finding in the employer's list."""
    if isinstance(finding, Finding):
        return case_row(FINDING, finding, f"{finding.outcome} · {finding.organisation.name}")
    return case_row(ORGANISATIONAL, finding, finding.organisation.name)


def outcome_row(shared: SharedOutcome, so_far: Completion) -> dict[str, Any]:
    """What the regulator told an employer, in its list."""
    parts = [f"{key}: {value}" for key, value in completion_rows(so_far)]
    row = case_row(SHARED_OUTCOME, shared, ". ".join([shared.outcome, *parts]))
    return row | {"title": f"{shared.title}: {shared.employer.name}, {shared.get_about_display().lower()}"}


def to_read_row(action: LearningAction, *, read: bool) -> dict[str, Any]:
    """Something to read, in the list of whoever is to."""
    return {
        "title": action.title,
        "href": reverse("fitness:learning-read", args=[action.pk]),
        "about": f"{action.get_kind_display()} · {action.organisation.name}",
        "status": "Read" if read else "To read",
        "tone": "good" if read else "note",
        "clock": "" if read else f"By {format_date(action.due_on)}",
    }


def to_read(one: ToRead) -> dict[str, Any]:
    """One thing to read, on its page."""
    return {
        "action": one.action,
        "kind": one.action.get_kind_display(),
        "confirmed_at": one.confirmed.at if one.confirmed else None,
        "open": one.action.closed_at is None,
    }
