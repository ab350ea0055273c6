"""An agency, authorities and a candidate with a history, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from almoner.fitness.tests.factories import Council
from almoner.people.models import Organisation, Person
from almoner.people.rules import OrganisationKind, Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case
from almoner.record.rules import SystemActor
from almoner.references.actions.consents import give_consent
from almoner.references.actions.files import open_file
from almoner.references.actions.verification import ask_to_verify
from almoner.references.models import AskedReference, CandidateFile, Consent, Reference, Verification
from almoner.register.tests.factories import an_entry
from almoner.scope.context import system

_turn = count(1)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Agency:
    """An agency with somebody who builds its files."""

    organisation: Organisation
    consultant: Person


def an_agency(name: str = "Bridge Social Work") -> Agency:
    """An agency with a consultant."""
    with system("test"):
        organisation = an_organisation(OrganisationKind.AGENCY, name)
        return Agency(organisation, a_person("Nia Probert", Role.AGENCY_CONSULTANT, organisation))


def a_file(agency: Agency, name: str = "Robin Ashdown", *, now: datetime = NOW) -> CandidateFile:
    """A file that was just opened."""
    forenames, _, family = name.partition(" ")
    number = 600_000 + next(_turn)
    entry = an_entry(forenames, family, number=number)
    with system("test"):
        receipt = open_file(
            agency_id=agency.organisation.pk, entry_id=entry.pk, name=name, number=f"SW{number}",
            worker_email=f"worker{number}@example.net", by=agency.consultant, now=now, key=f"file:{number}",
        )  # fmt: skip
        return CandidateFile.objects.get(pk=receipt.case.pk)


def step(
    file: CandidateFile, move: str, by: Person, now: datetime = NOW, reasons: str = "", **values: Any
) -> CandidateFile:
    """One step of a file."""
    with system("test"):
        file.refresh_from_db()
        at = now + timedelta(seconds=file.version)
        procedure.take(case=file, move=move, by=by, now=at, key=f"{move}:{next(_turn)}", reasons=reasons, values=values)
        return CandidateFile.objects.get(pk=file.pk)


def a_post(council: Council | None, starts: date, ends: date | None = None, **more: Any) -> dict[str, Any]:
    """The answers of a post; permanent and at a council unless said otherwise."""
    where = {"employer": str(council.organisation.pk)} if council else {"employer_name": "Elsewhere Ltd"}
    ended = {"ends": ends, "reason": "resigned"} if ends else {}
    given = {"title": "Social worker", "basis": "permanent", "childrens": True, "starts": starts}
    return {**where, **given, **ended, **more}


DBS: Mapping[str, Any] = {
    "dbs_number": "001234567890", "dbs_on": date(2026, 9, 1), "dbs_reviewed_by": "Nia Probert, consultant",
    "dbs_reviewed_on": date(2026, 9, 8), "dbs_review": "Nothing on it.",
}  # fmt: skip

ANSWERS: Mapping[str, Any] = {
    "role_held": "Social worker, Duty", "worked_from": date(2020, 1, 6), "worked_to": date(2026, 6, 30),
    "practice": "Their assessments were thorough and came on time, also in the hardest weeks of the winter.",
    "conduct": "Kind and firm.", "supervision": "Came prepared.", "safeguarding": False, "formal": False,
    "left_why": "They wanted to work elsewhere.", "again": "yes",
}  # fmt: skip
WORRYING: Mapping[str, Any] = {
    **ANSWERS, "safeguarding": True, "safeguarding_what": "Two visits were recorded late.",
}  # fmt: skip
REFEREE: Mapping[str, Any] = {
    "referee": "Pat Lowe", "given_as": "senior", "referee_post": "Service manager", "contact": "pat@north.example",
}  # fmt: skip


def with_history(agency: Agency, *councils: Council, name: str = "Robin Ashdown") -> CandidateFile:
    """A file with its check and a history without a gap: one permanent post after the other, until today."""
    file = step(a_file(agency, name), "record_dbs", agency.consultant, **DBS)
    starts = date(2018, 1, 1)
    for council in councils:
        ends = date(starts.year + 4, 12, 31) if council is not councils[-1] else None
        step(file, "add_post", agency.consultant, **a_post(council, starts, ends))
        starts = date(starts.year + 5, 1, 1)
    return file


def ask(file: CandidateFile, agency: Agency, council: Council, kind: str = "practice") -> Reference:
    """A reference that an authority was asked for."""
    step(file, "ask_reference", agency.consultant, giver=str(council.organisation.pk), kind=kind)
    with system("test"):
        return Reference.objects.filter(organisation=council.organisation, entry=file.entry).latest("opened_at")


def act(case: Case, move: str, by: Person | SystemActor, now: datetime = NOW, reasons: str = "", **values: Any) -> Any:
    """One step of any case, as the system sees it."""
    with system("test"):
        fresh = type(case)._default_manager.get(pk=case.pk)
        at = now + timedelta(minutes=1, seconds=fresh.version)
        key = f"{move}:{next(_turn)}"
        procedure.take(case=fresh, move=move, by=by, now=at, key=key, reasons=reasons, values=values)
        return type(case)._default_manager.get(pk=case.pk)


def given(file: CandidateFile, agency: Agency, council: Council, kind: str = "practice", **more: Any) -> AskedReference:
    """A reference that the head of service gave."""
    reference = ask(file, agency, council, kind)
    act(reference, "give", council.head, **{**ANSWERS, **more})
    return asked_of(reference)


def asked_of(reference: Reference) -> AskedReference:
    """What the file knows of a reference."""
    with system("test"):
        return AskedReference.objects.select_related("file").get(pk=str(reference.asked_id))


def shared(file: CandidateFile, council: Council, worker: Person, now: datetime = NOW) -> None:
    """The worker lets an authority read the file."""
    give_consent(file=file, to_id=council.organisation.pk, what=Consent.What.FILE, by=worker, now=now)


def a_verification(asked: AskedReference, council: Council, now: datetime = NOW) -> Verification:
    """An authority asks the giver to verify a reference."""
    with system("test"):
        made = ask_to_verify(
            asked=asked, authority_id=council.organisation.pk, by=council.manager, now=now, key=f"verify:{next(_turn)}"
        )
        return Verification.objects.get(pk=made.case.pk)
