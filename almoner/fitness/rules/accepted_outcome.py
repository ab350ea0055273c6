"""An outcome that the social worker can accept in place of a hearing (PLAN-F14)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from almoner.dates.days import typed_day
from almoner.fitness.rules.disposals import BEGAN, DAYS_TO_ANSWER, SETTING
from almoner.fitness.rules.examination import OFFICERS
from almoner.procedure.rules import (
    MACHINE,
    OPEN,
    START,
    About,
    Asking,
    Clock,
    Dated,
    Field,
    Kind,
    Move,
    Pause,
    Procedure,
    Refusal,
    Relation,
    Valid,
)

CLAUSE = "PLAN-F14"
WORKER = Relation("machine", "the social worker")

#: Days after the last one in which an answer that came in time by post can still be entered.
DAYS_TO_ENTER: Dated[int] = Dated("days to enter an answer by post", [Valid(2, BEGAN, source=SETTING)])


class AnswerFacts(Protocol):
    """What the tests look at."""

    @property
    def proposed_on(self) -> date:
        """The day it was sent."""

    @property
    def due(self) -> date | None:
        """The last day to answer; None while the clock stands."""


def it_is_in_time(asking: Asking) -> Refusal | None:
    """PLAN-F14: an answer counts until the last day to give it."""
    due = asking.facts.due if asking.facts else None
    if due is None or asking.on <= due:
        return None
    because = f"The last day to answer was {due:%-d %B %Y}."
    return Refusal(CLAUSE, because, "Write to the regulator if there was a reason.", About.STATE)


def it_came_in_time(asking: Asking) -> Refusal | None:
    """PLAN-F14: an answer on paper counts by the day it came, which has come and is not before the proposal."""
    day, facts = typed_day(asking.value("received_on")), asking.facts
    if day is None or facts is None:
        return None
    if day > asking.on or day < facts.proposed_on:
        because = "That day has not come yet." if day > asking.on else "The outcome was not proposed by then."
        return Refusal(CLAUSE, because, "Give the day the answer came.", field="received_on")
    if facts.due and day > facts.due:
        because = f"The last day to answer was {facts.due:%-d %B %Y}."
        return Refusal(CLAUSE, because, "An answer that came later does not count.", field="received_on")
    return None


def the_time_is_over(asking: Asking) -> Refusal | None:
    """PLAN-F14: silence is an answer once the time is over, and what the post brought could be entered."""
    if asking.facts is None:
        return None
    due = asking.facts.due
    if due is not None and asking.on > due + timedelta(days=DAYS_TO_ENTER.on(asking.on)):
        return None
    return Refusal(CLAUSE, "The time to answer is not over.", "Wait until it is.", About.STATE)


_SAID = Field("said", "Anything that they want to say", Kind.LONG, required=False)
_ON_PAPER = (
    Field("received_on", "When did the answer come?", Kind.DATE),
    Field(
        "how", "How did it come?", Kind.CHOICE,
        choices=(("letter", "By letter"), ("email", "By email"), ("lawyer", "Through a lawyer or union")),
    ),
)  # fmt: skip

ACCEPTED_OUTCOME = Procedure(
    "accepted_outcome",
    title="Proposed outcome",
    states={
        "proposed": "Waiting for the social worker’s answer",
        "accepted": "Accepted",
        "refused": "Not accepted: goes to a hearing",
        "silent": "Not answered in time: goes to a hearing",
        "ended": "Ended",
    },
    assign_by=OFFICERS,
    moves=[
        Move("propose", START, to="proposed", by=[MACHINE], cites=CLAUSE, done="Proposed it to the social worker"),
        Move("accept", "proposed", to="accepted", by=[WORKER], cites=CLAUSE, label="Accept it", done="Accepted it",
             fields=[_SAID], only_if=[it_is_in_time], tells=OFFICERS),
        Move("refuse", "proposed", to="refused", by=[WORKER], cites=CLAUSE, label="Not accept it",
             done="Did not accept it", fields=[_SAID], only_if=[it_is_in_time], tells=OFFICERS),
        Move("record_acceptance", "proposed", to="accepted", by=OFFICERS, cites=CLAUSE, waits=False, grave=True,
             label="Enter that they accept, from an answer on paper", done="Entered that they accept",
             fields=[*_ON_PAPER, _SAID], asks=[it_came_in_time],
             guidance="Only where the social worker themself, or somebody who acts for them, has said so in writing."),
        Move("record_refusal", "proposed", to="refused", by=OFFICERS, cites=CLAUSE, waits=False, grave=True,
             label="Enter that they do not accept, from an answer on paper", done="Entered that they do not accept",
             fields=[*_ON_PAPER, _SAID], asks=[it_came_in_time]),
        Move("lapse", "proposed", to="silent", by=[MACHINE], cites=CLAUSE, waits=False, label="Let the time run out",
             done="The time to answer ran out", only_if=[the_time_is_over], tells=OFFICERS),
        Move("end", OPEN, to="ended", by=[MACHINE], cites=CLAUSE, label="End with the case",
             done="Ended with the case",
             fields=[Field("because", "Why", Kind.LONG)]),
    ],
    clocks=[
        Clock(
            "answer", starts="proposed", stops=("accepted", "refused", "silent", "ended"), days=DAYS_TO_ANSWER,
            label="Time to answer", cites=CLAUSE,
            pauses=(Pause("more_time", because="They were given more time", cites=CLAUSE,
                          waits_on="the social worker", by=OFFICERS),),
        ),
    ],
)  # fmt: skip
