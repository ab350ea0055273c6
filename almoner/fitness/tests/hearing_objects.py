"""What the addresses of hearings are about, for the sweeps."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from almoner.fitness.actions.hearings import open_hearing
from almoner.fitness.actions.panels import add_participant, seat
from almoner.fitness.models import Concern, Hearing
from almoner.fitness.tests.investigation_objects import MACHINE, a_concern, given
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person

_turn = count(1)


def a_hearing(organisation: Organisation, by: Person, now: datetime) -> Hearing:
    """A hearing that is called for."""
    concern = a_concern(organisation, by, now)
    made = open_hearing(concern=concern, purpose="final", by=MACHINE, now=now, key=f"canary:{concern.pk}")
    return Hearing.objects.get(pk=made.pk)


def hearings(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """Such a hearing."""
    return [{"case_id": a_hearing(organisation, by, now).pk}]


def bundles(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """Such a hearing, on a concern of which the evidence was disclosed."""
    (made,) = given(organisation, a_person(f"Concerned Canary {next(_turn)}"), now)
    concern = Concern.objects.get(pk=made["concern_id"])
    hearing = open_hearing(concern=concern, purpose="final", by=MACHINE, now=now, key=f"canary:{concern.pk}")
    return [{"case_id": hearing.pk, "disclosure_id": made["disclosure_id"]}]


def members(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """Somebody on the panel of one."""
    turn = next(_turn)
    officer = a_person(f"Lister Canary {turn}", Role.HEARINGS_OFFICER, organisation)
    member = a_person(f"Adjudicator Canary {turn}", Role.ADJUDICATOR, organisation)
    hearing = a_hearing(organisation, by, now)
    return [{"member_id": seat(hearing=hearing, person=member, seat="lay", by=officer, now=now).pk}]


def participants(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """Somebody who takes part in one."""
    officer = a_person(f"Noter Canary {next(_turn)}", Role.HEARINGS_OFFICER, organisation)
    noted = add_participant(
        hearing=a_hearing(organisation, by, now), name="Canary Witness", part="witness",
        contact="canary@witness.example", needs="Canary needs", by=officer, now=now,
    )  # fmt: skip
    return [{"participant_id": noted.pk}]


OBJECTS = {
    "fitness:panel": hearings,
    "fitness:hearing-people": hearings,
    "fitness:hearing-decision": hearings,
    "fitness:hearing-bundle": hearings,
    "fitness:hearing-bundle-file": bundles,
    "fitness:unseat": members,
    "fitness:remove-person": participants,
}
