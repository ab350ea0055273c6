"""A case that a former regulator began: the stage that it had reached, and whom on the register it is about (PLAN-F4).

What the former regulator did stays its own: it is shown beside the case, and is no step of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from almoner.dates.dated import Dated, Valid
from almoner.fitness.rules.concern import INHERITED as CLAUSE
from almoner.fitness.rules.concern import TRIAGE
from almoner.people.rules import Role
from almoner.procedure.rules import MACHINE, START, Asking, Field, Move, Procedure, Refusal
from almoner.register.rules.names import words

#: Of the cases that were open when they were inherited, how many in a hundred are to be beyond investigation.
MEASURE = Dated("inherited cases beyond investigation, in a hundred", [Valid(80, date(2021, 4, 1), None, "PLAN-F4")])


class Reached(StrEnum):
    """How far the former regulator had come with a case."""

    TRIAGE = "triage"
    INVESTIGATION = "investigation"
    EXAMINERS = "examiners"
    HEARING = "hearing"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        """As a page and a file call it."""
        return {"triage": "Triage", "investigation": "Investigation", "examiners": "Case examiners",
                "hearing": "Hearing", "closed": "Closed"}[self]  # fmt: skip


#: What a concern is opened by, for each stage that it had reached.
OPENED_BY: Mapping[Reached, str] = {
    Reached.TRIAGE: "inherit",
    Reached.INVESTIGATION: "inherit_beyond",
    Reached.EXAMINERS: "inherit_beyond",
    Reached.HEARING: "inherit_beyond",
    Reached.CLOSED: "inherit_ended",
}


class Now(StrEnum):
    """Where a case that was open when it was inherited is now."""

    TRIAGE = "triage"
    INVESTIGATION = "investigation"
    EXAMINERS = "examiners"
    HEARING = "hearing"
    FOLLOWED = "followed"
    CONCLUDED = "concluded"

    @property
    def words(self) -> str:
        """As the page of figures calls it."""
        return {
            "triage": "At triage", "investigation": "Under investigation", "examiners": "With case examiners",
            "hearing": "Before a hearing", "followed": "Decided, with an order or an answer to follow",
            "concluded": "Concluded",
        }[self]  # fmt: skip

    @property
    def beyond(self) -> bool:
        """Whether it has progressed beyond investigation."""
        return self not in (Now.TRIAGE, Now.INVESTIGATION)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a former regulator's cases have come: so many are in each place now (PLAN-F4).

    `closed_before` were closed when they came. They are history and no progress, so the share leaves them out.
    `came_beyond` were beyond investigation already when they came; the share has them, and the page says how many.
    """

    now: Mapping[Now, int]
    closed_before: int
    came_beyond: int
    measure: int

    @property
    def inherited(self) -> int:
        """How many were open when they came."""
        return sum(self.now.values())

    @property
    def beyond(self) -> int:
        """How many of those have progressed beyond investigation."""
        return sum(many for place, many in self.now.items() if place.beyond)

    @property
    def share(self) -> float | None:
        """The same in a hundred; None where none was open."""
        return 100 * self.beyond / self.inherited if self.inherited else None

    @property
    def met(self) -> bool | None:
        """Whether the clause's measure is met, unrounded; None where there is nothing to measure."""
        return None if self.share is None else self.share >= self.measure


def doubt_about(number: int | None, given: str, name: str, registered: str | None) -> str:
    """PLAN-F4: why it is not certain whom a case is about, as a sentence; "" where number and name agree.

    `registered` is the name that the public register shows under the number, None where it shows nobody. Names agree
    where all the words of one are among those of the other, and these are at least two: a name that changed since is
    for a person to look at.
    """
    if number is None:
        return f"“{given}” is no registration number." if given else "No registration number is given."
    if registered is None:
        return f"The public register shows nobody under SW{number}."
    theirs, said = set(words(registered)), set(words(name))
    smaller = min(theirs, said, key=len)
    if len(smaller) >= 2 and (theirs <= said or said <= theirs):
        return ""
    return f"The register has SW{number} as {registered}, and the file as {name}."


def somebody_has_this_number(asking: Asking) -> Refusal | None:
    """PLAN-F4: a case is matched with somebody whom the register shows."""
    number = str(asking.value("number") or "")
    if not number or asking.facts is None or asking.facts.published(number, asking.on) is not None:
        return None
    return Refusal(CLAUSE, "Nobody on the public register has this number.", "Check it.", field="number")


INHERITED = Procedure(
    "inherited",
    title="Inherited case",
    states={
        "to_match": "Whom it is about is to be looked at",
        "matched": "Matched with the register",
        "unmatched": "About nobody on the register",
    },
    assign_by=[*TRIAGE, Role.HEARINGS_OFFICER],
    moves=[
        Move("bring_in", START, to="matched", by=[MACHINE], cites=CLAUSE, done="Imported, and matched by number"),
        Move("bring_in_doubtful", START, to="to_match", by=[MACHINE], cites=CLAUSE,
             done="Imported, and it is in doubt whom it is about",
             fields=[Field("doubt", "What is in doubt", max_length=600)]),
        Move(
            "match", "to_match", to="matched", by=TRIAGE, cites=CLAUSE, reasons=True,
            label="Match it with the register", done="Matched it with the register",
            guidance="Look at what the former regulator recorded, and at the entry. The case and all its stages are "
            "then about that person.",
            fields=[Field("number", "Their registration number", max_length=12)], asks=[somebody_has_this_number],
        ),
        Move(
            "leave", "to_match", to="unmatched", by=TRIAGE, cites=CLAUSE, reasons=True, grave=True,
            label="Leave it without an entry", done="Found that it is about nobody on the register",
            guidance="No order can be made about somebody who is not on the register. This cannot be undone.",
        ),
    ],
)  # fmt: skip
