"""Who may do what: roles, permissions, kinds of organisation, the line of management. Pure Python."""

from almoner.people.rules.organisations import EMPLOYERS, EVERY_KIND, KIND_TITLES, OrganisationKind
from almoner.people.rules.permissions import PERMISSIONS, SUBJECTS, Permission
from almoner.people.rules.roles import (
    ROLES,
    Role,
    RoleDescription,
    needs_second_factor,
    permissions_of,
    roles_at,
    roles_with,
)

__all__ = [
    "EMPLOYERS",
    "EVERY_KIND",
    "KIND_TITLES",
    "PERMISSIONS",
    "ROLES",
    "SUBJECTS",
    "OrganisationKind",
    "Permission",
    "Role",
    "RoleDescription",
    "needs_second_factor",
    "permissions_of",
    "roles_at",
    "roles_with",
]
