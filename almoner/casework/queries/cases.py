"""One case as its page shows it: what can be done now and by whom, what it waits on, what has happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from almoner.casework.rules.sentences import waits_for
from almoner.casework.showing import shown_of
from almoner.people.models import Membership, Person
from almoner.procedure import registry
from almoner.procedure.models import Case, Remark, Request, Span, Step
from almoner.procedure.queries import ClockRun, asking, clock_runs
from almoner.procedure.registry import Registered
from almoner.procedure.rules import MACHINE, About, Move, Refusal, RequestKind, check
from almoner.scope.clock import london_date


@dataclass(frozen=True)
class Option:
    """A move out of the present state, and why this person may not begin it (nothing: they may)."""

    move: Move
    refusals: tuple[Refusal, ...]

    @property
    def open(self) -> bool:
        """Whether this person may begin it now."""
        return not self.refusals


@dataclass(frozen=True)
class Happening:
    """One line of the timeline: a step or a remark."""

    at: datetime
    step: Step | None = None
    remark: Remark | None = None


@dataclass(frozen=True)
class CasePage:
    """Everything the case page and the API show of a case, but for its timeline."""

    kept: Registered
    case: Case
    roles: frozenset[str]
    options: list[Option]
    waits: str
    clocks: list[ClockRun]
    requests: list[Request]
    may_ask: list[RequestKind]
    may_assign: bool
    related: list[tuple[str, str]]
    steps: list[Step]


def steps_of(case: Case) -> list[Step]:
    """Every step of the case in its order, with whoever took it. 1 query."""
    return list(Step.objects.filter(case_id=case.pk).select_related("by").order_by("number"))


def happenings(rows: list[dict[str, Any]], steps: Iterable[Step]) -> list[Happening]:
    """The `steps` and the remarks of one page of the timeline, in its order. 1 query, where there are remarks."""
    taken = {step.pk: step for step in steps}
    remarks = Remark.objects.select_related("by").in_bulk([row["pk"] for row in rows if not row["is_step"]])
    return [Happening(row["at"], taken.get(row["pk"]), remarks.get(row["pk"])) for row in rows]


def case_page(case: Case, person: Person, now: datetime) -> CasePage:
    """The case as this person sees it at `now`. 4 queries with the usual access."""
    kept, on = registry.of(case), london_date(now)
    steps = steps_of(case)
    procedure, seen = kept.procedure, asking(kept, case, person, now, steps=steps)
    options = [
        Option(move, check(procedure, move.name, seen, typed=False)) for move in procedure.moves_from(case.state)
    ]
    requests = list(Request.objects.filter(case_id=case.pk).select_related("asked_by").order_by("-sent_at", "pk"))
    outstanding = [one.to_name for one in requests if one.outstanding]
    open_kinds = (kind for kind in procedure.requests if not kind.while_in or case.state in kind.while_in)
    return CasePage(
        kept=kept,
        case=case,
        roles=seen.roles,
        options=options,
        waits=waits_for(procedure, case.state, outstanding),
        clocks=clock_runs(procedure, case, on),
        requests=requests,
        may_ask=[kind for kind in open_kinds if not case.closed_at and seen.roles & {str(role) for role in kind.by}],
        may_assign=not case.closed_at and bool(seen.roles & {str(role) for role in procedure.assign_by}),
        related=list(shown_of(procedure).related(case, person, on)),
        steps=steps,
    )


def only_somebody_else(option: Option) -> bool:
    """Whether the only thing in the way is who this person is; what the system alone does is never theirs to do."""
    return set(option.move.by) == {MACHINE} or all(
        refusal.about in {About.ROLE, About.DUTIES} for refusal in option.refusals
    )


def request_of(case: Case, request_id: UUID) -> Request | None:
    """The request of that id on this case."""
    found = Request.objects.filter(case_id=case.pk, pk=request_id).select_related("case", "asked_by")
    return found.first()


def is_paused(case: Case, clock: str, pause: str) -> bool:
    """Whether that pause of that clock lasts."""
    return Span.objects.filter(case_id=case.pk, kind="pause", clock=clock, name=pause, ends_at__isnull=True).exists()


def who_may_hold(kept: Registered, case: Case, on: date) -> list[Person]:
    """The members of the organisation of the case who could take it on from here, by name. 3 queries as usual."""
    members = Membership.objects.on(on).filter(organisation_id=case.organisation_id).values("person_id")
    wanted = {str(role) for move in kept.procedure.moves_from(case.state) for role in move.by}
    people = list(Person.objects.filter(pk__in=members, is_active=True).order_by("name"))
    roles, away = kept.access.roles_among(people, case, on), kept.access.kept_away(people, case, on)
    return [person for person in people if roles[person.pk] & wanted and person.pk not in away]


def organisations_in(case: Case, person: Person, on: date) -> list[int]:
    """The organisations of the case that the person is a member of."""
    mine = Membership.objects.on(on).filter(person=person, organisation_id__in=case.visible_to)
    return sorted(set(mine.values_list("organisation_id", flat=True)))
