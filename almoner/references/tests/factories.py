"""An agency, authorities and a candidate with a history, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from almoner.fitness.tests.factories import Council, a_council
from almoner.people.models import Organisation, Person
from almoner.people.rules import OrganisationKind, Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.procedure import actions as procedure
from almoner.references.actions.files import open_file
from almoner.references.models import CandidateFile
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
    number = 700_000 + next(_turn)
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

__all__ = ["DBS", "NOW", "Agency", "a_council", "a_file", "a_post", "an_agency", "step"]
