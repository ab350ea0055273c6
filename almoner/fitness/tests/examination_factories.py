"""A concern before a pair of case examiners, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from almoner.employment.models import StaffMember
from almoner.fitness.actions import examinations as actions
from almoner.fitness.models import Appointment, Concern, Examination, Opinion
from almoner.fitness.queries.decisions import standing_of
from almoner.fitness.rules.concern import CONCERN
from almoner.fitness.rules.examination import Standing
from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case
from almoner.record.rules import SystemActor
from almoner.register.tests.factories import the_regulator
from almoner.scope.context import system

_turn = count(1)
MACHINE = SystemActor("test:examiners")

#: An opinion that a hearing is needed; and ones that end the case, or propose an outcome.
HEARING: Mapping[str, Any] = {
    "grounds": ["misconduct"],
    "facts_misconduct": "proved",
    "why_misconduct": "The visits are recorded, and two families say that nobody came.",
    "prospect": True,
    "prospect_why": "False records of visits are serious, and there is no insight yet.",
    "public_interest": True,
    "public_interest_why": "Confidence in the profession asks for it.",
    "risk": "medium",
    "risk_why": "Supervised at work.",
    "outcome": "hearing",
}
NO_ACTION: Mapping[str, Any] = {
    **{name: HEARING[name] for name in ("grounds", "risk", "risk_why", "why_misconduct")},
    "facts_misconduct": "not",
    "prospect": False,
    "prospect_why": "The facts are not likely to be found proved.",
    "outcome": "no_action",
}
WARNING: Mapping[str, Any] = {
    **NO_ACTION, "outcome": "warning", "years": "3", "least": "Advice would not mark how serious it was.",
}  # fmt: skip
PROPOSED: Mapping[str, Any] = {
    **HEARING,
    "public_interest": False,
    "public_interest_why": "The worker accepts the facts.",
    "outcome": "accepted_outcome",
    "sanction": "conditions",
    "months": 12,
    "least": "A warning would not keep the records under anybody's eye.",
}
DECIDED = "We find the facts of the ground of misconduct likely to be found proved, and decide as follows."
PUBLISHED = "The social worker’s records are to be checked each month by their manager."


@dataclass(frozen=True)
class Pair:
    """A lay and a professional case examiner, and the officer who gives them cases."""

    lay: Person
    professional: Person
    officer: Person


def an_examiner(name: str, standing: Standing, organisation: Organisation | None = None) -> Person:
    """A case examiner of the regulator, appointed as lay or professional."""
    with system("test"):
        regulator = organisation or the_regulator()
        person = a_person(name, Role.CASE_EXAMINER, regulator)
        Appointment.objects.create(person=person, organisation=regulator, standing=standing, starts=date(2026, 1, 5))
        return person


def a_pair(organisation: Organisation | None = None) -> Pair:
    """Two examiners and an officer."""
    with system("test"):
        officer = a_person("Hetty Vance", Role.HEARINGS_OFFICER, organisation or the_regulator())
    lay = an_examiner("Lena Moss", Standing.LAY, organisation)
    return Pair(lay, an_examiner("Piet Brandt", Standing.PROFESSIONAL, organisation), officer)


def a_concern_about(
    now: datetime, member: StaffMember | None = None, organisation: Organisation | None = None, name: str = ""
) -> Concern:
    """A concern on the regulator's desk, without what an employer did before it."""
    with system("test"):
        regulator = organisation or the_regulator()
        concern = Concern(
            title=name or (member.name if member else "Noor Haddad"), organisation=regulator,
            visible_to=[regulator.pk], entry_id=member.entry_id if member else None,
            about_name=name or (member.name if member else "Noor Haddad"),
            about_number=member.number if member else "", source=Concern.Source.PUBLIC,
            statement=[("What happened?", "Visits were recorded and none took place.")],
        )  # fmt: skip
        made = procedure.open_case(
            CONCERN, case=concern, move="receive", by=MACHINE, now=now, key=f"made:{next(_turn)}"
        )
        return Concern.objects.get(pk=made.case.pk)


def a_drafted_decision(organisation: Organisation, now: datetime) -> Examination:
    """A decision of an organisation that one examiner drafted and the other has not approved."""
    pair = a_pair(organisation)
    concern = a_concern_about(now, organisation=organisation, name=f"Decision Canary {next(_turn)}")
    examination = weighed(given(an_examination(concern, now), pair, now), pair, now, NO_ACTION)
    return drafted(examination, pair.lay, now)


def an_examination(concern: Concern, now: datetime) -> Examination:
    """A concern that came to the case examiners."""
    with system("test"):
        made = actions.open_examination(concern=concern, by=MACHINE, now=now, key=str(next(_turn)))
        return Examination.objects.get(pk=made.case.pk)


def taken(case: Case, move: str, by: Person, now: datetime, reasons: str = "", **values: Any) -> Any:
    """The case after one step, a minute later than the last."""
    with system("test"):
        at, key = now + timedelta(minutes=case.version), f"{move}:{next(_turn)}"
        procedure.take(case=case, move=move, by=by, now=at, key=key, reasons=reasons, values=values)
        return type(case)._default_manager.get(pk=case.pk)


def given(examination: Examination, pair: Pair, now: datetime) -> Examination:
    """An examination given to a pair."""
    emails = {"lay": pair.lay.email, "professional": pair.professional.email}
    found: Examination = taken(examination, "give", pair.officer, now, **emails)
    return found


def opinion_of(examination: Examination, examiner: Person) -> Opinion:
    """The opinion that an examiner is asked for."""
    with system("test"):
        return Opinion.objects.filter(examination=examination, examiner=examiner).order_by("-pair")[0]


def weighed(
    examination: Examination, pair: Pair, now: datetime, lay: Mapping[str, Any], professional: Mapping[str, Any] = {}
) -> Examination:
    """An examination in which both have written; the same opinion where one is given."""
    taken(opinion_of(examination, pair.lay), "write", pair.lay, now, **lay)
    taken(opinion_of(examination, pair.professional), "write", pair.professional, now, **(professional or lay))
    with system("test"):
        return Examination.objects.get(pk=examination.pk)


def drafted(examination: Examination, by: Person, now: datetime, text: str = DECIDED) -> Examination:
    """A decision whose text somebody wrote."""
    move = "draft" if examination.state == "agreed" else "redraft"
    published = {"published": PUBLISHED} if examination.outcome not in ("hearing", "no_action") else {}
    found: Examination = taken(examination, move, by, now, text=text, **published)
    return found


def fingerprint_of(case: Case) -> str:
    """The fingerprint of the text that stands."""
    with system("test"):
        standing = standing_of(case)
        assert standing is not None
        return standing.fingerprint


def approved(examination: Examination, by: Person, now: datetime) -> Examination:
    """A decision that somebody approved as it stands."""
    found: Examination = taken(examination, "approve", by, now, fingerprint=fingerprint_of(examination))
    return found


def issued(concern: Concern, pair: Pair, now: datetime, opinion: Mapping[str, Any]) -> Examination:
    """A decision that was sent out, by two opinions alike."""
    examination = weighed(given(an_examination(concern, now), pair, now), pair, now, opinion)
    examination = approved(drafted(examination, pair.lay, now), pair.professional, now)
    found: Examination = taken(examination, "issue", pair.officer, now)
    return found
