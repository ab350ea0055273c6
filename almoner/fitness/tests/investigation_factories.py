"""Investigations as far as a test needs them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from almoner.documents import actions as documents
from almoner.fitness.actions.investigations import open_investigation
from almoner.fitness.models import Concern, Investigation, Stage
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.tests import factories as make
from almoner.fitness.tests.factories import a_member
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.procedure import actions as procedure
from almoner.record.rules import SystemActor
from almoner.register.tests.factories import the_regulator
from almoner.scope.context import system

MACHINE = SystemActor("test:investigation")
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
        with_it = ["concern"] if isinstance(case, Stage) else []
        return type(case).objects.select_related("organisation", *with_it).get(pk=case.pk)


def to_investigate(concern: Concern, now: datetime) -> Investigation:
    """The investigation of a concern that triage has sent on."""
    officer = make.a_triage_officer()
    with system("test"):
        for move, reasons in (("acknowledge", ""), ("investigate", "The visits can be checked.")):
            procedure.take(case=concern, move=move, by=officer, now=now, key=move, reasons=reasons, values=RISK)
        return Investigation.objects.select_related("concern").get(concern=concern)


def a_concern(now: datetime, worker: Person | None = None, **more: Any) -> Concern:
    """A concern that a member of the public raised, about somebody on the register who may have an account."""
    regulator = the_regulator()
    with system("test"):
        turn = next(_turn)
        keeper = a_person(f"Keeper {turn}")
        member = a_member(an_organisation(name=f"Employer {turn}"), keeper, worker)
        given: dict[str, Any] = {
            "title": more.get("about_name", member.name), "about_name": member.name, "about_number": member.number,
            "entry_id": member.entry_id, "statement": [("What happened?", "She told my neighbour what I told her.")],
        }  # fmt: skip
        concern = Concern(
            organisation=regulator, visible_to=[regulator.pk], source=Concern.Source.PUBLIC, **{**given, **more}
        )
        procedure.open_case(CONCERN, case=concern, move="receive", by=MACHINE, now=now, key=f"concern:{turn}")
        return Concern.objects.get(pk=concern.pk)


def an_investigation(now: datetime, worker: Person | None = None) -> Investigation:
    """The investigation of such a concern, not planned yet."""
    concern = a_concern(now, worker)
    with system("test"):
        open_investigation(concern=concern, by=MACHINE, now=now, key=str(concern.pk))
        return Investigation.objects.select_related("concern").get(concern=concern)


def gathering(now: datetime, worker: Person | None = None, **told: Any) -> Investigation:
    """An investigation that is planned and of which the worker was told."""
    investigator = an_investigator()
    planned = step(an_investigation(now, worker), "plan", investigator, now, **PLAN)
    found: Investigation = step(planned, "tell_worker", investigator, now, **{**TELLING, **told})
    return found


def scanned(document_id: UUID, now: datetime) -> None:
    """What the worker does for a document that was received."""
    documents.scan(document_id=document_id, by=MACHINE, now=now)
