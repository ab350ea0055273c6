"""A concern about somebody on the register, hearings officers, and orders made of it, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from almoner.fitness.actions.orders import make_order
from almoner.fitness.actions.post import POST
from almoner.fitness.models import Concern, OrderMade
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.rules.order_law import KINDS, Source, earliest_start, last_day
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.register.rules.number import shown
from almoner.register.tests.factories import an_entry, the_regulator
from almoner.scope.clock import london_date
from almoner.scope.context import system

_turn = count(1)
WORDS = "May not carry out assessments alone."


@dataclass(frozen=True)
class Desk:
    """The regulator's hearings desk, with somebody to own an order and somebody else to agree."""

    officer: Person
    second: Person


def a_desk() -> Desk:
    """Two hearings officers."""
    with system("test"):
        regulator = the_regulator()
        return Desk(
            a_person("Hetty Osei", Role.HEARINGS_OFFICER, regulator),
            a_person("Bram Lindqvist", Role.HEARINGS_OFFICER, regulator),
        )


def a_concern_about(name: str = "Jane Okonkwo", *, now: datetime, number: int = 0) -> Concern:
    """A concern at the regulator about somebody on the register, as the public raised it."""
    forenames, _, family = name.partition(" ")
    entry = an_entry(forenames, family, number=number or 700_000 + next(_turn), until=date(2040, 11, 30))
    with system("test"):
        regulator = the_regulator()
        concern = Concern(
            title=name, organisation=regulator, visible_to=[regulator.pk], entry=entry, about_name=name,
            about_number=shown(entry.number), source=Concern.Source.PUBLIC,
        )  # fmt: skip
        procedure.open_case(CONCERN, case=concern, move="receive", by=POST, now=now, key=f"arranged:{next(_turn)}")
        return Concern.objects.get(pk=concern.pk)


def source_of(kind: str) -> Source:
    """Who makes an order of the kind in these tests: panels."""
    return Source.INTERIM if KINDS[kind].interim else Source.PANEL


def an_order(
    concern: Concern, kind: str = "suspension", *, now: datetime, months: int = 12, **changed: Any
) -> OrderMade:
    """An order that a panel made today, to last so many months from the first day the law allows."""
    source = changed.pop("source", source_of(kind))
    starts: date = changed.pop("starts", earliest_start(KINDS[kind], source, london_date(now)))
    until = changed.pop("until", None if kind == "removal" else last_day(starts, months))
    given = {"text": WORDS, "reasons": "Nothing less protects the public.", "by": POST, **changed}
    with system("test"):
        return make_order(
            concern=concern, kind=kind, starts=starts, until=until, now=now, key=f"arranged:{next(_turn)}",
            source=source, **given,
        )  # fmt: skip


def at(day: date) -> datetime:
    """Nine in the morning of a day, in London's winter."""
    return datetime.fromisoformat(f"{day}T09:00:00+00:00")


def days_after(now: datetime, count: int) -> datetime:
    """So many days later."""
    return now + timedelta(days=count)


def fresh(order: OrderMade) -> OrderMade:
    """The order as it stands."""
    with system("test"):
        return OrderMade.objects.get(pk=order.pk)
