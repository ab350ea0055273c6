"""What the addresses of case examiners, their decisions and letters are about, for the sweeps."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from almoner.documents import actions as documents
from almoner.documents.tests.factories import PDF
from almoner.fitness.models import AcceptedOutcome, Letter
from almoner.fitness.rules.accepted_outcome import ACCEPTED_OUTCOME
from almoner.fitness.tests.examination_factories import (
    MACHINE,
    NO_ACTION,
    a_concern_about,
    a_drafted_decision,
    a_pair,
    an_examination,
    issued,
)
from almoner.fitness.tests.factories import a_member
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure

Made = list[dict[str, Any]]
_turn = count(1)


def decisions(organisation: Organisation, by: Person, now: datetime) -> Made:
    """A decision of case examiners that has been drafted."""
    return [{"procedure": "examination", "case_id": a_drafted_decision(organisation, now).pk}]


def examiners(organisation: Organisation, by: Person, now: datetime) -> Made:
    """A case examiner of the organisation."""
    return [{"person_id": a_person(f"Examiner Canary {next(_turn)}", Role.CASE_EXAMINER, organisation).pk}]


def letters(organisation: Organisation, by: Person, now: datetime) -> Made:
    """A letter about a concern of the organisation."""
    concern = a_concern_about(now, organisation=organisation, name=f"Letter Canary {next(_turn)}")
    document = documents.keep_own(
        content=PDF, name="Letter.pdf", organisation_id=organisation.pk, about=f"fitness.concern:{concern.pk}",
        case_id=concern.pk, by=MACHINE, now=now,
    )  # fmt: skip
    letter = Letter.objects.create(
        organisation=organisation, concern=concern, case_id=concern.pk, step_id=uuid4(), kind="examiners_decision",
        addressee="worker", name=concern.about_name, queued_at=now, written_at=now, leaf=1, size=2, root="x" * 44,
        document=document, values={"reference": "R", "outcome": "Canary outcome", "decision": "Canary decision"},
    )  # fmt: skip
    return [{"letter_id": letter.pk}]


def proposals(organisation: Organisation, by: Person, now: datetime) -> Made:
    """An outcome proposed to this very person."""
    member = a_member(organisation, by, person=by, name=f"Proposal Canary{next(_turn)}")
    examination = an_examination(a_concern_about(now, member, organisation), now)
    case = AcceptedOutcome(
        title=member.name, organisation=organisation, visible_to=[organisation.pk], concern=examination.concern,
        examination=examination, sanction="warning", years=3, decision="Canary decision", published="Canary",
    )  # fmt: skip
    procedure.open_case(ACCEPTED_OUTCOME, case=case, move="propose", by=MACHINE, now=now, key=str(case.examination_id))
    return [{"case_id": case.pk}]


def concerns(organisation: Organisation, by: Person, now: datetime) -> Made:
    """A concern of the organisation that is before its case examiners."""
    member = a_member(organisation, by, name=f"Removal Canary{next(_turn)}")
    concern = a_concern_about(now, member, organisation)
    an_examination(concern, now)
    return [{"concern_id": concern.pk}]


def examinations(organisation: Organisation, by: Person, now: datetime) -> Made:
    """A decision of the organisation's case examiners that was sent out."""
    concern = a_concern_about(now, organisation=organisation, name=f"Review Canary {next(_turn)}")
    return [{"case_id": issued(concern, a_pair(organisation), now, NO_ACTION).pk}]


OBJECTS = {
    "fitness:ask-for-review": examinations,
    "fitness:ask-for-removal": concerns,
    "fitness:appoint": examiners,
    "fitness:decision": decisions,
    "fitness:letter": letters,
    "fitness:letter-file": letters,
    "fitness:proposal": proposals,
}
