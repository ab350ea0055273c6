"""A council with a line of management, a social worker in it, and what is written about their practice, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from almoner.employment.models import StaffMember
from almoner.fitness.actions.worries import write_down
from almoner.fitness.models import Concern, PerformanceRecord, Referral
from almoner.people.models import Membership, Organisation, Person, Post
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.procedure import actions as procedure
from almoner.register.tests.factories import an_entry, the_regulator
from almoner.scope.context import system

OPENED = date(2020, 1, 1)
_turn = count(1)


@dataclass(frozen=True)
class Council:
    """A council’s line: deputy director, head of service, service manager, team manager, social worker."""

    organisation: Organisation
    deputy: Person
    head: Person
    service_manager: Person
    manager: Person
    worker: Person
    member: StaffMember


def a_council(name: str = "Northmoor Council", worker: str = "Jane Okonkwo") -> Council:
    """A council with everybody in the line, and the regulator that its referrals go to."""
    the_regulator()
    with system("test"):
        organisation = an_organisation(name=name)
        deputy, top = _in_post("Dele Bright", Role.DEPUTY_DIRECTOR, organisation, None)
        head, service = _in_post("Hanna Weiss", Role.HEAD_OF_SERVICE, organisation, top)
        above, area = _in_post("Sol Marek", Role.TEAM_MANAGER, organisation, service)
        manager, team = _in_post("Tom Field", Role.TEAM_MANAGER, organisation, area)
        person, _ = _in_post(worker, Role.PRACTITIONER, organisation, team)
        return Council(organisation, deputy, head, above, manager, person, a_member(organisation, manager, person))


def _in_post(name: str, role: Role, organisation: Organisation, above: Post | None) -> tuple[Person, Post]:
    person = a_person(name, role, organisation)
    post = Post.objects.create(organisation=organisation, title=f"{role} {name}", manager=above, opened=OPENED)
    Membership.objects.filter(person=person).update(post=post)
    return person, post


def a_member(organisation: Organisation, by: Person, person: Person | None = None, name: str = "") -> StaffMember:
    """A member of staff on the register, with an account of theirs or without."""
    name = name or (person.name if person else f"Robin Ashdown {next(_turn)}")
    forenames, _, family = name.partition(" ")
    number = 900_000 + next(_turn)
    entry = an_entry(forenames, family, number=number)
    with system("test"):
        member = StaffMember(
            organisation=organisation, entry=entry, person=person, name=name, number=f"SW{number}", team="Duty",
            starts=date(2020, 1, 6), linked_name=name, linked_by=by, linked_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
        )  # fmt: skip
        member.save(force_insert=True)
        return member


WORRY = {"happened_on": date(2026, 10, 5), "what": "Three visits were recorded that did not take place."}
STATEMENT: Mapping[str, Any] = {
    "what_happened": "Visits to three children were recorded on 1, 2 and 3 October, and none took place.",
    "tests": ["harm", "confidence"],
    "why_harm": "Nobody saw the children for five weeks.",
    "why_confidence": "Records were made up.",
    "grounds": ["misconduct"],
    "misconduct_what": "False records of visits on 1, 2 and 3 October.",
    "urgent": False,
}
DISCUSSED: Mapping[str, Any] = {"discussed_on": date(2026, 11, 20), "discussion": "We agreed that it is serious."}
JUDGED: Mapping[str, Any] = {
    "on_harm": "Met: the children were not seen.",
    "on_confidence": "Met: the records are false.",
}
EFFECTS: Mapping[str, Any] = {
    "on_families": "Each child has been visited.",
    "on_worker": "The union and the helpline are offered.",
    "on_cover": "The duty team.",
}


def a_record(council: Council, now: datetime, **values: Any) -> PerformanceRecord:
    """A worry that the team manager wrote down."""
    with system("test"):
        key = f"worry:{next(_turn)}"
        receipt = write_down(member=council.member, values={**WORRY, **values}, by=council.manager, now=now, key=key)
        return PerformanceRecord.objects.get(pk=receipt.case.pk)


def a_referral(council: Council, now: datetime) -> Referral:
    """A referral that is being written."""
    record = a_record(council, now)
    with system("test"):
        procedure.take(case=record, move="refer", by=council.manager, now=now, key="refer")
        return Referral.objects.get(performance=record)


def record_of(referral: Referral) -> PerformanceRecord:
    """The performance record that a referral grew from."""
    with system("test"):
        return PerformanceRecord.objects.select_related("member").get(referrals=referral)


def step(referral: Referral, move: str, by: Person, now: datetime, reasons: str = "", **values: Any) -> Referral:
    """One step of a referral, a minute later than the last."""
    with system("test"):
        key, at = f"{move}:{next(_turn)}", now + timedelta(minutes=referral.version)
        procedure.take(case=referral, move=move, by=by, now=at, key=key, reasons=reasons, values=values)
        return Referral.objects.get(pk=referral.pk)


def put_forward(council: Council, now: datetime, **values: Any) -> Referral:
    """A referral that has been put forward."""
    return step(a_referral(council, now), "put_forward", council.manager, now, **{**STATEMENT, **values})


def agreed(council: Council, now: datetime, **values: Any) -> Referral:
    """A referral that has been discussed and agreed."""
    referral = step(put_forward(council, now, **values), "discuss", council.service_manager, now, **DISCUSSED)
    return step(referral, "agree", council.head, now, **JUDGED)


def submitted(council: Council, now: datetime, **values: Any) -> Referral:
    """A referral that the regulator has."""
    return step(agreed(council, now, **values), "submit", council.manager, now, **EFFECTS)


def a_concern(council: Council, now: datetime, **values: Any) -> Concern:
    """The concern that such a referral becomes."""
    referral = submitted(council, now, **values)
    with system("test"):
        return Concern.objects.get(referral_id=referral.pk)


def referral_of(concern: Concern) -> Referral:
    """The employer's case that a concern came from."""
    with system("test"):
        return Referral.objects.get(pk=str(concern.referral_id))


def a_triage_officer() -> Person:
    """Somebody at the regulator who triages."""
    with system("test"):
        return a_person("Uma Castle", Role.TRIAGE_OFFICER, the_regulator())
