"""What is told of agencies' candidates: a file at each stage, and a booking with each outcome of its checks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from almoner.references.rules.packs import Job, Region, Settings

#: What the two councils whose staff are checked have set for their bookings. Thornmere has yet to set anything.
RULES = Settings(
    region=Region.NORTH_WEST,
    caps={Job.SOCIAL_WORKER: Decimal("45.00"), Job.SENIOR: Decimal("49.00"), Job.TEAM_MANAGER: Decimal("56.00")},
)

#: The answers that may be alike in any two references: short enough that nobody wonders at it.
SHORTLY: Mapping[str, Any] = {
    "conduct": "Calm and fair.", "supervision": "Came prepared.", "safeguarding": False, "formal": False,
    "left_why": "To work elsewhere.", "again": "yes",
}  # fmt: skip


def well(practice: str) -> Mapping[str, Any]:
    """A good reference. No two have the same words on practice, since the same words are noticed."""
    return {**SHORTLY, "practice": practice}


WORRYING: Mapping[str, Any] = {
    **SHORTLY,
    "practice": "Good with families. Recording fell behind by weeks, and a colleague had to finish two assessments.",
    "safeguarding": True, "again": "support",
    "safeguarding_what": "A child was not seen for six weeks. It was found in an audit, and the child was well.",
    "again_why": "With supervision every fortnight in which records are read together.",
}  # fmt: skip
CONFIRMED = "Our head of service gave it, and it stands."


class Came(StrEnum):
    """How far a reference has come."""

    ASKED = "asked"
    HELD = "held"
    GIVEN = "given"


class Verified(StrEnum):
    """How far its verification has come."""

    NOT = "not"
    IN_WRITING = "in_writing"
    BY_WORD = "by_word"
    CLIMBED = "climbed"


@dataclass(frozen=True)
class Post:
    """A post of a history, in days before the file was opened. `at` is a council's slug, or somebody's name."""

    at: str
    since: int
    until: int | None = None
    basis: str = "permanent"

    def values(self, opened: date) -> dict[str, Any]:
        """The answers of the step that adds it, but for the employer."""
        ended = {"ends": opened - timedelta(days=self.until), "reason": "resigned"} if self.until else {}
        title = "Agency social worker" if self.basis == "agency" else "Social worker"
        starts = opened - timedelta(days=self.since)
        return {"title": title, "basis": self.basis, "childrens": True, "starts": starts, **ended}


@dataclass(frozen=True)
class Said:
    """A reference of a council, and how far the council that looks at the file has verified it."""

    by: str
    came: Came
    verified: Verified = Verified.NOT
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """A file. `reader` may see it, or might until it was `withdrawn`; `staff_of` is where they work to this day."""

    slug: str
    agency: str
    days_ago: int
    posts: tuple[Post, ...] = ()
    references: tuple[Said, ...] = ()
    reader: str = ""
    complete: bool = False
    withdrawn: bool = False
    staff_of: str = ""
    worry: str = ""


@dataclass(frozen=True)
class Wanted:
    """A booking, and the steps that it has taken. It is to begin so many days after it was asked for."""

    slug: str
    council: str
    agency: str
    days_ago: int
    team: str
    needed: str
    candidate: str = ""
    price: str = "42.50"
    steps: tuple[str, ...] = ()
    suspended: bool = False
    begins_in: int = 14


LONG_HISTORY = (Post("penmarsh", 2300, 430), Post("thornmere", 429, basis="agency"))


def verified(at_penmarsh: str, at_thornmere: str) -> tuple[Said, Said]:
    """Two references that were given and verified, one in writing and one by word."""
    return (
        Said("penmarsh", Came.GIVEN, Verified.IN_WRITING, well(at_penmarsh)),
        Said("thornmere", Came.GIVEN, Verified.BY_WORD, well(at_thornmere)),
    )


OFFERED = ("confirm_read", "offer")

CANDIDATES: tuple[Candidate, ...] = (
    Candidate(
        "at-work", "harbour", 55, LONG_HISTORY, reader="wexcombe", complete=True,
        references=verified("Carried seventeen children through a hard winter and knew each of them by name.",
                            "Every assessment came in on time, and two were read out in training as examples."),
    ),
    Candidate(
        "to-be-suspended", "beacon", 54, LONG_HISTORY, reader="wexcombe", complete=True,
        references=verified("Plans were clear enough that a foster carer could follow them without ringing us.",
                            "Quick to see what a family can do for itself, and slow to take that over."),
    ),
    Candidate(
        "above-the-cap", "harbour", 48, LONG_HISTORY, reader="wexcombe", complete=True,
        references=verified("The court thanked us twice in one year for statements that they had written.",
                            "Took on proceedings half way through and had read everything within the week."),
    ),
    Candidate(
        "gap", "harbour", 20,
        (Post("Ravenhill Council", 2200, 1100), Post("thornmere", 1040, 400, "agency"), Post("wexcombe", 390)),
        (Said("thornmere", Came.GIVEN, answers=well("Patient with teenagers who had stopped talking to everybody.")),
         Said("wexcombe", Came.ASKED)),
        reader="penmarsh", staff_of="wexcombe",
    ),
    Candidate(
        "withdrawn", "harbour", 40, LONG_HISTORY, reader="wexcombe", withdrawn=True,
        references=(Said("penmarsh", Came.GIVEN, answers=well("Brought two long cases to a good end for us.")),),
    ),
    Candidate(
        "worry", "beacon", 22, LONG_HISTORY, reader="wexcombe",
        references=(Said("penmarsh", Came.GIVEN, Verified.CLIMBED, WORRYING),
                    Said("thornmere", Came.HELD, answers=well("Turned up early, stayed late and laughed with us."))),
        worry="The reference says that a child was not seen for six weeks. We have to know what came of it.",
    ),
    Candidate("opened", "beacon", 2),
)  # fmt: skip

BOOKINGS: tuple[Wanted, ...] = (
    Wanted("running", "wexcombe", "harbour", 36, "Assessment North", "Assessments of children in need, with court.",
           "at-work", steps=(*OFFERED, "confirm", "start")),
    Wanted("stopped", "wexcombe", "beacon", 34, "Assessment South", "Cover while two of the team are on leave.",
           "to-be-suspended", steps=(*OFFERED, "confirm", "start"), suspended=True),
    Wanted("two-names", "wexcombe", "harbour", 9, "Assessment North", "Three care proceedings that cannot wait.",
           "above-the-cap", price="52.00", steps=(*OFFERED, "put_up", "sign")),
    Wanted("blocked", "penmarsh", "harbour", 6, "Assessment North", "Children in need, fourteen families.",
           "gap", steps=OFFERED),
    Wanted("not-read", "thornmere", "beacon", 2, "Assessment North", "Cover for six months of leave.", begins_in=30),
    Wanted("nobody-yet", "thornmere", "harbour", 4, "Assessment North", "Duty, four days a week.",
           steps=("confirm_read",), begins_in=30),
)  # fmt: skip
EXCEPTIONAL = "Three families have a hearing this month, and everybody else who was offered begins after it."
SIGNED = "There is no other way to have somebody in court who knows the work. I will look at it again in a month."
SUSPENDED = "Suspended while the regulator finds out what happened."
