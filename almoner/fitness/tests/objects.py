"""What the addresses of practice concerns are about, for the sweeps (see `almoner/people/tests/objects.py`)."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from almoner.fitness.actions.worries import write_down
from almoner.fitness.models import PerformanceRecord, Referral
from almoner.fitness.tests import (
    examination_objects,
    finding_objects,
    hearing_objects,
    inherited_objects,
    investigation_objects,
)
from almoner.fitness.tests.factories import WORRY, a_member
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure

_turn = count(1)


def members(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A member of staff about whom a worry could be written down."""
    return [{"member_id": a_member(organisation, by, name=f"Canary Worry{next(_turn)}").pk}]


def records(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A worry that a manager wrote down."""
    turn = next(_turn)
    manager = a_person(f"Manager Canary {turn}", Role.TEAM_MANAGER, organisation)
    member = a_member(organisation, manager, name=f"Canary Record{turn}")
    made = write_down(member=member, values=WORRY, by=manager, now=now, key=f"canary:{turn}")
    return [{"procedure": "performance", "case_id": made.case.pk}]


def referrals(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A referral that a manager began."""
    [record] = records(organisation, by, now)
    case = PerformanceRecord.objects.get(pk=record["case_id"])
    procedure.take(case=case, move="refer", by=case.manager, now=now, key="canary")
    return [{"referral_id": Referral.objects.get(performance=case).pk}]


def moves(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """Adding to what was written down."""
    return [{**each, "move": "add"} for each in records(organisation, by, now)]


OBJECTS = {
    "fitness:worry": members,
    "fitness:print-referral": referrals,
    "fitness:end-assignment": members,
    "casework:case": records,
    "casework:note": records,
    "casework:conflict": records,
    "casework:move": moves,
    **investigation_objects.OBJECTS,
    **examination_objects.OBJECTS,
    **finding_objects.OBJECTS,
    **hearing_objects.OBJECTS,
    **inherited_objects.OBJECTS,
}
