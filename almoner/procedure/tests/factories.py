"""A council with the people that the sample procedure needs, and referrals in any state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from django.db import transaction

from almoner.people.models import Organisation, Person
from almoner.people.queries import scope_of
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person, an_organisation
from almoner.procedure import actions
from almoner.procedure.models import Case
from almoner.scope.clock import london_date
from almoner.scope.context import Scope, acting, system

from .referral import REFERRAL
from .sample import SampleReferral

_numbers = count(1)


@dataclass
class Council:
    """A council, its people by what they are in the sample procedure, and somebody of another council."""

    organisation: Organisation = field(default_factory=an_organisation)
    other: Organisation = field(default_factory=an_organisation)

    def __post_init__(self) -> None:
        def member(name: str) -> Person:
            return a_person(name, Role.ORGANISATION_ADMINISTRATOR, self.organisation)

        self.manager = member("Maya Iqbal")
        self.next_up = member("Nia Bevan")
        self.head = member("Hal Osei")
        self.deputy = member("Dee Vance")
        self.hr = a_person("Rhys Hall", Role.HR_OFFICER, self.organisation)
        self.outsider = a_person("Otto Sand", Role.HR_OFFICER, self.other)
        self.people = [self.manager, self.next_up, self.head, self.deputy, self.hr, self.outsider]

    def a_case(self, title: str = "Referral of Ann Social", **columns: Any) -> SampleReferral:
        """An unsaved referral of this council."""
        heads = {"head_of_service": str(self.head.pk), "deputy_director": str(self.deputy.pk)}
        given: dict[str, Any] = {"line_manager": self.manager.pk, "next_manager_up": self.next_up.pk, "heads": heads}
        given["visible_to"] = [self.organisation.pk]
        return SampleReferral(title=title, organisation=self.organisation, **(given | columns))


def scope(person: Person, now: datetime) -> Scope:
    """The scope in which this person acts."""
    return scope_of(person, london_date(now))


PUT_FORWARD: dict[str, Any] = {"reasons": "A child was hurt.", "values": {"test": "harm", "grounds": ["misconduct"]}}
TYPED: dict[str, dict[str, Any]] = {
    "put_forward": PUT_FORWARD,
    "discuss": {"values": {"held_on": "2026-11-23", "note": "We talked it through."}},
    "agree": {"reasons": "Both tests weighed."},
    "decline": {"reasons": "Neither test is met."},
    "ask_more": {"reasons": "Which visit?"},
    "give_more": {"reasons": "The visit of May."},
    "withdraw": {"reasons": "Settled otherwise."},
    "record_effects": {"values": {"cover": "The duty team"}},
}
PATHS = {
    "raised": [],
    "discussed": ["discuss"],
    "information_wanted": ["discuss", "ask_more"],
    "agreed": ["discuss", "agree"],
    "declined": ["discuss", "decline"],
    "sent": ["discuss", "agree", "send"],
    "withdrawn": ["withdraw"],
}
TAKERS = {
    "put_forward": "manager",
    "discuss": "next_up",
    "ask_more": "head",
    "give_more": "manager",
    "agree": "head",
    "decline": "head",
    "send": "hr",
    "withdraw": "manager",
    "record_effects": "hr",
}


def put_forward(council: Council, now: datetime, key: str = "", **columns: Any) -> SampleReferral:
    """A referral that the line manager has put forward."""
    with acting(scope(council.manager, now)), transaction.atomic():
        receipt = actions.open_case(
            REFERRAL,
            case=council.a_case(**columns),
            move="put_forward",
            by=council.manager,
            now=now,
            key=key or f"key-{next(_numbers)}",
            **PUT_FORWARD,
        )
    return fresh(receipt.case)


def move(case: Case, name: str, by: Person, now: datetime, **more: Any) -> actions.Receipt:
    """Take a move with something sensible typed, as that person in their own scope."""
    given: dict[str, Any] = {"key": f"key-{next(_numbers)}"} | TYPED.get(name, {}) | more
    with acting(scope(by, now)):
        return actions.take(case=case, move=name, by=by, now=now, **given)


def referral_in(state: str, council: Council, now: datetime, **columns: Any) -> SampleReferral:
    """A referral brought to `state` by real moves."""
    case = put_forward(council, now, **columns)
    for name in PATHS[state]:
        move(case, name, getattr(council, TAKERS[name]), now)
    return fresh(case)


def fresh(case: Case | UUID) -> SampleReferral:
    """The case as the database has it."""
    with system("test"), transaction.atomic():
        return SampleReferral.objects.get(pk=case if isinstance(case, UUID) else case.pk)
