"""A review of a case examiners' decision, which anybody with an interest may ask for (PLAN-F8).

First whether it can be reviewed at all, then whether the decision stands; neither by whoever decided, and the two by
two people. What is fresh information or a material flaw is named when it is asked for.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from almoner.dates.days import typed_day
from almoner.fitness.rules.disposals import REVIEW_RULE, REVIEWED_FROM
from almoner.fitness.rules.examination import OFFICERS
from almoner.procedure.rules import MACHINE, OPEN, START, Asking, Field, Kind, Move, Procedure, Refusal, Relation

CLAUSE = "PLAN-F8"
UNINVOLVED = Relation("uninvolved_examiner", "a case examiner who had no part in the decision")


class ReviewFacts(Protocol):
    """What the tests look at."""

    @property
    def decided_on(self) -> date | None:
        """The day the decision was sent out; None while it is not."""

    @property
    def another_is_open(self) -> bool:
        """Whether the same decision is being reviewed already."""


def it_can_be_reviewed(asking: Asking) -> Refusal | None:
    """PLAN-F8: a decision that was sent out since reviews came into force, once at a time."""
    facts = asking.facts
    if facts is None:
        return None
    decided = facts.decided_on
    if decided is None:
        return Refusal(CLAUSE, "Nothing has been decided yet.", "Wait for the decision.")
    if decided < REVIEWED_FROM:
        because = f"It was decided before {REVIEWED_FROM:%-d %B %Y}, when {REVIEW_RULE} came into force."
        return Refusal(CLAUSE, because, "A court can look at it.")
    if facts.another_is_open:
        return Refusal(CLAUSE, "This decision is being reviewed already.", "Add to that review by a note.")
    return None


def a_reason_is_named(asking: Asking) -> Refusal | None:
    """PLAN-F8: a review is for a material flaw or for new information, and it is said which."""
    if any(str(asking.value(name) or "").strip() for name in ("flaw", "new_information")):
        return None
    because = "Neither a flaw in the decision nor new information is named."
    return Refusal(CLAUSE, because, "Name one or both, in the words of whoever asks.", field="flaw")


def the_day_has_come(asking: Asking) -> Refusal | None:
    """PLAN-F8: what is entered has been asked."""
    given = typed_day(asking.value("asked_on"))
    if given and given > asking.on:
        return Refusal(CLAUSE, "That day has not come yet.", "Give the day it was asked.", field="asked_on")
    return None


DECISION_REVIEW = Procedure(
    "decision_review",
    title="Review of a decision",
    states={
        "asked": "To be looked at: can it be reviewed?",
        "eligible": "Being reviewed",
        "not_eligible": "Not reviewed",
        "upheld": "The decision stands",
        "fresh": "To be decided afresh",
        "ended": "Ended",
    },
    assign_by=OFFICERS,
    moves=[
        Move("ask", START, to="asked", by=OFFICERS, cites=CLAUSE, label="Enter that a review is asked for",
             done="Entered that a review is asked for", only_if=[it_can_be_reviewed],
             asks=[a_reason_is_named, the_day_has_come],
             fields=[
                 Field("asked_by", "Who asks for it?", max_length=200),
                 Field("interest", "What is their interest in the decision?", Kind.LONG, max_length=2000),
                 Field("asked_on", "When did they ask?", Kind.DATE),
                 Field("flaw", "What do they say is materially wrong with the decision?", Kind.LONG, by_rule=True),
                 Field("new_information", "What new information do they bring?", Kind.LONG, by_rule=True),
             ], tells=[UNINVOLVED]),
        Move("find_eligible", "asked", to="eligible", by=[UNINVOLVED], cites=CLAUSE, reasons=True,
             label="It can be reviewed", done="Found that it can be reviewed",
             guidance="There may be a material flaw, or there is information that the pair did not have."),
        Move("find_not_eligible", "asked", to="not_eligible", by=[UNINVOLVED], cites=CLAUSE, reasons=True,
             label="It cannot be reviewed", done="Found that it cannot be reviewed"),
        Move("uphold", "eligible", to="upheld", by=[UNINVOLVED], cites=CLAUSE, reasons=True,
             not_by_taker_of=["find_eligible"], label="The decision stands", done="Found that the decision stands"),
        Move("decide_afresh", "eligible", to="fresh", by=[UNINVOLVED], cites=CLAUSE, reasons=True, grave=True,
             not_by_taker_of=["find_eligible"], label="Have it decided afresh", done="Had it decided afresh",
             guidance="Another pair of case examiners looks at the whole case. What was decided stays in force until "
             "they decide."),
        Move("end", OPEN, to="ended", by=[MACHINE], cites=CLAUSE, label="End with the case",
             done="Ended with the case",
             fields=[Field("because", "Why", Kind.LONG)]),
    ],
)  # fmt: skip
