"""One case: who may see it, what its rules look at, what has happened on it, and the answer it waits for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, QuerySet, Value

from almoner.people.models import BreakGlass, Membership, Person
from almoner.people.queries import let_in
from almoner.procedure import registry
from almoner.procedure.models import Case, Remark, Request, Step
from almoner.procedure.registry import Registered
from almoner.procedure.rules import MACHINE, Asking, Taken
from almoner.procedure.rules.requests import OUTSTANDING
from almoner.record.rules import Actor
from almoner.scope.clock import london_date


def case_visible_to(person: Person, procedure: str, case_id: UUID, on: date) -> Case | None:
    """The case, when this person may know of it on this day and is not recused; else None. At most 3 queries."""
    kept = registry.find(procedure)
    if kept is None:
        return None
    visible = kept.access.visible_to(person, on).select_related("organisation", "assigned_to")
    case = visible.filter(pk=case_id).first()
    return None if case is None or kept.access.keeps_away(person, case, on) else case


def case_let_into(person: Person, procedure: str, case_id: UUID, now: datetime) -> tuple[Case, BreakGlass] | None:
    """The case that this person has opened in an emergency, with that opening, while it lasts; else None.

    Of the opening's own organisation only, to be read and not acted on, and never for somebody recused from it.
    """
    kept = registry.find(procedure)
    opening = let_in(person, kept.subject_of(case_id), now) if kept else None
    if kept is None or opening is None:
        return None
    rows = kept.model._default_manager.filter(organisation_id=opening.organisation_id)
    case = rows.select_related("organisation", "assigned_to").filter(pk=case_id).first()
    return None if case is None or kept.access.keeps_away(person, case, london_date(now)) else (case, opening)


def asking(
    kept: Registered,
    case: Case,
    by: Actor,
    now: datetime,
    values: Mapping[str, Any] | None = None,
    reasons: str = "",
    steps: Iterable[Step] | None = None,
) -> Asking:
    """What the rules look at when `by` would take a move on the case at `now`. 2 queries with the usual access.

    `steps` are the case's own in their order, where they have been read already.
    """
    on = london_date(now)
    roles = kept.access.roles(by, case, on) if isinstance(by, Person) else frozenset({str(MACHINE)})
    if steps is None:
        steps = Step.objects.filter(case_id=case.pk).order_by("number")
    taken = tuple(Taken(s.move, s.actor_id, s.role, s.at, s.values) for s in steps)
    return Asking(case.state, by.actor_id, roles, on, taken, values or {}, reasons, kept.access.facts(case))


def timeline(case: Case, person: Person, on: date) -> QuerySet[Any, Any]:
    """(at, id, is_step) of everything that happened on the case that this person may see, newest first; page it."""
    mine = ArraySubquery(Membership.objects.on(on).filter(person=person).values("organisation_id"))
    steps = Step.objects.filter(case_id=case.pk).values("at", "pk", place=F("number"), is_step=Value(True))
    remarks = Remark.objects.filter(case_id=case.pk, visible_to__overlap=mine)
    seen = remarks.values("at", "pk", place=Value(0), is_step=Value(False))
    return steps.union(seen, all=True).order_by("-at", "-place", "pk")


def request_by_link(token: str) -> Request | None:
    """The outstanding request that a secret link opens; None for any other link, whatever is wrong with it."""
    found = Request.objects.filter(link_hash=link_hash(token), state__in=OUTSTANDING)
    return found.select_related("case__organisation").first()


def link_hash(token: str) -> str:
    """What is kept of a secret link: enough to know it again, not enough to make it."""
    return hashlib.sha256(token.encode()).hexdigest()
