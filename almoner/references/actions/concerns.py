"""Concerns about references: raised, referred to the regulator where they must be, closed with what is learned."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction

from almoner.fitness.actions.learning import set_reminder
from almoner.fitness.actions.worries import Subject, begin_from_reference
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.record.rules import Actor
from almoner.references.actions.references import mark
from almoner.references.models import AskedReference, ReferenceConcern
from almoner.references.rules.concern import REFERENCE_CONCERN, STANDARDS, About
from almoner.references.rules.file_facts import Standing
from almoner.scope.clock import london_date
from almoner.scope.context import system

#: Who is reminded of the standards, and how long they have to read them. Almoner's own choice.
REMINDED = (Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR, Role.HR_OFFICER)
TO_READ_IN = timedelta(days=28)


@transaction.atomic
def open_concern(
    *, about: About, asked: AskedReference, organisation_id: int, manager: Person | None, what: str, by: Actor,
    now: datetime, key: str,
) -> Receipt:  # fmt: skip
    """Raise a concern about a reference at one authority. Raises Refused."""
    file = asked.file
    concern = ReferenceConcern(
        title=file.name, organisation_id=organisation_id, visible_to=[organisation_id], about=about,
        entry_id=file.entry_id, name=file.name, number=file.number, asked_id=asked.pk, giver_id=asked.giver_id,
        manager=manager,
    )  # fmt: skip
    values = {"about": about.value, "what": what}
    return procedure.open_case(REFERENCE_CONCERN, case=concern, move="raise", by=by, now=now, key=key, values=values)


def refer_false(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `falsified`: marked on every side, and a referral begun, filled in (REF-14)."""
    concern = cast(ReferenceConcern, case)
    with system("a reference is found to be false"):
        asked = AskedReference.objects.get(pk=concern.asked_id)
        if asked.standing == Standing.GIVEN:
            mark(asked=asked, standing=Standing.FALSIFIED, move="falsify", key=f"false:{step.pk}", now=now)
    words = "A reference that was put forward as an authority’s own was found to be false."
    _refer(concern, step, words, by, now, tests=["confidence"])


def refer_worry(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `substantiated`: a referral begun, filled in (REF-14)."""
    words = "A worry that a reference or its verification brought up was found to be substantiated."
    _refer(cast(ReferenceConcern, case), step, words, by, now, tests=["harm"])


def _refer(concern: ReferenceConcern, step: Step, words: str, by: Actor, now: datetime, tests: list[str]) -> None:
    raised = Step.objects.get(case_id=concern.pk, move="raise").values["what"]
    told = f"{words}\n\n{raised}\n\n{step.values['found']}\n\nThe reference is from {concern.giver.name}."
    values: dict[str, Any] = {
        "what_happened": told, "tests": tests, f"why_{tests[0]}": step.values["found"], "grounds": ["misconduct"],
        "misconduct_what": told,
    }  # fmt: skip
    # Whoever agrees to a referral may not have put it forward, so that it is for the manager who raised the concern.
    with system("a referral grows from a concern about a reference"):
        begun = begin_from_reference(
            concern_id=concern.pk, organisation_id=concern.organisation_id,
            about=Subject(concern.entry_id, concern.name, concern.number),
            manager=concern.manager or cast(Person, by), values=values, now=now,
        )  # fmt: skip
        concern.referral_id = begun.case.pk
        concern.save(update_fields=["referral_id"])


def remind_managers(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `close`: where it was said so, the managers have the standards to read (REF-12)."""
    if step.values.get("remind") is not True:
        return
    set_reminder(
        about=case.pk, organisation_id=case.organisation_id, what="The standards for references",
        text=step.values.get("reminder") or STANDARDS, roles=[role.value for role in REMINDED],
        due_on=london_date(now) + TO_READ_IN, by=cast(Person, by), now=now,
    )  # fmt: skip
