"""Every permission there is, each in the words that the who-may-do-what page shows."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a role allows. Its key is stored and must not change; its words may."""

    # People and roles
    SEE_COLLEAGUES = "people.see_colleagues"
    MANAGE_PEOPLE = "people.manage"
    MANAGE_LINE = "people.manage_line"
    MANAGE_RECUSALS = "people.manage_recusals"
    MANAGE_ORGANISATIONS = "people.manage_organisations"

    # Privacy
    BREAK_GLASS = "privacy.break_glass"
    REVIEW_BREAK_GLASS = "privacy.review_break_glass"
    SEE_READ_LOG = "privacy.see_read_log"

    # The record
    EXPORT_RECORD = "record.export"
    ERASE_RECORD = "record.erase"

    # Policies and the clauses
    SEE_POLICIES = "policies.see"
    MANAGE_POLICIES = "policies.manage"

    # Documents
    SEE_DOCUMENTS = "documents.see"
    UPLOAD_DOCUMENTS = "documents.upload"

    # Notices
    SEE_NOTICES = "notices.see"

    # The register
    SEE_WHOLE_REGISTER = "register.see_whole"
    MANAGE_REGISTER = "register.manage"

    # Staff
    SEE_STAFF = "staff.see"
    SEE_OWN_TEAM = "staff.see_own_team"
    SEE_OWN_EMPLOYMENT = "staff.see_own"
    CHECK_STAFF = "staff.check"
    DEAL_WITH_ALERTS = "staff.deal_with_alerts"

    # Fitness to practise
    SEE_REFERRALS = "fitness.see_referrals"
    SEE_CONCERNS = "fitness.see_concerns"
    BRING_IN_CASES = "fitness.bring_in_cases"
    ARRANGE_SUPPORT = "fitness.arrange_support"
    ANSWER_FINDINGS = "fitness.answer_findings"
    SEE_HEARINGS = "fitness.see_hearings"

    # References for agency workers
    BUILD_FILES = "references.build_files"
    SEE_REFERENCES = "references.see"
    BOOK = "references.book"
    SEE_BOOKINGS = "references.see_bookings"
    SET_BOOKING_RULES = "references.set_rules"

    # Leading on the standards
    LEAD_ON_STANDARDS = "standards.lead"

    @property
    def words(self) -> str:
        """What the permission allows, as a sentence that follows “may”."""
        return PERMISSIONS[self]

    @property
    def subject(self) -> str:
        """The heading it stands under on the who-may-do-what page."""
        return SUBJECTS[self.value.split(".")[0]]


SUBJECTS: dict[str, str] = {
    "people": "People and roles",
    "privacy": "Privacy",
    "record": "The record",
    "policies": "Policies",
    "documents": "Documents",
    "notices": "Messages",
    "register": "The register",
    "staff": "Staff",
    "fitness": "Fitness to practise",
    "references": "References for agency workers",
    "standards": "Standards for employers",
}

PERMISSIONS: dict[Permission, str] = {
    Permission.SEE_COLLEAGUES: "see the names, roles and line managers of people in the organisation",
    Permission.MANAGE_PEOPLE: "invite people to the organisation, change their roles and end their membership",
    Permission.MANAGE_LINE: "change who answers to whom, open and close posts, and arrange cover",
    Permission.MANAGE_RECUSALS: "keep a person away from matters in which they have a conflict, and lift that again",
    Permission.MANAGE_ORGANISATIONS: "set up organisations and invite the first administrator of each",
    Permission.BREAK_GLASS: "open a case in an emergency without being party to it, for at most an hour, with a "
    "reason that a privacy officer reads at once",
    Permission.REVIEW_BREAK_GLASS: "review each emergency opening of a case",
    Permission.SEE_READ_LOG: "see who has read what",
    Permission.EXPORT_RECORD: "take out a bundle of the record that can be verified anywhere",
    Permission.ERASE_RECORD: "erase what was written in an event of the record, with a reason that is kept; the event "
    "itself stays",
    Permission.SEE_POLICIES: "read the organisation’s own policies",
    Permission.MANAGE_POLICIES: "add policies, publish new versions and record reviews",
    Permission.SEE_DOCUMENTS: "open documents that belong to the organisation",
    Permission.UPLOAD_DOCUMENTS: "upload documents for the organisation",
    Permission.SEE_NOTICES: "see the messages that the organisation has sent and whether they arrived",
    Permission.SEE_WHOLE_REGISTER: "see entries, names and orders that are not published",
    Permission.MANAGE_REGISTER: "change entries of the register: end a registration, place an order, add an "
    "annotation, record a new name, or keep an entry out of sight where someone would be at risk",
    Permission.SEE_STAFF: "see the organisation’s social workers and whether they may practise",
    Permission.SEE_OWN_TEAM: "see the registration of the people in their own line",
    Permission.SEE_OWN_EMPLOYMENT: "see what the employer holds about themselves",
    Permission.CHECK_STAFF: "check a staff list against the register, decide the doubtful rows, and undo a list",
    Permission.DEAL_WITH_ALERTS: "deal with the news that a registration has lapsed, ended or changed",
    Permission.SEE_REFERRALS: "see the worries about practice that managers of the organisation wrote down, and the "
    "referrals that grew from them",
    Permission.SEE_CONCERNS: "see the concerns that have reached the regulator",
    Permission.BRING_IN_CASES: "bring in the cases that a former regulator began",
    Permission.ARRANGE_SUPPORT: "read what people need to take part in a case, and arrange it",
    Permission.ANSWER_FINDINGS: "read what the regulator found about the organisation and its staff, and answer for "
    "what is learned from it",
    Permission.SEE_HEARINGS: "see the hearings that they list or work on; an adjudicator, those that they sit on",
    Permission.BUILD_FILES: "build the files of an agency’s candidates, and ask authorities for references",
    Permission.SEE_REFERENCES: "see the references that the authority is asked for, the files shared with it, and how "
    "each reference is verified",
    Permission.BOOK: "ask an agency for a social worker, and see the bookings that they asked for",
    Permission.SEE_BOOKINGS: "see every booking and assignment of agency social workers that the organisation takes "
    "part in, and their figures",
    Permission.SET_BOOKING_RULES: "set what the authority’s bookings are judged by: its region, who is suitably "
    "senior, its times and its price caps",
    Permission.LEAD_ON_STANDARDS: "lead on the Standards for Employers and sign the yearly health check",
}
