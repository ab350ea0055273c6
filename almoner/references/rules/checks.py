"""What is checked before an appointment: each line's rule in words, its clause, and who may sign it off. Pure."""

from __future__ import annotations

from enum import StrEnum

from almoner.people.rules import Role


class Outcome(StrEnum):
    """How a line stands."""

    MET = "met"
    NOT_MET = "not_met"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    NOT_ASKED = "not_asked"

    @property
    def words(self) -> str:
        """As a page says it."""
        return _OUTCOMES[self]

    @property
    def stands(self) -> bool:
        """Whether a booking may be confirmed with it."""
        return self in (Outcome.MET, Outcome.SIGNED, Outcome.NOT_ASKED)


_OUTCOMES = {
    Outcome.MET: "Met",
    Outcome.NOT_MET: "Not met",
    Outcome.TO_SIGN: "Needs sign-off",
    Outcome.SIGNED: "Signed off",
    Outcome.NOT_ASKED: "Does not apply",
}


class Check(StrEnum):
    """One line of the preflight. Its value is kept with a signature and must not change."""

    REGISTER = "register"
    CONDITIONS = "conditions"
    CONSENT = "consent"
    DBS = "dbs"
    GAPS = "gaps"
    LAST_EMPLOYER = "last_employer"
    PASSPORT = "passport"
    VERIFIED = "verified"
    PRACTICE_REFERENCES = "practice_references"
    COOLING_OFF = "cooling_off"
    EXPERIENCE = "experience"
    NOTICE = "notice"
    PRICE = "price"
    OVERLAP = "overlap"

    @property
    def words(self) -> str:
        """What is checked."""
        return _CHECKS[self][0]

    @property
    def cites(self) -> str:
        """The clause under which it is checked."""
        return _CHECKS[self][1]

    @property
    def rule(self) -> str:
        """The rule in words."""
        return _CHECKS[self][2]


_CHECKS = {
    Check.REGISTER: ("On the register today", "STD-7.1", "Only somebody who may practise today is appointed."),
    Check.CONDITIONS: (
        "No conditions on practice",
        "STD-7.1",
        "Conditions bind wherever somebody works, so a head of service says how they are kept here.",
    ),
    Check.CONSENT: (
        "Agreed to share their file",
        "REF-1",
        "A file is shared with an authority when the social worker has agreed to that.",
    ),
    Check.DBS: (
        "Disclosure and Barring Service check reviewed",
        "REF-9",
        "The agency has reviewed the check, and the file says who and when.",
    ),
    Check.GAPS: ("No gap unexplained", "REF-9", "Every gap in the history has its explanation."),
    Check.LAST_EMPLOYER: (
        "Reference from the last permanent employer",
        "REF-9",
        "The agency obtains a reference from the previous permanent employer.",
    ),
    Check.PASSPORT: ("File complete and in date", "REF-9", "A file serves while it is complete, until its last day."),
    Check.VERIFIED: (
        "Every reference verified",
        "REF-7",
        "Every reference is verified, by word, in writing or both, before any appointment.",
    ),
    Check.PRACTICE_REFERENCES: (
        "Two practice-based references",
        "REF-7",
        "National rules: at least two detailed references about practice are sought.",
    ),
    Check.COOLING_OFF: (
        "Time since a substantive post here or in the region",
        "REF-7",
        "National rules: nobody is engaged within the time of cooling off after leaving a substantive role in the "
        "authority or in its region, unless they were made redundant or left during probation.",
    ),
    Check.EXPERIENCE: (
        "Three years in children’s services",
        "REF-7",
        "National rules: at least three years, after qualifying, in the direct employment of a local authority in "
        "children’s services.",
    ),
    Check.NOTICE: (
        "Notice",
        "REF-7",
        "National rules: four weeks’ notice, or that of the substantive role if it is shorter.",
    ),
    Check.PRICE: (
        "Price within the cap",
        "REF-2",
        "National rules: a price above the region’s cap is signed by the director of children’s services and the chief "
        "executive.",
    ),
    Check.OVERLAP: (
        "No other assignment on the same days",
        "REF-2",
        "Somebody who works elsewhere on the same days is taken on when a head of service knows.",
    ),
}

DIRECTOR = frozenset({Role.DIRECTOR})
HEADS = frozenset({Role.HEAD_OF_SERVICE, Role.DIRECTOR})
#: Who signs each line that may be signed off: one person of each set, and never the same person for two.
SIGNERS: dict[Check, tuple[frozenset[Role], ...]] = {
    Check.CONDITIONS: (HEADS,),
    Check.PRACTICE_REFERENCES: (DIRECTOR,),
    Check.COOLING_OFF: (DIRECTOR,),
    Check.EXPERIENCE: (DIRECTOR,),
    Check.NOTICE: (DIRECTOR,),
    Check.PRICE: (DIRECTOR, frozenset({Role.CHIEF_EXECUTIVE})),
    Check.OVERLAP: (HEADS,),
}
#: Every role that signs anything.
SIGNING: tuple[Role, ...] = (Role.HEAD_OF_SERVICE, Role.DIRECTOR, Role.CHIEF_EXECUTIVE)
