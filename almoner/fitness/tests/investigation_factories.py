"""Investigations as far as a test needs them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from almoner.fitness.models import Concern, Investigation
from almoner.fitness.tests import factories as make
from almoner.fitness.tests.factories import Council
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.register.tests.factories import the_regulator
from almoner.scope.context import system

RISK = {"risk": "medium", "risk_why": "The employer keeps them from visits."}
PLAN = {"to_find_out": "Whether the visits took place.", "from_whom": "The families and the employer.", **RISK}
TELLING = {"told_what": "That visits you recorded in October did not take place.", "told_how": "post"}
_turn = count(1)


def an_investigator(name: str = "Ivo Lindqvist") -> Person:
    """Somebody at the regulator who investigates."""
    with system("test"):
        found = Person.objects.filter(name=name).first()
        return found or a_person(name, Role.INVESTIGATOR, the_regulator())


def step(case: Any, move: str, by: Any, now: datetime, reasons: str = "", **values: Any) -> Any:
    """One step, a minute later than the last."""
    with system("test"):
        key, at = f"{move}:{next(_turn)}", now + timedelta(minutes=case.version)
        procedure.take(case=case, move=move, by=by, now=at, key=key, reasons=reasons, values=values)
        return type(case).objects.select_related("concern").get(pk=case.pk)


def to_investigate(concern: Concern, now: datetime) -> Investigation:
    """The investigation of a concern that triage has sent on."""
    officer = make.a_triage_officer()
    with system("test"):
        for move, reasons in (("acknowledge", ""), ("investigate", "The visits can be checked.")):
            procedure.take(case=concern, move=move, by=officer, now=now, key=move, reasons=reasons, values=RISK)
        return Investigation.objects.select_related("concern").get(concern=concern)


def an_investigation(council: Council, now: datetime) -> Investigation:
    """The investigation of an employer's referral, not planned yet."""
    return to_investigate(make.a_concern(council, now), now)


def gathering(council: Council, now: datetime, **told: Any) -> Investigation:
    """An investigation that is planned and of which the worker was told."""
    investigator = an_investigator()
    planned = step(an_investigation(council, now), "plan", investigator, now, **PLAN)
    found: Investigation = step(planned, "tell_worker", investigator, now, **{**TELLING, **told})
    return found
