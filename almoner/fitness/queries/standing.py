"""Where a concern stands, for whoever raised it and for the social worker concerned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from almoner.employment.queries.staff import entries_of_account
from almoner.fitness.models import Concern, Investigation, Stage
from almoner.fitness.queries.investigations import holds_of
from almoner.fitness.rules.hearing_outcomes import Purpose
from almoner.fitness.rules.standing import TO_THE_RAISER, TO_THE_WORKER, Standing, Table
from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.models import Case, Step
from almoner.procedure.queries import ClockRun, clock_runs
from almoner.scope.context import system


@dataclass(frozen=True, slots=True)
class Passed:
    """A state that a case came to, when, and what it is to its reader; the clock that runs for what is next."""

    at: datetime
    standing: Standing
    case: Case
    clock: ClockRun | None = None

    @property
    def due(self) -> date | None:
        """The day by which what is next is due."""
        return self.clock.reading.due if self.clock else None


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a concern stands: now, what stands beside it, whether it is on hold, and the way it came."""

    now: Passed
    aside: list[Passed]
    on_hold: bool
    before: list[Passed]


def stands_for_raiser(concern: Concern, on: date) -> Stands:
    """Where the concern stands for whoever raised it (PLAN-F1); one that was joined stands where its lead stands."""
    with system("where a concern stands, for whoever raised it"):
        lead = concern.joined_to
        if lead is None:
            return _stands([concern, *_stages(concern.pk)], TO_THE_RAISER, on)
        # Of what was done before it was joined they see how it stood then, and not that anybody else had raised it.
        theirs = [lead, *_stages(lead.pk)]
        since = dict.fromkeys((each.pk for each in theirs), concern.closed_at)
        return _stands([concern, *theirs], TO_THE_RAISER, on, since)


@dataclass(frozen=True, slots=True)
class Told:
    """A concern of which the social worker concerned was told: what, when, and where it stands for them."""

    concern: Concern
    investigation: Investigation
    what: str
    at: datetime
    stands: Stands


def told_to(person: Person, on: date) -> list[Told]:
    """Every concern about this person of which they were told, the latest first; nothing that they were not told of.

    Who they are is proved by their sign-in and by the entry of the register that an employer linked to it.
    """
    with system("what a social worker was told"):
        entries = entries_of_account(person.pk)
        if not entries:
            return []
        told = Step.objects.filter(move="tell_worker").values("case_id")
        found = Investigation.objects.filter(concern__entry_id__in=entries, pk__in=told)
        return [_told(each, on) for each in found.select_related("concern__organisation").order_by("-opened_at", "pk")]


def told_of(person: Person, concern_id: UUID, on: date) -> Told | None:
    """A concern about this person of which they were told; None for any other."""
    return next((each for each in told_to(person, on) if each.concern.pk == concern_id), None)


def _told(investigation: Investigation, on: date) -> Told:
    concern = investigation.concern
    step = Step.objects.filter(case_id=investigation.pk, move="tell_worker").order_by("number")[0]
    stages = _stages(concern.pk)
    stands = _stands(stages, TO_THE_WORKER, on, dict.fromkeys((each.pk for each in stages), step.at))
    return Told(concern, investigation, str(step.values.get("told_what", "")), step.at, stands)


def _stages(concern_id: UUID) -> list[Case]:
    models = [kept.model for kept in registry.everything() if issubclass(kept.model, Stage)]
    found: list[Any] = [
        case for model in models for case in model._default_manager.filter(concern_id=concern_id).order_by("pk")
    ]
    return found


def _stands(
    cases: list[Case], table: Table, on: date, since: Mapping[UUID, datetime | None] = MappingProxyType({})
) -> Stands:
    """Where the cases stand; of the way before its reader came in (`since`), the last step alone is told."""
    by_id = {case.pk: case for case in cases}
    passed: list[tuple[Case, Passed]] = []
    early: dict[UUID | None, tuple[Case, Passed]] = {}
    place = {case.pk: number for number, case in enumerate(cases)}
    steps = sorted(Step.objects.filter(case_id__in=by_id), key=lambda one: (one.at, place[one.case_id], one.number))
    for step in steps:
        case, begins = by_id[step.case_id], since.get(step.case_id)
        standing = table.get((_called(case), step.to_state))
        if standing is None or step.from_state == step.to_state:
            continue
        if begins and step.at < begins:
            early[case.pk if standing.aside else None] = case, Passed(begins, standing, case)
        else:
            passed.append((case, Passed(step.at, standing, case)))
    passed = sorted([*passed, *early.values()], key=lambda one: one[1].at)
    case, now = next(((case, each) for case, each in reversed(passed) if not each.standing.aside), passed[-1])
    latest = {case.pk: each for case, each in passed if each.standing.aside}
    held = any(isinstance(each, Investigation) and not each.closed_at and holds_of(each) for each in cases)
    way = [each for _, each in passed if each != now]
    return Stands(Passed(now.at, now.standing, case, _clock(case, now.standing, on)), list(latest.values()), held, way)


def _called(case: Case) -> str:
    """What the tables call a case: its procedure, with its purpose where that is no final hearing."""
    name, purpose = registry.of(case).procedure.name, str(getattr(case, "purpose", ""))
    return name if purpose in ("", Purpose.FINAL) else f"{name}:{purpose}"


def _clock(case: Case, standing: Standing, on: date) -> ClockRun | None:
    if not standing.by or case.closed_at:
        return None
    runs = [run for run in clock_runs(registry.of(case).procedure, case, on) if run.clock.name == standing.by]
    return runs[-1] if runs and runs[-1].reading.running else None
