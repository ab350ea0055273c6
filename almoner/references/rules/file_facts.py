"""All that a booking may know of one candidate's file, for one authority on one day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from almoner.references.rules.history import Gap


class Kind(StrEnum):
    """What a reference is for."""

    PRACTICE = "practice"
    PERMANENT = "permanent"

    @property
    def words(self) -> str:
        """As a page says it."""
        return {
            Kind.PRACTICE: "Practice reference",
            Kind.PERMANENT: "Reference from the last permanent employer",
        }[self]


class Standing(StrEnum):
    """Where a reference stands, for everybody who may know of it."""

    WANTED = "wanted"
    ASKED = "asked"
    HELD = "held"
    GIVEN = "given"
    SET_ASIDE = "set_aside"
    DECLINED = "declined"
    FALSIFIED = "falsified"

    @property
    def words(self) -> str:
        """As a page says it."""
        return {
            Standing.WANTED: "Not asked for",
            Standing.ASKED: "Asked for",
            Standing.HELD: "Waiting for a senior manager’s approval",
            Standing.GIVEN: "Given",
            Standing.SET_ASIDE: "Set aside: from the wrong person",
            Standing.DECLINED: "Not given",
            Standing.FALSIFIED: "Found to be false",
        }[self]


class How(StrEnum):
    """How a reference was verified."""

    WORD = "word"
    WRITING = "writing"
    BOTH = "both"

    @property
    def words(self) -> str:
        """As a page says it."""
        return {How.WORD: "By word", How.WRITING: "In writing", How.BOTH: "By word and in writing"}[self]


@dataclass(frozen=True, slots=True)
class PostFact:
    """One post of a history. `employer_id` where the employer is on the platform; `region` is its region on the day."""

    employer_id: int | None
    employer: str
    basis: str
    starts: date
    ends: date | None
    reason: str = ""
    childrens: bool = False
    region: str = ""
    title: str = ""

    @property
    def substantive(self) -> bool:
        """Whether the employer itself employed them."""
        return self.basis in ("permanent", "fixed")

    @property
    def permanent(self) -> bool:
        """Whether without a term."""
        return self.basis == "permanent"

    @property
    def during_probation(self) -> bool:
        """Whether it ended during probation."""
        return self.reason == "probation"

    @property
    def redundant(self) -> bool:
        """Whether they were made redundant."""
        return self.reason == "redundant"


@dataclass(frozen=True, slots=True)
class ReferenceFact:
    """One reference of a file, and how far it is verified for the authority asked about."""

    id: UUID
    kind: Kind
    giver_id: int
    giver: str
    standing: Standing
    given_by_role: str = ""
    given_on: date | None = None
    worry: bool = False
    flags: tuple[str, ...] = ()
    verified_how: How | None = None
    verified_on: date | None = None

    @property
    def verified(self) -> bool:
        """Whether it is given and verified (REF-7); one that was set aside or found false never is."""
        return self.standing is Standing.GIVEN and self.verified_on is not None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The file of one candidate, for one authority, on one day."""

    file_id: UUID
    name: str
    number: str
    entry_id: int
    on: date
    register_status: str = ""
    may_practise: bool = False
    conditions: tuple[str, ...] = ()
    dbs_on: date | None = None
    dbs_reviewed_on: date | None = None
    dbs_reviewed_by: str = ""
    gaps: tuple[Gap, ...] = ()
    history: tuple[PostFact, ...] = ()
    references: tuple[ReferenceFact, ...] = ()
    complete: bool = False
    expires_on: date | None = None
    consent: bool = False
    consent_withdrawn_on: date | None = None

    @property
    def unexplained(self) -> tuple[Gap, ...]:
        """The gaps of which nothing is said."""
        return tuple(gap for gap in self.gaps if not gap.explained)

    @property
    def last_permanent_employer(self) -> PostFact | None:
        """The permanent post left last, or still held."""
        held = [post for post in self.history if post.permanent]
        return max(held, key=lambda post: (post.ends or date.max, post.starts), default=None)

    @property
    def last_permanent_reference(self) -> ReferenceFact | None:
        """The reference that stands from the last permanent employer, if one was given."""
        last = self.last_permanent_employer
        given = [one for one in self.references if one.standing is Standing.GIVEN]
        return next((one for one in given if last and one.giver_id == last.employer_id), None)

    @property
    def standing_references(self) -> tuple[ReferenceFact, ...]:
        """The references that were given and stand."""
        return tuple(one for one in self.references if one.standing is Standing.GIVEN)

    @property
    def expired(self) -> bool:
        """Whether the file was complete once and its days are over."""
        return self.expires_on is not None and self.expires_on < self.on
