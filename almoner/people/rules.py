"""Roles, permissions and kinds of organisation. Pure: a policy officer can read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OrganisationKind(StrEnum):
    """Every kind of organisation that takes part."""

    REGULATOR = "regulator"
    COUNCIL = "council"
    TRUST = "trust"
    AGENCY = "agency"
    PRACTICE = "practice"
    UNIVERSITY = "university"
    EMPLOYER = "employer"


EMPLOYERS = frozenset({OrganisationKind.COUNCIL, OrganisationKind.TRUST, OrganisationKind.AGENCY,
                       OrganisationKind.PRACTICE, OrganisationKind.EMPLOYER})  # fmt: skip


class Permission(StrEnum):
    """What a person may do; each is described in words in PERMISSIONS."""

    CHECK_STAFF = "check_staff"
    SEE_STAFF = "see_staff"
    DEAL_WITH_ALERTS = "deal_with_alerts"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_REGISTER = "manage_register"


PERMISSIONS: dict[Permission, str] = {
    Permission.CHECK_STAFF: "upload a list of the organisation's social workers, decide doubtful rows and undo it",
    Permission.SEE_STAFF: "see the organisation's social workers and whether each may practise today",
    Permission.DEAL_WITH_ALERTS: "take up and close alerts about a member of staff's registration",
    Permission.MANAGE_PEOPLE: "invite people to the organisation, give them roles and end them",
    Permission.MANAGE_REGISTER: "change entries of the register: end a registration, place an order, add an annotation",
}


class Role(StrEnum):
    """What a person is in an organisation."""

    HR_OFFICER = "hr_officer"
    REGISTER_OFFICER = "register_officer"
    ORGANISATION_ADMINISTRATOR = "organisation_administrator"


@dataclass(frozen=True, slots=True)
class RoleDescription:
    """A role in words: what it may do, and the kinds of organisation that have it."""

    title: str
    words: str
    permissions: frozenset[Permission]
    kinds: frozenset[OrganisationKind]
    staff: bool = True


ROLES: dict[Role, RoleDescription] = {
    Role.HR_OFFICER: RoleDescription(
        "HR officer",
        "Keeps the staff list and sees that everybody on it may practise.",
        frozenset({Permission.CHECK_STAFF, Permission.SEE_STAFF, Permission.DEAL_WITH_ALERTS}),
        EMPLOYERS,
    ),
    Role.REGISTER_OFFICER: RoleDescription(
        "Register officer",
        "Keeps the register's entries right.",
        frozenset({Permission.MANAGE_REGISTER}),
        frozenset({OrganisationKind.REGULATOR}),
    ),
    Role.ORGANISATION_ADMINISTRATOR: RoleDescription(
        "Organisation administrator",
        "Invites people and gives them roles; sees no casework by it.",
        frozenset({Permission.MANAGE_PEOPLE}),
        frozenset(OrganisationKind),
    ),
}
