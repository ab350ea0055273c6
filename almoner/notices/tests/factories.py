"""Notices for tests."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from almoner.notices import actions, rules
from almoner.notices.models import Notice
from almoner.notices.rules import Holds, Template
from almoner.people.models import Person

SAMPLE = Template(
    "sample",
    "{count} {person needs|people need:count} you by {due}",
    ("{organisation} has a list for you.",),
    link="{where}",
    values={"count": Holds.COUNT, "due": Holds.DATE, "organisation": Holds.ORGANISATION, "where": Holds.LINK},
)
INVITED = Template(
    "invited",
    "You are asked for a reference",
    ("Open the link to answer.",),
    button="Answer",
    link="{link}",
    values={"link": Holds.SECRET_LINK},
)
rules.register(SAMPLE, INVITED)

_keys = count(1)


def a_notice(to: Person | str, now: datetime, **rest: Any) -> Notice:
    """A notice that was queued at `now`."""
    notice_id = actions.queue(
        **{"to": to, "template": "message_waiting", "values": {"where": "/work/"}, "key": f"k{next(_keys)}", "now": now}
        | rest
    )
    assert isinstance(notice_id, UUID)
    return Notice.objects.get(pk=notice_id)
