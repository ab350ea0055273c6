"""An agency's candidate with everything checked, an authority that books them, and one where they worked before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from almoner.fitness.tests.factories import Council, a_council
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case
from almoner.references.actions.bookings import ask_agency
from almoner.references.actions.packs import set_rules
from almoner.references.models import (
    AskedReference,
    Assignment,
    Booking,
    CandidateFile,
    Consent,
    PastPost,
    Verified,
)
from almoner.references.rules.packs import Job, Region, Settings
from almoner.references.tests.factories import Agency, a_file, an_agency, step
from almoner.scope.context import system

_turn = count(1)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ON = date(2026, 11, 23)
STARTS, ENDS = date(2026, 12, 7), date(2027, 5, 28)
CAPS = {Job.SOCIAL_WORKER: Decimal("45.00")}
WANTED: Mapping[str, Any] = {
    "job": "social_worker", "service": "children", "team": "Duty", "needed": "Assessments of children in need.",
    "starts": STARTS, "ends": ENDS, "hours": 37, "project": False, "notice_weeks": 4, "substantive_weeks": 8,
}  # fmt: skip
DBS: Mapping[str, Any] = {
    "dbs_number": "001234567890", "dbs_on": date(2026, 9, 1), "dbs_reviewed_by": "Nia Probert, consultant",
    "dbs_reviewed_on": date(2026, 9, 8), "dbs_review": "Nothing on it.",
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """The authority that books, with its signatories; the one where the candidate worked; the agency."""

    council: Council
    director: Person
    chief: Person
    former: Council
    agency: Agency


def a_scene(region: Region | None = Region.NORTH_WEST) -> Scene:
    """Two authorities and an agency; the one that books has set its region and a cap for social workers."""
    council, former, agency = a_council("Northmoor Council"), a_council("Eastvale Council"), an_agency()
    with system("test"):
        director = a_person("Ines Duarte", Role.DIRECTOR, council.organisation)
        chief = a_person("Marcus Bell", Role.CHIEF_EXECUTIVE, council.organisation)
        set_rules(
            authority=council.organisation, settings=Settings(region=region, caps=CAPS), starts=ON, by=director, now=NOW
        )
    return Scene(council, director, chief, former, agency)


def a_candidate(scene: Scene, *, verified: bool = True, consent: bool = True, left: date = date(2026, 3, 31),
                name: str = "Robin Ashdown") -> CandidateFile:  # fmt: skip
    """A candidate with a complete file: eight years at the former authority, then through the agency, until today."""
    file = step(a_file(scene.agency, name), "record_dbs", scene.agency.consultant, **DBS)
    former = scene.former.organisation
    with system("test"):
        PastPost.objects.bulk_create([
            PastPost(file=file, employer=former, employer_name=former.name, title="Social worker", basis="permanent",
                     childrens=True, starts=date(2018, 1, 1), ends=left, reason="resigned"),
            PastPost(file=file, employer_name="Elsewhere Council", title="Social worker", basis="agency",
                     childrens=True, starts=left + timedelta(days=1)),
        ])  # fmt: skip
        for _ in range(2):
            a_reference(file, scene, verified=verified)
        if consent:
            agree(file, scene)
    return step(file, "complete", scene.agency.consultant)


def a_reference(file: CandidateFile, scene: Scene, *, verified: bool = True, **more: Any) -> AskedReference:
    """A reference that the former authority gave, verified by the one that books or not."""
    given = {"kind": "practice", "standing": "given", "given_on": ON - timedelta(days=9), "given_by_role": "senior"}
    asked = AskedReference(
        file=file, giver=scene.former.organisation, reference_id=uuid4(), asked_at=NOW - timedelta(days=20),
        **{**given, **more},
    )  # fmt: skip
    asked.save(force_insert=True)
    if verified:
        Verified(
            file=file, asked=asked, organisation=scene.council.organisation, how="word", by=scene.council.head,
            with_whom="Pat Lowe", at_address="pat@eastvale.example", on=ON - timedelta(days=5),
        ).save(force_insert=True)  # fmt: skip
    return asked


def agree(file: CandidateFile, scene: Scene) -> None:
    """The social worker lets the authority that books see the file."""
    agency, to = file.organisation_id, scene.council.organisation
    Consent(file=file, organisation_id=agency, to=to, what=Consent.What.FILE, given_at=NOW).save(force_insert=True)
    CandidateFile.objects.filter(pk=file.pk).update(visible_to=[agency, to.pk])


def asked_for(scene: Scene, **more: Any) -> Booking:
    """A booking that the team manager asked the agency for."""
    with system("test"):
        made = ask_agency(
            authority=scene.council.organisation, agency_id=scene.agency.organisation.pk, values={**WANTED, **more},
            by=scene.council.manager, now=NOW, key=f"booking:{next(_turn)}",
        )  # fmt: skip
        return Booking.objects.get(pk=made.case.pk)


def go(case: Case, move: str, by: Person, reasons: str = "", now: datetime = NOW, **values: Any) -> Any:
    """One step of a booking or an assignment, taken a minute after the last; the case as it is then."""
    with system("test"):
        fresh = type(case)._default_manager.get(pk=case.pk)
        at = now + timedelta(minutes=fresh.version)
        key = f"{move}:{next(_turn)}"
        procedure.take(case=fresh, move=move, by=by, now=at, key=key, reasons=reasons, values=values)
        return type(case)._default_manager.get(pk=case.pk)


def offered(scene: Scene, file: CandidateFile, *, price: str = "42.50", **more: Any) -> Booking:
    """A booking for which the agency has offered a candidate."""
    booking = go(asked_for(scene, **more), "confirm_read", scene.agency.consultant, read=True)
    return go(booking, "offer", scene.agency.consultant, number=file.number, price=price)  # type: ignore[no-any-return]


def assignment_of(booking: Booking) -> Assignment:
    """The assignment that followed from a booking."""
    with system("test"):
        return Assignment.objects.select_related("member", "agency", "organisation").get(booking=booking)


def running(scene: Scene, file: CandidateFile) -> Assignment:
    """An assignment that began on its first day."""
    booking = go(offered(scene, file), "confirm", scene.council.manager)
    began = datetime(2026, 12, 7, 10, tzinfo=UTC)
    go(assignment_of(booking), "start", scene.council.manager, now=began, started_on=STARTS)
    return assignment_of(booking)
