"""The kinds of organisation that Almoner joins, and what each is."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What an organisation is; it decides which roles can be held there."""

    REGULATOR = "regulator"
    COUNCIL = "council"
    TRUST = "trust"
    AGENCY = "agency"
    PRACTICE = "practice"
    UNIVERSITY = "university"
    EMPLOYER = "employer"


KIND_TITLES: dict[OrganisationKind, str] = {
    OrganisationKind.REGULATOR: "Regulator",
    OrganisationKind.COUNCIL: "Council",
    OrganisationKind.TRUST: "Children’s trust",
    OrganisationKind.AGENCY: "Agency",
    OrganisationKind.PRACTICE: "Social work practice",
    OrganisationKind.UNIVERSITY: "University",
    OrganisationKind.EMPLOYER: "Other employer",
}

#: STD-0.3: the Standards bind whoever employs social workers, not councils alone. An agency employs them too.
EMPLOYERS: frozenset[OrganisationKind] = frozenset(
    {
        OrganisationKind.COUNCIL,
        OrganisationKind.TRUST,
        OrganisationKind.AGENCY,
        OrganisationKind.PRACTICE,
        OrganisationKind.EMPLOYER,
    }
)

EVERY_KIND: frozenset[OrganisationKind] = frozenset(OrganisationKind)
