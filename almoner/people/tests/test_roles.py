"""Roles and permissions: every one described, none given where it does not belong."""

import pytest

from almoner.people.rules import (
    EMPLOYERS,
    PERMISSIONS,
    ROLES,
    SUBJECTS,
    OrganisationKind,
    Permission,
    Role,
    needs_second_factor,
    permissions_of,
    roles_at,
    roles_with,
)

#: What no one person may hold through one role, because each would check the other.
KEPT_APART = [
    (Permission.BREAK_GLASS, Permission.REVIEW_BREAK_GLASS),
    (Permission.MANAGE_PEOPLE, Permission.MANAGE_ORGANISATIONS),
    (Permission.MANAGE_PEOPLE, Permission.MANAGE_REGISTER),
    (Permission.MANAGE_PEOPLE, Permission.SEE_READ_LOG),
]


def test_every_role_is_described() -> None:
    assert set(ROLES) == set(Role)
    for description in ROLES.values():
        assert description.title
        assert description.words.endswith(".")
        assert description.kinds


def test_every_permission_is_described_in_words_and_under_a_heading() -> None:
    assert set(PERMISSIONS) == set(Permission)
    for permission in Permission:
        assert permission.words[0].islower()
        assert permission.subject in SUBJECTS.values()


def test_every_permission_can_be_held_by_somebody() -> None:
    assert [p for p in Permission if not roles_with(p)] == []


def test_role_titles_tell_roles_apart() -> None:
    titles = [description.title for description in ROLES.values()]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_every_kind_of_organisation_can_have_an_administrator_and_a_privacy_officer(kind: OrganisationKind) -> None:
    assert {Role.ORGANISATION_ADMINISTRATOR, Role.PRIVACY_OFFICER} <= set(roles_at(kind))


@pytest.mark.clause("STD-1.6")
def test_only_a_principal_social_worker_leads_on_the_standards_and_every_employer_can_have_one() -> None:
    assert roles_with(Permission.LEAD_ON_STANDARDS) == (Role.PRINCIPAL_SOCIAL_WORKER,)
    assert ROLES[Role.PRINCIPAL_SOCIAL_WORKER].kinds == EMPLOYERS


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_nobody_can_be_given_a_role_that_follows_from_the_line(kind: OrganisationKind) -> None:
    assert not {Role.LINE_MANAGER, Role.NEXT_MANAGER_UP} & set(roles_at(kind))


@pytest.mark.parametrize(("one", "other"), KEPT_APART)
def test_no_role_checks_itself(one: Permission, other: Permission) -> None:
    assert [role for role, told in ROLES.items() if {one, other} <= told.permissions] == []


def test_the_platform_operator_and_the_board_see_no_casework_and_no_staff() -> None:
    for role in (Role.PLATFORM_OPERATOR, Role.BOARD_MEMBER):
        subjects = {permission.subject for permission in ROLES[role].permissions}
        assert subjects <= {"People and roles", "Policies"}


def test_only_the_regulators_register_officer_changes_the_register() -> None:
    assert roles_with(Permission.MANAGE_REGISTER) == (Role.REGISTER_OFFICER,)
    assert ROLES[Role.REGISTER_OFFICER].kinds == {OrganisationKind.REGULATOR}


def test_every_role_but_practitioner_must_have_a_second_factor() -> None:
    assert [role for role in Role if not needs_second_factor([role])] == [Role.PRACTITIONER]
    assert needs_second_factor([Role.PRACTITIONER, Role.TEAM_MANAGER])
    assert not needs_second_factor([])


def test_a_stored_role_that_no_longer_exists_allows_nothing_and_still_asks_for_a_second_factor() -> None:
    assert permissions_of(["chief_wizard"]) == frozenset()
    assert needs_second_factor(["chief_wizard"])


def test_permissions_add_up_over_roles() -> None:
    both = permissions_of([Role.HR_OFFICER, Role.PRIVACY_OFFICER])
    assert both == ROLES[Role.HR_OFFICER].permissions | ROLES[Role.PRIVACY_OFFICER].permissions
