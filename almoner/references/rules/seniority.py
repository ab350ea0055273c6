"""Who may give a reference: the role decides, never the name (REF-5). Each authority says which roles are senior."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from almoner.people.rules import Role

CLAUSE = "REF-5"
#: A manager of team managers, whom the line of management knows and no role names.
SERVICE_MANAGER = "service_manager"
#: Suitably senior at an authority that has not said otherwise. The procedure names the service manager.
USUAL = frozenset({SERVICE_MANAGER, Role.HEAD_OF_SERVICE.value, Role.DEPUTY_DIRECTOR.value, Role.DIRECTOR.value})
#: Those to whom a matter comes last, and rarely (REF-13).
LAST = frozenset({Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR})


class Given(StrEnum):
    """As what somebody gives a reference, when the platform does not know it already."""

    SENIOR = "senior"
    FIRST_LINE = "first_line"
    COLLEAGUE = "colleague"

    @property
    def words(self) -> str:
        """As a page says it."""
        return {
            Given.SENIOR: "A service manager, a head of service, or above",
            Given.FIRST_LINE: "Their team manager or first-line manager",
            Given.COLLEAGUE: "A colleague",
        }[self]


def given_as(roles: Collection[str], senior: Collection[str]) -> Given:
    """What somebody with these roles is when they give a reference at an authority with these `senior` roles (REF-5).

    Everybody who neither manages nor is named as senior is a colleague.
    """
    if set(roles) & set(senior):
        return Given.SENIOR
    return Given.FIRST_LINE if Role.TEAM_MANAGER.value in roles else Given.COLLEAGUE
