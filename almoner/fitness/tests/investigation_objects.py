"""What the addresses of an investigation are about, for the sweeps."""

from __future__ import annotations

import io
from datetime import datetime
from itertools import count
from typing import Any

from almoner.documents import actions as documents
from almoner.documents.models import Document
from almoner.fitness.actions.disclosures import bind_disclosure
from almoner.fitness.actions.evidence import Described, add_file
from almoner.fitness.actions.holds import put_on_hold
from almoner.fitness.actions.investigations import open_investigation
from almoner.fitness.models import Concern, Disclosure, Investigation
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.tests.factories import a_member
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.record.rules import SystemActor

MACHINE = SystemActor("test:investigation")
_turn = count(1)


def a_concern(organisation: Organisation, by: Person, now: datetime) -> Concern:
    """A concern on the desk of an organisation, about somebody whom no account belongs to."""
    turn = next(_turn)
    member = a_member(organisation, by, name=f"Canary Concern{turn}")
    concern = Concern(
        title=member.name, organisation=organisation, visible_to=[organisation.pk], entry_id=member.entry_id,
        about_name=member.name, about_number=member.number, source=Concern.Source.PUBLIC,
    )  # fmt: skip
    procedure.open_case(CONCERN, case=concern, move="receive", by=MACHINE, now=now, key=f"canary:{turn}")
    return Concern.objects.get(pk=concern.pk)


def an_investigation(organisation: Organisation, by: Person, now: datetime) -> Investigation:
    """The investigation of such a concern."""
    concern = a_concern(organisation, by, now)
    open_investigation(concern=concern, by=MACHINE, now=now, key=f"canary:{concern.pk}")
    return Investigation.objects.get(concern=concern)


def asks(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """Asking the police."""
    return [{"procedure": "investigation", "case_id": an_investigation(organisation, by, now).pk, "kind": "police"}]


def requests(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """What an expert was asked."""
    investigation = an_investigation(organisation, by, now)
    asker = a_person(f"Asker Canary {next(_turn)}", Role.INVESTIGATOR, organisation)
    asked = procedure.ask(
        case=investigation, kind="expert", to_name="Canary Expert", to_email="canary@expert.example", by=asker, now=now
    )
    return [{"procedure": "investigation", "case_id": investigation.pk, "request_id": asked.pk}]


def pauses(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A clock that police proceedings may stop."""
    case = an_investigation(organisation, by, now).pk
    return [{"procedure": "investigation", "case_id": case, "clock": "tell", "pause": "police"}]


def concerns(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A concern that is investigated."""
    return [{"concern_id": an_investigation(organisation, by, now).concern_id}]


def triaged(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A concern at triage."""
    return [{"concern_id": a_concern(organisation, by, now).pk}]


def pairs(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """Two concerns that could be about the same."""
    return [{"concern_id": a_concern(organisation, by, now).pk, "other_id": a_concern(organisation, by, now).pk}]


def told(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A concern about the person themselves, of which they were told."""
    turn = next(_turn)
    keeper = a_person(f"Investigator Canary {turn}", Role.INVESTIGATOR, organisation)
    member = a_member(organisation, keeper, by, name=f"Canary Told{turn}")
    concern = Concern(
        title=member.name, organisation=organisation, visible_to=[organisation.pk], entry_id=member.entry_id,
        about_name=member.name, about_number=member.number, source=Concern.Source.PUBLIC,
    )  # fmt: skip
    procedure.open_case(CONCERN, case=concern, move="receive", by=MACHINE, now=now, key=f"told:{turn}")
    open_investigation(concern=concern, by=MACHINE, now=now, key=f"told:{turn}")
    investigation = Investigation.objects.get(concern=concern)
    add_file(
        concern=concern, file=io.BytesIO(b"Canary"), name="canary.txt", described=Described("Canary", "Canary"),
        by=keeper, now=now,
    )  # fmt: skip
    for document in Document.objects.filter(case_id=concern.pk):
        documents.scan(document_id=document.pk, by=MACHINE, now=now)
    risk = {"risk": "low", "risk_why": "Canary."}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("plan", {"to_find_out": "Canary.", "from_whom": "Canary.", **risk}),
        ("tell_worker", {"told_what": "Canary.", "told_how": "post"}),
        ("disclose", risk),
    ]
    for move, values in steps:
        procedure.take(case=investigation, move=move, by=keeper, now=now, key=move, values=values)
    return [{"concern_id": concern.pk}]


def given(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A bundle that the person was given."""
    (made,) = told(organisation, by, now)
    disclosure = bind_disclosure(disclosure_id=Disclosure.objects.get(concern_id=made["concern_id"]).pk, now=now)
    documents.scan(document_id=disclosure.document_id, by=MACHINE, now=now)  # type: ignore[arg-type]
    return [made | {"disclosure_id": disclosure.pk}]


def pieces(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A piece of evidence."""
    investigation = an_investigation(organisation, by, now)
    keeper = a_person(f"Keeper Canary {next(_turn)}", Role.INVESTIGATOR, organisation)
    text = f"Canary {investigation.pk}"
    piece = add_file(
        concern=investigation.concern, file=io.BytesIO(text.encode()), name="canary.txt",
        described=Described("Canary", "Canary"), by=keeper, now=now,
    )  # fmt: skip
    return [{"concern_id": investigation.concern_id, "evidence_id": piece.pk}]


def investigations(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """An investigation."""
    return [{"investigation_id": an_investigation(organisation, by, now).pk}]


def held(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """An investigation that is on hold."""
    investigation = an_investigation(organisation, by, now)
    holder = a_person(f"Holder Canary {next(_turn)}", Role.INVESTIGATOR, organisation)
    put_on_hold(investigation=investigation, ground="police", reasons="Canary.", by=holder, now=now)
    return [{"investigation_id": investigation.pk, "ground": "police"}]


OBJECTS = {
    "casework:ask": asks,
    "casework:request": requests,
    "casework:pause": pauses,
    "fitness:evidence": concerns,
    "fitness:evidence-add": concerns,
    "fitness:evidence-withdraw": pieces,
    "fitness:risk": concerns,
    "fitness:support": concerns,
    "fitness:your-case": told,
    "fitness:your-answer": told,
    "fitness:your-support": told,
    "fitness:your-bundle": given,
    "fitness:alike": triaged,
    "fitness:alike-beside": pairs,
    "fitness:about-whom": triaged,
    "fitness:hold": investigations,
    "fitness:let-go-on": held,
}
