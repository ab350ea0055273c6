"""Adjudicators, and a hearing at each point of its life, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from almoner.fitness.actions.hearings import open_hearing
from almoner.fitness.actions.panels import seat
from almoner.fitness.actions.post import POST
from almoner.fitness.models import Concern, Hearing
from almoner.fitness.rules.decisions import standing
from almoner.fitness.tests.order_factories import Desk, at
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Step
from almoner.procedure.rules import Taken
from almoner.register.tests.factories import the_regulator
from almoner.scope.context import system

_turn = count(1)
#: A Monday, more than 28 days after the moment of the tests.
DAY = date(2027, 1, 11)
LISTED: Mapping[str, Any] = {"session": "day", "mode": "remote", "private": False}
TEXT = "We find the facts proved. We decide as follows, for these reasons."
NO_ACTION: Mapping[str, Any] = {"outcome": "no_action"}
SUSPENDED: Mapping[str, Any] = {
    "outcome": "suspension", "months": 12, "shown": "Suspended.", "cover": "interim-suspension",
    "why_no_less": "Conditions could not be kept to: there is no insight.",
}  # fmt: skip


def a_bench(*names: str) -> list[Person]:
    """Adjudicators at the regulator."""
    with system("test"):
        regulator = the_regulator()
        return [
            a_person(name, Role.ADJUDICATOR, regulator) for name in names or ("Ada Quist", "Ben Oyelaran", "Cleo Marsh")
        ]


def a_hearing(concern: Concern, purpose: str = "final", *, now: datetime, **more: Any) -> Hearing:
    """A hearing that is called for."""
    with system("test"):
        made = open_hearing(concern=concern, purpose=purpose, by=POST, now=now, key=f"arranged:{next(_turn)}", **more)
        return Hearing.objects.get(pk=made.pk)


def step(hearing: Hearing, move: str, by: Person, now: datetime, reasons: str = "", **values: Any) -> Hearing:
    """One step of a hearing."""
    with system("test"):
        key = f"{move}:{next(_turn)}"
        procedure.take(case=hearing, move=move, by=by, now=now, key=key, reasons=reasons, values=values)
        return Hearing.objects.get(pk=hearing.pk)


def seated(hearing: Hearing, desk: Desk, people: list[Person], now: datetime) -> Hearing:
    """With these people on its panel, the first of them in the chair."""
    with system("test"):
        for number, person in enumerate(people):
            seat(hearing=hearing, person=person, seat="lay" if number else "chair", by=desk.officer, now=now)
        return Hearing.objects.get(pk=hearing.pk)


def listed(
    hearing: Hearing, desk: Desk, bench: list[Person], now: datetime, day: date = DAY, **changed: Any
) -> Hearing:
    """Listed before the first two of the bench."""
    hearing = seated(hearing, desk, bench[:2], now)
    return step(hearing, "list", desk.officer, now, **{**LISTED, "first_day": day, "last_day": day, **changed})


def noticed(
    hearing: Hearing, desk: Desk, bench: list[Person], now: datetime, day: date = DAY, **changed: Any
) -> Hearing:
    """With notice served today."""
    hearing = listed(hearing, desk, bench, now, day, **changed)
    return step(hearing, "serve", desk.officer, now, served_on=now.date(), how="email")


def opened(hearing: Hearing, desk: Desk, bench: list[Person], now: datetime, day: date = DAY) -> Hearing:
    """Opened on its day, with the social worker there."""
    return step(noticed(hearing, desk, bench, now, day), "begin", bench[0], at(day), worker_is="present")


def found(hearing: Hearing, by: Person, day: date = DAY, *, impaired: bool = True) -> Hearing:
    """With facts, ground and impairment found."""
    hearing = step(hearing, "find_facts", by, at(day), "The notes show it.", facts="all")
    hearing = step(hearing, "find_ground", by, at(day), "Serious.", made_out=True, grounds=["misconduct"])
    return step(hearing, "find_impairment", by, at(day), "No insight yet.", impaired=impaired)


def fingerprint_of(hearing: Hearing) -> str:
    """The fingerprint of the decision as it stands."""
    with system("test"):
        steps = Step.objects.filter(case_id=hearing.pk).order_by("number")
        now = standing([Taken(s.move, s.actor_id, s.role, s.at, s.values) for s in steps])
    return now.fingerprint if now else ""


def decided(hearing: Hearing, bench: list[Person], day: date = DAY, **outcome: Any) -> Hearing:
    """Drafted by one of the panel, approved by the other, and given."""
    hearing = step(hearing, "draft", bench[0], at(day), text=TEXT, **outcome)
    hearing = step(hearing, "approve", bench[1], at(day), fingerprint=fingerprint_of(hearing))
    return step(hearing, "decide", bench[0], at(day) + timedelta(minutes=5))
