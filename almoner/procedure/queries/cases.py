"""One case: what it is, what can be done now and by whom, what it waits on, and what has happened."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, QuerySet, Value

from almoner.people.models import BreakGlass, Membership, Person
from almoner.people.queries import let_in
from almoner.procedure import registry
from almoner.procedure.models import Case, Docket, Remark, Request, Span, Step
from almoner.procedure.registry import Registered
from almoner.procedure.rules import (
    MACHINE,
    About,
    Asking,
    Clock,
    Line,
    Move,
    Reading,
    Refusal,
    RequestKind,
    Taken,
    check,
)
from almoner.procedure.rules.requests import OUTSTANDING
from almoner.procedure.rules.sentences import waits_for
from almoner.record.rules import Actor
from almoner.scope.clock import london_date

from .spans import lines_of, reading_of


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
class ClockReading:
    """A clock of the case, what it says today, and how that was counted."""

    clock: Clock
    reading: Reading
    lines: list[Line]


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
    due: date | None
    clocks: list[ClockReading]
    requests: list[Request]
    may_ask: list[RequestKind]
    may_assign: bool


def case_visible_to(person: Person, procedure: str, case_id: UUID, on: date) -> Case | None:
    """The case, when this person may know of it on this day and is not recused; else None. At most 3 queries."""
    try:
        kept = registry.named(procedure)
    except LookupError:
        return None
    visible = kept.access.visible_to(person, on).select_related("organisation", "assigned_to")
    case = visible.filter(pk=case_id).first()
    return None if case is None or kept.access.keeps_away(person, case, on) else case


def case_let_into(person: Person, procedure: str, case_id: UUID, now: datetime) -> tuple[Case, BreakGlass] | None:
    """The case that this person has opened in an emergency, with that opening, while it lasts; else None.

    Of the opening's own organisation only, to be read and not acted on, and never for somebody recused from it.
    """
    try:
        kept = registry.named(procedure)
    except LookupError:
        return None
    opening = let_in(person, kept.subject_of(case_id), now)
    if opening is None:
        return None
    rows = kept.model._default_manager.filter(organisation_id=opening.organisation_id)
    case = rows.select_related("organisation", "assigned_to").filter(pk=case_id).first()
    return None if case is None or kept.access.keeps_away(person, case, london_date(now)) else (case, opening)


def asking(
    kept: Registered, case: Case, by: Actor, now: datetime, values: Mapping[str, Any] | None = None, reasons: str = ""
) -> Asking:
    """What the rules look at when `by` would take a move on the case at `now`. 2 queries with the usual access."""
    on = london_date(now)
    roles = kept.access.roles(by, case, on) if isinstance(by, Person) else frozenset({str(MACHINE)})
    steps = Step.objects.filter(case_id=case.pk).order_by("number")
    taken = tuple(Taken(s.move, s.actor_id, s.role, s.at, s.values) for s in steps)
    return Asking(case.state, by.actor_id, roles, on, taken, values or {}, reasons, kept.access.facts(case))


def case_page(case: Case, person: Person, now: datetime) -> CasePage:
    """The case as this person sees it at `now`. 5 queries with the usual access."""
    kept, on = registry.of(case), london_date(now)
    procedure, seen = kept.procedure, asking(kept, case, person, now)
    options = [
        Option(move, check(procedure, move.name, seen, typed=False)) for move in procedure.moves_from(case.state)
    ]
    spans = list(Span.objects.filter(case_id=case.pk).order_by("starts_at"))
    clocks = []
    for run in (span for span in spans if span.kind == "clock"):
        clock, reading = procedure.clock(run.name), reading_of(procedure, run, spans, on)
        if clock and reading:
            clocks.append(ClockReading(clock, reading, lines_of(procedure, run, spans, on)))
    requests = list(Request.objects.filter(case_id=case.pk).select_related("asked_by").order_by("-sent_at"))
    outstanding = [one.to_name for one in requests if one.outstanding]
    open_kinds = (kind for kind in procedure.requests if not kind.while_in or case.state in kind.while_in)
    return CasePage(
        kept=kept,
        case=case,
        roles=seen.roles,
        options=options,
        waits=waits_for(procedure, case.state, outstanding),
        due=Docket.objects.values_list("due", flat=True).get(pk=case.pk),
        clocks=clocks,
        requests=requests,
        may_ask=[kind for kind in open_kinds if not case.closed_at and seen.roles & {str(role) for role in kind.by}],
        may_assign=not case.closed_at and bool(seen.roles & {str(role) for role in procedure.assign_by}),
    )


def only_somebody_else(option: Option) -> bool:
    """Whether the only thing in the way is who this person is."""
    return all(refusal.about in {About.ROLE, About.DUTIES} for refusal in option.refusals)


def timeline(case: Case, person: Person, on: date) -> QuerySet[Any, Any]:
    """(at, id, is_step) of everything that happened on the case that this person may see, newest first; page it."""
    mine = ArraySubquery(Membership.objects.on(on).filter(person=person).values("organisation_id"))
    steps = Step.objects.filter(case_id=case.pk).values("at", "pk", place=F("number"), is_step=Value(True))
    remarks = Remark.objects.filter(case_id=case.pk, visible_to__overlap=mine)
    seen = remarks.values("at", "pk", place=Value(0), is_step=Value(False))
    return steps.union(seen, all=True).order_by("-at", "-place", "pk")


def happenings(rows: list[dict[str, Any]]) -> list[Happening]:
    """The steps and remarks of one page of the timeline, in its order. 2 queries."""
    steps = Step.objects.select_related("by").in_bulk([row["pk"] for row in rows if row["is_step"]])
    remarks = Remark.objects.select_related("by").in_bulk([row["pk"] for row in rows if not row["is_step"]])
    return [Happening(row["at"], steps.get(row["pk"]), remarks.get(row["pk"])) for row in rows]


def request_of(case: Case, request_id: UUID) -> Request | None:
    """The request of that id on this case."""
    found = Request.objects.filter(case_id=case.pk, pk=request_id).select_related("case", "asked_by")
    return found.first()


def is_paused(case: Case, clock: str, pause: str) -> bool:
    """Whether that pause of that clock lasts."""
    return Span.objects.filter(case_id=case.pk, kind="pause", clock=clock, name=pause, ends_at__isnull=True).exists()


def who_may_hold(kept: Registered, case: Case, on: date) -> list[Person]:
    """The members of the case's organisation who could take it on from here, by name. 2 queries and one a person."""
    members = Membership.objects.on(on).filter(organisation_id=case.organisation_id).values("person_id")
    wanted = {str(role) for move in kept.procedure.moves_from(case.state) for role in move.by}
    people = Person.objects.filter(pk__in=members, is_active=True).order_by("name")
    return [person for person in people if kept.access.roles(person, case, on) & wanted]


def organisations_in(case: Case, person: Person, on: date) -> list[int]:
    """The organisations of the case that the person is a member of."""
    mine = Membership.objects.on(on).filter(person=person, organisation_id__in=case.visible_to)
    return sorted(set(mine.values_list("organisation_id", flat=True)))


def request_by_link(token: str) -> Request | None:
    """The outstanding request that a secret link opens; None for any other link, whatever is wrong with it."""
    found = Request.objects.filter(link_hash=link_hash(token), state__in=OUTSTANDING)
    return found.select_related("case__organisation").first()


def link_hash(token: str) -> str:
    """What is kept of a secret link: enough to know it again, not enough to make it."""
    return hashlib.sha256(token.encode()).hexdigest()
