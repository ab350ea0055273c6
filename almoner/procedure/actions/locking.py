"""The first thing every action does: hold the case, as somebody who may know of it sees it."""

from __future__ import annotations

from datetime import datetime

from almoner.people.models import Person
from almoner.procedure import registry
from almoner.procedure.models import Case, Docket, Remark, Step
from almoner.procedure.registry import Registered
from almoner.record import actions as record
from almoner.record.rules import Actor
from almoner.scope.clock import london_date


class NotVisible(LookupError):
    """The case is not there for this person, which is the same as not there at all: show a 404."""


class KeyTaken(ValueError):
    """The key was used on this case for something else, so it cannot say that this is the same submission."""


class Stale(Exception):
    """The page was drawn from an older version of the case; `since` are the steps that it did not know of."""

    def __init__(self, case: Case, since: list[Step]) -> None:
        self.case, self.since = case, since
        super().__init__(f"{case.reference} is at version {case.version}")


def hold(case: Case, by: Actor, now: datetime) -> tuple[Registered, Case]:
    """The procedure and the locked row, fresh from the database. Raises NotVisible, also for the recused."""
    kept = registry.of(case)
    rows = kept.model._default_manager.select_for_update(of=("self",)).filter(pk=case.pk)
    if isinstance(by, Person):
        on = london_date(now)
        rows = rows.filter(pk__in=kept.access.visible_to(by, on).order_by().values("pk"))
    locked = rows.first()
    if locked is None or (isinstance(by, Person) and kept.access.keeps_away(by, locked, london_date(now))):
        raise NotVisible(case.pk)
    return kept, locked


def happened(
    kept: Registered,
    case: Case,
    kind: str,
    text: str,
    *,
    by: Actor,
    now: datetime,
    clause: str = "",
    to: list[int] | None = None,
) -> Remark:
    """Put on the timeline and in the record something that is not a step; `to` narrows who sees it."""
    person = by if isinstance(by, Person) else None
    remark = Remark(case_id=case.pk, kind=kind, text=text, by=person, at=now, visible_to=to or case.visible_to)
    remark.save(force_insert=True)
    record.append(
        kind=f"{kept.procedure.name}.{kind}",
        subject=kept.subject(case),
        case_id=case.pk,
        organisation_id=case.organisation_id,
        by=by,
        now=now,
        clause=clause,
        reasons=text,
    )
    return remark


def line_of(case: Case) -> Docket:
    """The case's line in the docket."""
    return Docket.objects.get(pk=case.pk)
