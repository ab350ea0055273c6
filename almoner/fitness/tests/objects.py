"""What the addresses of practice concerns are about, for the sweeps (see `almoner/people/tests/objects.py`)."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from almoner.fitness.tests.factories import a_member
from almoner.people.models import Organisation, Person

_turn = count(1)


def members(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A member of staff about whom a worry could be written down."""
    return [{"member_id": a_member(organisation, by, name=f"Canary Worry{next(_turn)}").pk}]


OBJECTS = {"fitness:worry": members}
