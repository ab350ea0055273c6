"""What the social worker concerned does in their own case, without being a member of the regulator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import transaction

from almoner.employment.queries.staff import accounts_of
from almoner.fitness.models import Investigation
from almoner.fitness.queries.standing import Told
from almoner.notices import actions as notices
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions import Receipt
from almoner.procedure.models import Case, Step
from almoner.record.rules import Actor
from almoner.scope.context import system


@dataclass(frozen=True, slots=True)
class Concerned:
    """The social worker concerned, as the record knows them: by their own id, though they act as no member."""

    actor_id: str


@transaction.atomic
def answer_the_bundle(*, told: Told, response: str, by: Person, now: datetime, key: str) -> Receipt:
    """Answer what was disclosed (PLAN-F8). `told` proves who they are (`queries.standing.told_of`).

    `key` names the submission, so that sending it twice counts once. Raises Refused where nothing is to be answered.
    """
    with system("a social worker answers what was disclosed"):
        return procedure.take(
            case=told.investigation, move="respond", by=Concerned(by.actor_id), now=now, key=key,
            values={"response": response},
        )  # fmt: skip


def tell_the_worker(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a step that the social worker is to know of: a notice to each account of theirs."""
    investigation = cast(Investigation, case)
    template = {"tell_worker": "worker_told", "disclose": "worker_to_answer"}[step.move]
    if step.values.get("told_how", "account") != "account":
        return
    notice_to_accounts(investigation=investigation, template=template, of=str(step.pk), now=now)


def notice_to_accounts(*, investigation: Investigation, template: str, of: str, now: datetime) -> None:
    """A notice to each account of the social worker whom an investigation is about; once for what it tells `of`."""
    with system("telling a social worker"):
        entry = investigation.concern.entry_id
        for person in accounts_of(entry) if entry else []:
            key = f"{template}:{of}:{person.pk}"
            notices.queue(to=person, template=template, key=key, about=investigation, now=now)
