"""What this context declares to the floors below it when the platform starts."""

from __future__ import annotations

from almoner.employment import wording
from almoner.employment.access import AlertAccess, ListAccess
from almoner.employment.models import StaffAlert, StaffList
from almoner.employment.rules.alerts import STAFF_ALERT
from almoner.employment.rules.lists import STAFF_LIST
from almoner.notices import rules as notices
from almoner.procedure.registry import register


def declare() -> None:
    """Make the procedures and notices known, once."""
    register(STAFF_LIST, model=StaffList, access=ListAccess(StaffList))
    register(STAFF_ALERT, model=StaffAlert, access=AlertAccess(StaffAlert))
    notices.register(wording.STAFF_ALERTS, wording.STAFF_EXPIRING, wording.STAFF_LIST_CHECKED)
