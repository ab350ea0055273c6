"""What the addresses of policies are about, for the sweeps (see `almoner/people/tests/objects.py`)."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.policies import actions
from almoner.policies.models import Policy
from almoner.policies.rules import POLICY_REVIEW
from almoner.policies.tests.factories import a_policy

_turn = count(1)


def policies(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A policy that its administrator owns."""
    return [{"policy_id": _policy(_keeper(organisation), organisation, now).pk}]


def _keeper(organisation: Organisation) -> Person:
    return a_person(f"Keeper Canary {next(_turn)}", Role.ORGANISATION_ADMINISTRATOR, organisation)


def _policy(keeper: Person, organisation: Organisation, now: datetime) -> Policy:
    return a_policy(keeper, organisation.id, now, title=f"Canary policy {next(_turn)}")


def reviews(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A review of a policy, begun by its owner."""
    keeper = _keeper(organisation)
    review = actions.begin_review(policy=_policy(keeper, organisation, now), by=keeper, now=now)
    return [{"procedure": POLICY_REVIEW.name, "case_id": review.pk}]


def moves(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """Keeping the policy as it is."""
    return [{**each, "move": "keep"} for each in reviews(organisation, by, now)]


def records(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """The record of a review."""
    return [{"case_id": each["case_id"]} for each in reviews(organisation, by, now)]


def versions(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """The first version of a policy."""
    return [{**each, "number": 1} for each in policies(organisation, by, now)]


OBJECTS = {
    "policies:policy_detail": policies,
    "policies:policy_publish": policies,
    "policies:policy_hand_over": policies,
    "policies:policy_review": policies,
    "policies:version_detail": versions,
    "casework:case": reviews,
    "casework:note": reviews,
    "casework:conflict": reviews,
    "casework:colleague_conflict": reviews,
    "casework:assign": reviews,
    "casework:move": moves,
    "casework-api:case": reviews,
    "casework-api:take": moves,
    "record:case_record": records,
}
