"""Every role: what it is in words, what it allows, and in which kind of organisation it can be held."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from almoner.people.rules.organisations import EMPLOYERS, EVERY_KIND, OrganisationKind
from almoner.people.rules.permissions import Permission


class Role(StrEnum):
    """A role that a membership gives, or that the line of management gives. Keys are stored."""

    PRACTITIONER = "practitioner"
    LINE_MANAGER = "line_manager"
    NEXT_MANAGER_UP = "next_manager_up"
    TEAM_MANAGER = "team_manager"
    HEAD_OF_SERVICE = "head_of_service"
    DEPUTY_DIRECTOR = "deputy_director"
    DIRECTOR = "director"
    CHIEF_EXECUTIVE = "chief_executive"
    PRINCIPAL_SOCIAL_WORKER = "principal_social_worker"
    HR_OFFICER = "hr_officer"
    AGENCY_CONSULTANT = "agency_consultant"
    AGENCY_MANAGER = "agency_manager"
    PRACTICE_LEAD = "practice_lead"
    COURSE_LEAD = "course_lead"
    REGISTER_OFFICER = "register_officer"
    TRIAGE_OFFICER = "triage_officer"
    INVESTIGATOR = "investigator"
    CASE_EXAMINER = "case_examiner"
    ADJUDICATOR = "adjudicator"
    HEARINGS_OFFICER = "hearings_officer"
    EDUCATION_OFFICER = "education_officer"
    BOARD_MEMBER = "board_member"
    PRIVACY_OFFICER = "privacy_officer"
    ORGANISATION_ADMINISTRATOR = "organisation_administrator"
    PLATFORM_OPERATOR = "platform_operator"


@dataclass(frozen=True)
class RoleDescription:
    """One role, whole.

    `staff` makes a second factor compulsory at sign-in. `from_the_line` marks a role that nobody is
    given: it follows from the line of management and ends when the line changes. `given_by` is what
    somebody must be allowed in order to give it.
    """

    title: str
    words: str
    permissions: frozenset[Permission]
    kinds: frozenset[OrganisationKind]
    staff: bool = True
    from_the_line: bool = False
    given_by: Permission = Permission.MANAGE_PEOPLE


P = Permission

#: What everybody who works anywhere may do there.
_COLLEAGUE = frozenset({P.SEE_COLLEAGUES, P.SEE_POLICIES})
_MANAGER = _COLLEAGUE | {P.SEE_OWN_TEAM, P.DEAL_WITH_ALERTS, P.SEE_OWN_EMPLOYMENT, P.SEE_REFERENCES}
_SENIOR = _MANAGER | {P.SEE_STAFF, P.SEE_REFERRALS, P.BREAK_GLASS, P.SEE_DOCUMENTS}
_STAFF_LISTS = frozenset({P.SEE_STAFF, P.CHECK_STAFF})
#: Whoever answers for an organisation’s casework can show, from the record, what was done in it.
_RECORD = frozenset({P.EXPORT_RECORD})
_REGULATOR_DESK = _COLLEAGUE | {P.SEE_WHOLE_REGISTER, P.SEE_DOCUMENTS, P.UPLOAD_DOCUMENTS}

_REGULATOR = frozenset({OrganisationKind.REGULATOR})
_COUNCIL_OR_TRUST = frozenset({OrganisationKind.COUNCIL, OrganisationKind.TRUST})
_AGENCY = frozenset({OrganisationKind.AGENCY})


def _role(
    title: str,
    words: str,
    permissions: Iterable[Permission],
    kinds: frozenset[OrganisationKind],
    *,
    staff: bool = True,
    from_the_line: bool = False,
    given_by: Permission = Permission.MANAGE_PEOPLE,
) -> RoleDescription:
    return RoleDescription(title, words, frozenset(permissions), kinds, staff, from_the_line, given_by)


ROLES: dict[Role, RoleDescription] = {
    Role.PRACTITIONER: _role(
        "Social worker",
        "Practises as a social worker. Sees their own record and their colleagues’ names.",
        _COLLEAGUE | {P.SEE_OWN_EMPLOYMENT},
        EMPLOYERS,
        staff=False,
    ),
    Role.LINE_MANAGER: _role(
        "Line manager",
        "Manages the person concerned. Nobody is given this role: it follows from the line of management.",
        {P.SEE_OWN_TEAM, P.DEAL_WITH_ALERTS},
        EVERY_KIND,
        from_the_line=True,
    ),
    Role.NEXT_MANAGER_UP: _role(
        "Next manager up",
        "Manages the line manager of the person concerned, passing over a vacancy that nobody covers.",
        {P.SEE_OWN_TEAM},
        EVERY_KIND,
        from_the_line=True,
    ),
    Role.TEAM_MANAGER: _role(
        "Team manager",
        "Runs a team of social workers, supervises them and allocates their work.",
        _MANAGER | {P.BOOK},
        EMPLOYERS,
    ),
    Role.HEAD_OF_SERVICE: _role(
        "Head of service",
        "Answers for a whole service and its team managers.",
        _SENIOR | {P.ANSWER_FINDINGS, P.BOOK, P.SEE_BOOKINGS},
        EMPLOYERS,
    ),
    Role.DEPUTY_DIRECTOR: _role(
        "Deputy director",
        "Answers for several services, and acts for the director in their absence.",
        _SENIOR | {P.ANSWER_FINDINGS, P.BOOK, P.SEE_BOOKINGS, P.SET_BOOKING_RULES},
        _COUNCIL_OR_TRUST,
    ),
    Role.DIRECTOR: _role(
        "Director",
        "Answers in law for the authority’s social services.",
        _SENIOR | _RECORD | {P.SEE_BOOKINGS, P.SET_BOOKING_RULES},
        _COUNCIL_OR_TRUST,
    ),
    Role.CHIEF_EXECUTIVE: _role(
        "Chief executive",
        "Answers for the whole authority. Signs, with the director, when a price is above the region’s cap.",
        _COLLEAGUE | {P.SEE_BOOKINGS},
        _COUNCIL_OR_TRUST,
    ),
    Role.PRINCIPAL_SOCIAL_WORKER: _role(
        "Principal social worker",
        "Leads on practice and on the Standards for Employers, close to the director and to the front line.",
        _SENIOR | {P.LEAD_ON_STANDARDS, P.MANAGE_POLICIES, P.SEE_BOOKINGS},
        EMPLOYERS,
    ),
    Role.HR_OFFICER: _role(
        "HR officer",
        "Keeps the list of the organisation’s social workers and sees that each may practise.",
        _COLLEAGUE
        | _STAFF_LISTS
        | _RECORD
        | {
            P.DEAL_WITH_ALERTS,
            P.SEE_REFERRALS,
            P.SEE_REFERENCES,
            P.SEE_BOOKINGS,
            P.MANAGE_LINE,
            P.SEE_DOCUMENTS,
            P.UPLOAD_DOCUMENTS,
            P.SEE_NOTICES,
        },
        EMPLOYERS,
    ),
    Role.AGENCY_CONSULTANT: _role(
        "Agency consultant",
        "Finds work for an agency’s social workers, and checks their registration before each assignment.",
        _COLLEAGUE
        | _STAFF_LISTS
        | {P.DEAL_WITH_ALERTS, P.BUILD_FILES, P.SEE_BOOKINGS, P.SEE_DOCUMENTS, P.UPLOAD_DOCUMENTS},
        _AGENCY,
    ),
    Role.AGENCY_MANAGER: _role(
        "Agency manager",
        "Answers for an agency’s consultants and the social workers on its books.",
        _COLLEAGUE
        | _STAFF_LISTS
        | _RECORD
        | {
            P.DEAL_WITH_ALERTS,
            P.BUILD_FILES,
            P.SEE_BOOKINGS,
            P.ANSWER_FINDINGS,
            P.MANAGE_POLICIES,
            P.SEE_DOCUMENTS,
            P.UPLOAD_DOCUMENTS,
            P.SEE_NOTICES,
        },
        _AGENCY,
    ),
    Role.PRACTICE_LEAD: _role(
        "Practice lead",
        "The responsible person of a social work practice that works under contract to a council.",
        _SENIOR
        | _STAFF_LISTS
        | _RECORD
        | {P.ANSWER_FINDINGS, P.MANAGE_POLICIES, P.MANAGE_LINE, P.UPLOAD_DOCUMENTS, P.SEE_NOTICES},
        frozenset({OrganisationKind.PRACTICE}),
    ),
    Role.COURSE_LEAD: _role(
        "Course lead",
        "Answers to the regulator for a university’s social work courses.",
        _COLLEAGUE | {P.MANAGE_POLICIES, P.SEE_DOCUMENTS, P.UPLOAD_DOCUMENTS},
        frozenset({OrganisationKind.UNIVERSITY}),
    ),
    Role.REGISTER_OFFICER: _role(
        "Register officer",
        "Keeps the register: registrations, renewals, names, annotations and what orders say.",
        _REGULATOR_DESK | {P.MANAGE_REGISTER, P.SEE_NOTICES},
        _REGULATOR,
    ),
    Role.TRIAGE_OFFICER: _role(
        "Triage officer",
        "Reads each new concern and decides whether there are grounds to investigate.",
        _REGULATOR_DESK | {P.SEE_CONCERNS, P.SEE_HEARINGS, P.BRING_IN_CASES},
        _REGULATOR,
    ),
    Role.INVESTIGATOR: _role(
        "Investigator",
        "Gathers the evidence in a case. Never decides it.",
        _REGULATOR_DESK | {P.SEE_CONCERNS, P.SEE_HEARINGS, P.ARRANGE_SUPPORT, P.BREAK_GLASS},
        _REGULATOR,
    ),
    Role.CASE_EXAMINER: _role(
        "Case examiner",
        "One of a pair, lay and professional, who decide whether a case should go to a hearing.",
        _REGULATOR_DESK | {P.SEE_CONCERNS, P.SEE_HEARINGS},
        _REGULATOR,
    ),
    Role.ADJUDICATOR: _role(
        "Adjudicator",
        "Sits on panels that hear and decide cases.",
        _COLLEAGUE | {P.SEE_DOCUMENTS, P.SEE_HEARINGS},
        _REGULATOR,
    ),
    Role.HEARINGS_OFFICER: _role(
        "Hearings officer",
        "Lists hearings, serves notice of them and publishes what was decided.",
        _REGULATOR_DESK | {P.SEE_CONCERNS, P.SEE_HEARINGS, P.ARRANGE_SUPPORT, P.SEE_NOTICES},
        _REGULATOR,
    ),
    Role.EDUCATION_OFFICER: _role(
        "Education officer",
        "Approves and inspects social work courses.",
        _COLLEAGUE | {P.SEE_DOCUMENTS, P.UPLOAD_DOCUMENTS},
        _REGULATOR,
    ),
    Role.BOARD_MEMBER: _role(
        "Board member",
        "Holds the organisation to account through its figures. Sees no casework.",
        _COLLEAGUE,
        EVERY_KIND,
    ),
    Role.PRIVACY_OFFICER: _role(
        "Privacy officer",
        "Guards personal data: is told of each emergency opening of a case, and reviews who has read what.",
        _COLLEAGUE | {P.REVIEW_BREAK_GLASS, P.SEE_READ_LOG, P.EXPORT_RECORD, P.ERASE_RECORD, P.MANAGE_RECUSALS},
        EVERY_KIND,
    ),
    Role.ORGANISATION_ADMINISTRATOR: _role(
        "Organisation administrator",
        "Decides who belongs to the organisation and in which role, and keeps its line of management.",
        _COLLEAGUE | {P.MANAGE_PEOPLE, P.MANAGE_LINE, P.MANAGE_RECUSALS, P.MANAGE_POLICIES, P.SEE_NOTICES},
        EVERY_KIND,
    ),
    Role.PLATFORM_OPERATOR: _role(
        "Platform operator",
        "Runs Almoner itself: sets up organisations and their first administrators. Sees no casework.",
        {P.MANAGE_ORGANISATIONS},
        EVERY_KIND,
        given_by=P.MANAGE_ORGANISATIONS,
    ),
}


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that allow `permission`, in the order of the list of roles."""
    return tuple(role for role, description in ROLES.items() if permission in description.permissions)


def roles_at(kind: OrganisationKind) -> tuple[Role, ...]:
    """The roles that a membership of an organisation of `kind` can give; those of the line are left out."""
    return tuple(
        role for role, description in ROLES.items() if kind in description.kinds and not description.from_the_line
    )


def permissions_of(roles: Iterable[Role | str]) -> frozenset[Permission]:
    """Everything that holding all of `roles` allows. A key that is no longer a role allows nothing."""
    known = (ROLES[Role(role)] for role in roles if role in Role.__members__.values())
    return frozenset(permission for description in known for permission in description.permissions)


def needs_second_factor(roles: Iterable[Role | str]) -> bool:
    """Whether someone holding `roles` must have a second factor: so for every staff role.

    A stored key that is no longer a role counts as staff, so that renaming a role never opens a door.
    """
    return any(role not in Role.__members__.values() or ROLES[Role(role)].staff for role in roles)
