"""What the addresses of findings and learning are about, for the sweeps."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from almoner.fitness.models import LearningAction, PublishedExample
from almoner.fitness.rules.learning import LEARNING
from almoner.fitness.tests.finding_factories import taking
from almoner.fitness.tests.investigation_objects import a_concern
from almoner.people.models import Organisation, Person
from almoner.people.rules import ROLES, Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case

_turn = count(1)


def to_read(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """Something that everybody who works there is to read."""
    turn = next(_turn)
    head = a_person(f"Head Canary {turn}", Role.HEAD_OF_SERVICE, organisation)
    action = LearningAction(
        title=f"Canary Lesson{turn}", organisation=organisation, visible_to=[organisation.pk],
        finding_id="00000000-0000-4000-8000-000000000001", kind="share", text="Canary Lesson text.",
        roles=[role.value for role in ROLES], due_on=date(2027, 1, 4),
    )  # fmt: skip
    procedure.open_case(LEARNING, case=action, move="set", by=head, now=now, key=f"canary:{turn}")
    return [{"action_id": action.pk}]


def to_share(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A concern that was investigated."""
    concern: Case = a_concern(organisation, by, now)
    officer = a_person(f"Officer Canary {next(_turn)}", Role.TRIAGE_OFFICER, organisation)
    risk = {"risk": "low", "risk_why": "Supervised."}
    taking(concern, "acknowledge", officer, now, **risk)
    taking(concern, "investigate", officer, now, reasons="There are grounds.", **risk)
    return [{"concern_id": concern.pk}]


def examples(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """An example that was withdrawn: one that is published is for everybody."""
    day = now.date()
    words = {"heading": f"Canary Example{next(_turn)}", "happened": "-", "decided": "-", "learned": "-"}
    return [{"example_id": PublishedExample.objects.create(published_on=day, withdrawn_on=day, **words).pk}]


OBJECTS = {
    "fitness:example": examples,
    "fitness:write-example": to_share,
    "fitness:learning-read": to_read,
    "fitness:share-outcome": to_share,
}
