"""What the addresses of notices are about, for the sweeps (see `almoner/people/tests/objects.py`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from almoner.notices.models import Notice
from almoner.notices.rules import State
from almoner.notices.tests.factories import a_notice
from almoner.people.models import Organisation, Person


def undelivered(organisation: Organisation, by: Person, now: datetime) -> list[dict[str, Any]]:
    """A notice that was asked for by somebody and could not be delivered."""
    notice = a_notice("canary@nowhere.example", now, by=by, organisation_id=organisation.id)
    Notice.objects.filter(pk=notice.pk).update(state=State.BOUNCED)
    return [{"notice_id": notice.pk}]


OBJECTS = {"notices:try_again": undelivered}
