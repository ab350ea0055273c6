"""An outcome that reached an employer, and what they did with it so far, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from almoner.employment.models import StaffMember
from almoner.fitness.actions.findings import share_outcome
from almoner.fitness.actions.post import POST
from almoner.fitness.models import Concern, Finding, LearningAction, OrganisationalFinding, SharedOutcome
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.tests.factories import Council
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case
from almoner.register.tests.factories import the_regulator
from almoner.scope.context import system

_turn = count(1)
WORDS = "A warning for three years, because records of visits were false."
RECOMMENDED = ("Supervision every two weeks, with records looked at.", "A course on recording.")
ORGANISATIONAL = "Nobody looks at records between supervisions."
MEETING: Mapping[str, Any] = {
    "met_on": date(2026, 11, 23), "heads_there": "Hanna Weiss", "deputy_there": "Dele Bright",
    "discussion": "We have no check on records.",
}  # fmt: skip


def a_concern_about(member: StaffMember, now: datetime, raised_by: Organisation | None = None) -> Concern:
    """A concern that was investigated, about a member of staff; the way it came is left out."""
    with system("test"):
        regulator = the_regulator()
        concern = Concern(
            title=member.name, organisation=regulator, visible_to=[regulator.pk], entry_id=member.entry_id,
            about_name=member.name, about_number=member.number, source=Concern.Source.EMPLOYER, raised_by=raised_by,
        )  # fmt: skip
        procedure.open_case(CONCERN, case=concern, move="receive", by=POST, now=now, key=f"test:{next(_turn)}")
        officer = a_person("Uma Castle", Role.TRIAGE_OFFICER, regulator)
        risk = {"risk": "low", "risk_why": "Supervised."}
        taking(concern, "acknowledge", officer, now, **risk)
        taking(concern, "investigate", officer, now, reasons="There are grounds.", **risk)
        return Concern.objects.get(pk=concern.pk)


def shared(
    council: Council,
    now: datetime,
    *,
    recommendations: Sequence[str] = RECOMMENDED,
    organisational: str = "",
    key: str = "",
) -> list[SharedOutcome]:
    """An outcome shared with those who employ the council's worker."""
    concern = a_concern_about(council.member, now, council.organisation)
    with system("test"):
        return share_outcome(
            concern=concern, outcome="Warning for three years", words=WORDS, recommendations=recommendations,
            organisational=organisational, by=an_investigator(), now=now, key=key or f"outcome:{next(_turn)}",
        )  # fmt: skip


def a_finding(council: Council, now: datetime, **how: Any) -> Finding:
    """The council's case of it."""
    made = shared(council, now, **how)
    with system("test"):
        return Finding.objects.get(shared_id=made[0].pk)


def an_organisational_finding(council: Council, now: datetime) -> OrganisationalFinding:
    """What was found about the council."""
    made = shared(council, now, organisational=ORGANISATIONAL)
    with system("test"):
        return OrganisationalFinding.objects.get(shared_id=made[-1].pk)


def an_investigator() -> Person:
    """Somebody at the regulator who investigates."""
    with system("test"):
        return a_person("Ida Lund", Role.INVESTIGATOR, the_regulator())


def taking(case: Any, move: str, by: Any, now: datetime, reasons: str = "", **values: Any) -> Any:
    """One step of a case, as it is afterwards; each a minute later than the last."""
    with system("test"):
        fresh: Case = type(case).objects.get(pk=case.pk)
        at = now + timedelta(minutes=fresh.version)
        procedure.take(
            case=fresh, move=move, by=by, now=at, key=f"{move}:{next(_turn)}", reasons=reasons, values=values
        )
        return type(case).objects.get(pk=case.pk)


def discussed(finding: Any, council: Council, now: datetime) -> Any:
    """The finding once the meeting has discussed it."""
    finding = taking(finding, "acknowledge", council.head, now)
    return taking(finding, "discuss", council.head, now + timedelta(days=1), **MEETING)


def decision(council: Council, **other: Any) -> dict[str, Any]:
    """What a meeting decides: the team reads how records are checked."""
    return {
        "kind": "practice", "what": "Check records every month", "text": "Each month a record is read by another team.",
        "roles": ["practitioner"], "owner": council.service_manager.name, "due_on": date(2027, 1, 29), **other,
    }  # fmt: skip


def a_learning_action(council: Council, now: datetime, **other: Any) -> LearningAction:
    """Something that is to be read."""
    finding = discussed(a_finding(council, now), council, now)
    taking(finding, "decide", council.head, now + timedelta(days=1), **decision(council, **other))
    with system("test"):
        return LearningAction.objects.get(finding_id=finding.pk)
