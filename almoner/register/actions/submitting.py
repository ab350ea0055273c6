"""A change that is confirmed on a page counts once, however often and at whatever moment it arrives."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from almoner.people.rules import Permission
from almoner.record.rules import Actor
from almoner.register.access import check_may
from almoner.register.actions.noting import locked
from almoner.register.models import Submission
from almoner.register.queries.office import submission
from almoner.scope.clock import london_date


class KeyTaken(Exception):
    """The key was used on this entry for something else, so it cannot say that this is the same submission."""


@transaction.atomic
def once(*, entry_id: int, key: str, what: str, act: Callable[[], object], by: Actor, now: datetime) -> bool:
    """Take `act`, a change of the entry, unless it was taken under the same key; whether it was taken now.

    `key` names the submission and `what` the kind of change. Two at once wait for each other at the entry's lock.
    Raises KeyTaken, and whatever `act` raises: then the key stays free. The change records itself.
    """
    check_may(by, Permission.MANAGE_REGISTER, london_date(now))
    locked(entry_id)
    if found := submission(entry_id, key):
        if (found.what, found.actor_id) != (what, by.actor_id):
            raise KeyTaken(key)
        return False
    act()
    Submission.objects.create(entry_id=entry_id, key=key, what=what, actor_id=by.actor_id, at=now)
    return True
