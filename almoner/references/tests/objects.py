"""What the addresses of references are about, for the sweeps (see `almoner/people/tests/objects.py`)."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from almoner.fitness.tests.factories import a_member
from almoner.people.models import Organisation, Person
from almoner.people.rules import OrganisationKind, Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.procedure import actions as procedure
from almoner.references.actions.consents import BY_LINK, give_consent
from almoner.references.actions.files import open_file
from almoner.references.actions.references import open_reference
from almoner.references.models import CandidateFile, GivenWords, PastPost
from almoner.references.tests import booking_objects
from almoner.register.tests.factories import an_entry

_turn = count(1)


def a_canary(organisation: Organisation, now: datetime) -> CandidateFile:
    """A file of an agency, with a post and a gap after it."""
    turn = next(_turn)
    consultant = a_person(f"Consultant Canary {turn}", Role.AGENCY_CONSULTANT, organisation)
    entry = an_entry("Canary", f"Candidate{turn}")
    made = open_file(
        agency_id=organisation.pk, entry_id=entry.pk, name=f"Canary Candidate{turn}", number=f"SW{entry.number}",
        worker_email="canary@example.net", by=consultant, now=now, key=f"canary:{turn}",
    )  # fmt: skip
    values = {
        "employer_name": "Canary Council", "title": "Social worker", "basis": "permanent", "childrens": True,
        "starts": date(2024, 1, 1), "ends": date(2025, 12, 31), "reason": "resigned",
    }  # fmt: skip
    procedure.take(case=made.case, move="add_post", by=consultant, now=now, key="post", values=values)
    return CandidateFile.objects.get(pk=made.case.pk)


def files(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A file."""
    return [{"file_id": a_canary(organisation, now).pk}]


def posts(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A post of a file."""
    file = a_canary(organisation, now)
    return [{"file_id": file.pk, "post_id": PastPost.objects.get(file=file).pk}]


def gaps(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """The gap in a file."""
    return [{"file_id": a_canary(organisation, now).pk, "starts": "2026-01-01"}]


def words(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """What a reference of a file says, which the worker lets its agency read."""
    file = a_canary(organisation, now)
    giver = an_organisation(OrganisationKind.COUNCIL)
    asked = open_reference(file=file, giver_id=giver.pk, kind="practice", now=now, key=f"canary:{file.pk}")
    asked.given_on, asked.given_by = date(2026, 1, 5), "Canary Referee"
    asked.save()
    said = GivenWords(
        asked=asked, organisation=giver, visible_to=[giver.pk, organisation.pk], answers={"practice": "Canary words"},
        given_at=now,
    )  # fmt: skip
    said.save(force_insert=True)
    return [{"asked_id": asked.pk}]


def shared(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A reference of another agency's file that the organisation reads, as an authority."""
    file = a_canary(an_organisation(OrganisationKind.AGENCY), now)
    giver = an_organisation(OrganisationKind.COUNCIL)
    asked = open_reference(file=file, giver_id=giver.pk, kind="practice", now=now, key=f"canary:{file.pk}")
    give_consent(file=file, to_id=organisation.pk, what="file", by=BY_LINK, now=now)
    return [{"asked_id": asked.pk}]


def own(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A file about the person themselves, at an agency."""
    file = a_canary(an_organisation(OrganisationKind.AGENCY), now)
    member = a_member(organisation, by, by, name=f"Canary Own{next(_turn)}")
    CandidateFile.objects.filter(pk=file.pk).update(entry=member.entry)
    return [{"file_id": file.pk}]


OBJECTS = {
    **booking_objects.OBJECTS,
    "references:verify": shared,
    "references:raise-concern": shared,
    "references:own-file": own,
    "references:file": files,
    "references:add-post": files,
    "references:ask-reference": files,
    "references:send-link": files,
    "references:take-out": posts,
    "references:explain": gaps,
    "references:words": words,
    "references:words-file": words,
}
