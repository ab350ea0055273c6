"""What the addresses of policies are about, for the sweeps (see `almoner/people/tests/objects.py`)."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from almoner.people.models import Organisation, Person
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person
from almoner.policies.tests.factories import a_policy

_turn = count(1)


def policies(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A policy that its administrator owns."""
    keeper = a_person(f"Keeper Canary {next(_turn)}", Role.ORGANISATION_ADMINISTRATOR, organisation)
    made = a_policy(keeper, organisation.id, now, title=f"Canary policy {next(_turn)}")
    return [{"policy_id": made.pk}]


def versions(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """The first version of a policy."""
    return [{**each, "number": 1} for each in policies(organisation, by, now)]


OBJECTS = {
    "policies:policy_detail": policies,
    "policies:policy_publish": policies,
    "policies:policy_hand_over": policies,
    "policies:policy_review": policies,
    "policies:version_detail": versions,
}
