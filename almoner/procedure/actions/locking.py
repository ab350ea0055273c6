"""The first thing every action does: hold the case, as somebody who may know of it sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from almoner.people.models import Person
from almoner.people.queries import remembering
from almoner.procedure import registry
from almoner.procedure.models import Case, Remark, Span, Step
from almoner.procedure.queries.spans import spans_of
from almoner.procedure.registry import Registered
from almoner.procedure.rules import About, Procedure, Refusal, Refused, words_for
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


@dataclass(frozen=True)
class Held:
    """A case locked for one action: the row fresh from the database, who acts on it, and when."""

    kept: Registered
    case: Case
    by: Actor
    now: datetime

    @property
    def procedure(self) -> Procedure:
        """The procedure that the case runs on."""
        return self.kept.procedure

    @property
    def on(self) -> date:
        """The day of the action, in London."""
        return london_date(self.now)

    @property
    def person(self) -> Person | None:
        """Who acts, when it is no machine."""
        return self.by if isinstance(self.by, Person) else None

    @cached_property
    def steps(self) -> list[Step]:
        """Its steps in their order, read once; whoever takes one adds it."""
        return list(Step.objects.filter(case_id=self.case.pk).order_by("number"))

    @cached_property
    def spans(self) -> list[Span]:
        """The runs of its clocks and their pauses, the first started first, read once; whoever begins one adds it."""
        return spans_of(self.case) if self.procedure.clocks else []

    def insist_on(self, roles: Iterable[str], cites: str) -> None:
        """Refused, unless the person who acts is one of `roles` to the case. Machines are not asked."""
        wanted = [str(role) for role in roles]
        if self.person and not set(wanted) & self.kept.access.roles(self.person, self.case, self.on):
            who = words_for(wanted)
            raise Refused(Refusal(cites, f"Only {who} may do this.", f"Ask {who}.", About.ROLE))

    def record(self, kind: str, **more: Any) -> None:
        """Append one event about the case to the record, in this transaction."""
        record.append(
            kind=f"{self.procedure.name}.{kind}", subject=self.kept.subject_of(self.case.pk), case_id=self.case.pk,
            organisation_id=self.case.organisation_id, by=self.by, now=self.now, **more,
        )  # fmt: skip

    def happened(self, kind: str, text: str, *, clause: str = "", to: list[int] | None = None) -> Remark:
        """Put on the timeline and in the record something that is not a step; `to` narrows who sees it."""
        seen_by = to or self.case.visible_to
        remark = Remark(case_id=self.case.pk, kind=kind, text=text, by=self.person, at=self.now, visible_to=seen_by)
        remark.save(force_insert=True)
        self.record(kind, clause=clause, reasons=text)
        return remark


def hold(case: Case, by: Actor, now: datetime) -> Held:
    """The case locked, fresh from the database. Raises NotVisible, also for the recused."""
    with remembering():
        return lock(case, by, now)


def lock(case: Case, by: Actor, now: datetime) -> Held:
    """The same for whoever remembers longer what was read: nothing about `by` was, before the case was locked."""
    kept, on = registry.of(case), london_date(now)
    rows = kept.model._default_manager.select_for_update(of=("self",))
    locked = kept.access.whole(rows).filter(pk=case.pk).first()
    if locked is None or (isinstance(by, Person) and not _knows_of(kept, locked, by, on)):
        raise NotVisible(case.pk)
    return Held(kept, locked, by, now)


def _knows_of(kept: Registered, case: Case, person: Person, on: date) -> bool:
    seen = kept.access.visible_to(person, on).filter(pk=case.pk).exists()
    return seen and not kept.access.keeps_away(person, case, on)
