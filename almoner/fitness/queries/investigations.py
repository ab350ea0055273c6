"""Reads of investigations: those a person may see, what holds them, and how their risk was judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from almoner.fitness.models import Concern, Investigation
from almoner.fitness.queries.stages import stages_of
from almoner.fitness.rules.investigation import HEALTH_HOLD, INVESTIGATION, POLICE_HOLD
from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.models import Span, Step


def investigations_seen(person: Person, on: date) -> QuerySet[Any]:
    """The investigations that the person may see."""
    return registry.named(INVESTIGATION.name).access.visible_to(person, on)


def clocks_that_stop(investigation: Investigation, ground: str) -> list[str]:
    """The running clocks that a ground of hold stops and has not stopped yet."""
    running, standing = _lasting(investigation, "clock"), _lasting(investigation, "pause")
    return [
        clock.name
        for clock in INVESTIGATION.clocks
        for pause in clock.pauses
        if pause.name == ground and (clock.name, clock.name) in running and (clock.name, ground) not in standing
    ]


def clocks_that_stand(investigation: Investigation, ground: str) -> list[str]:
    """The clocks that stand still for a ground of hold."""
    return sorted(clock for clock, name in _lasting(investigation, "pause") if name == ground)


@dataclass(frozen=True, slots=True)
class OnHold:
    """A hold that lasts: its ground, in words too, since when and why."""

    ground: str
    words: str
    since: date
    because: str


def holds_of(investigation: Investigation) -> list[OnHold]:
    """The holds that last, one for each ground, the longest first."""
    words = {hold.name: hold.because for hold in (POLICE_HOLD, HEALTH_HOLD)}
    spans = Span.objects.filter(case_id=investigation.pk, kind="pause", name__in=words, ends_at__isnull=True)
    found = {
        span.name: OnHold(span.name, words[span.name], span.starts_on, span.because)
        for span in spans.order_by("-starts_at")
    }
    return sorted(found.values(), key=lambda one: one.since)


def _lasting(investigation: Investigation, kind: str) -> set[tuple[str, str]]:
    spans = Span.objects.filter(case_id=investigation.pk, kind=kind, ends_at__isnull=True)
    return set(spans.values_list("clock", "name"))


@dataclass(frozen=True, slots=True)
class RiskJudged:
    """How high the risk was judged to be, when, at which step of which stage, why and by whom."""

    at: datetime
    stage: str
    step: str
    risk: str
    why: str
    by: str


def risk_history(concern: Concern, person: Person, on: date) -> list[RiskJudged]:
    """Each time the risk was judged, on the concern and on its stages, of those that the person may see (PLAN-F15).

    The oldest first. 2 queries.
    """
    procedures = {one.case_id: one.procedure for one in stages_of(concern, person, on)}
    procedures[concern.pk] = registry.of(concern).procedure
    steps = Step.objects.filter(case_id__in=procedures, values__has_key="risk").select_related("by").order_by("at")
    found = []
    for step in steps:
        procedure = procedures[step.case_id]
        move = procedure.move(step.move)
        by = step.by.name if step.by else "the system"
        taken = move.done_words if move else step.move
        found.append(
            RiskJudged(step.at, procedure.words, taken, step.values["risk"], step.values.get("risk_why", ""), by)
        )
    return found
