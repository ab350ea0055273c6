"""Voluntary removal while a case goes on: discretionary, for those who have stopped; it ends the case (PLAN-F8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from almoner.dates.days import typed_day
from almoner.fitness.rules.concern import RISK
from almoner.people.rules import Role
from almoner.procedure.rules import START, Asking, Field, Kind, Move, Procedure, Refusal

CLAUSE = "PLAN-F8"
#: The law since which a case may end so: regulation 14(1A) of the Social Workers Regulations 2018.
SINCE = date(2022, 12, 16)
GROUND = "voluntary-in-proceedings"
ASKED_OF = (Role.INVESTIGATOR, Role.HEARINGS_OFFICER, Role.TRIAGE_OFFICER)


class RemovalFacts(Protocol):
    """What the tests look at."""

    @property
    def registered(self) -> bool:
        """Whether the concern is about somebody on the register."""

    @property
    def under_way(self) -> bool:
        """Whether a stage of the concern is open that would end."""

    @property
    def in_the_way(self) -> Sequence[str]:
        """What is open that has to be decided first, each in words."""

    @property
    def another_is_open(self) -> bool:
        """Whether it has been asked for already."""


def there_is_a_case_to_end(asking: Asking) -> Refusal | None:
    """PLAN-F8: it is for somebody on the register whose case is under way, once at a time."""
    facts = asking.facts
    if facts is None:
        return None
    if asking.on < SINCE:
        return Refusal(CLAUSE, f"The law has allowed it since {SINCE:%-d %B %Y}.", "Let the case go on.")
    if not facts.registered:
        return Refusal(CLAUSE, "The concern is about nobody on the register.", "Find them on the register first.")
    if facts.another_is_open:
        return Refusal(CLAUSE, "It has been asked for already.", "Deal with that first.")
    if not facts.under_way:
        because = "No stage of this case is open, so there is nothing to end."
        return Refusal(CLAUSE, because, "Without proceedings, anybody may ask the register to be removed.")
    return None


def nothing_is_being_decided(asking: Asking) -> Refusal | None:
    """PLAN-F8: a case does not end so while a hearing, or an interim order, is to be decided."""
    if in_the_way := getattr(asking.facts, "in_the_way", ()):
        because = f"{' and '.join(in_the_way)} {'is' if len(in_the_way) == 1 else 'are'} open."
        return Refusal(CLAUSE, because, "Have that decided, or called off, first.")
    return None


def they_have_stopped(asking: Asking) -> Refusal | None:
    """PLAN-F8: it is for those who have stopped practising, or stop at once."""
    if asking.value("stopped") is False:
        because = "It is for those who have stopped practising, or stop at once."
        return Refusal(CLAUSE, because, "Let the case go on.", field="stopped")
    return None


def they_do_not_mean_to_return(asking: Asking) -> Refusal | None:
    """PLAN-F8: it is for those who do not intend to return, but where their health is what stops them."""
    if asking.value("returning") is True and asking.value("health") is not True:
        because = "It is for those who do not intend to return to social work, but where their health stops them."
        return Refusal(CLAUSE, because, "Let the case go on.", field="returning")
    return None


def the_day_has_come(asking: Asking) -> Refusal | None:
    """PLAN-F8: what is entered has been asked."""
    given = typed_day(asking.value("asked_on"))
    if given and given > asking.on:
        return Refusal(CLAUSE, "That day has not come yet.", "Give the day it was asked.", field="asked_on")
    return None


VOLUNTARY_REMOVAL = Procedure(
    "voluntary_removal",
    title="Voluntary removal",
    states={
        "asked": "Asked for",
        "recommended": "To be decided",
        "granted": "Granted: registration ended",
        "not_granted": "Not granted: the case goes on",
        "withdrawn": "Withdrawn",
    },
    assign_by=ASKED_OF,
    moves=[
        Move("ask", START, to="asked", by=ASKED_OF, cites=CLAUSE, label="Enter that voluntary removal is asked for",
             done="Entered that voluntary removal is asked for",
             only_if=[there_is_a_case_to_end, nothing_is_being_decided],
             asks=[they_have_stopped, they_do_not_mean_to_return, the_day_has_come],
             fields=[
                 Field("asked_on", "When did they ask?", Kind.DATE),
                 Field("stopped", "Have they stopped practising, or do they stop at once?", Kind.YES_NO),
                 Field("returning", "Do they intend to return to social work?", Kind.YES_NO),
                 Field("health", "Is it their health that stops them?", Kind.YES_NO),
                 Field("statement", "What do they say?", Kind.LONG),
             ], tells=[Role.INVESTIGATOR]),
        Move("recommend", "asked", to="recommended", by=[Role.INVESTIGATOR], cites=CLAUSE, reasons=True,
             label="Say what you recommend", done="Recommended",
             guidance="Whether the public is protected, and whether the public interest asks for the case to be heard.",
             fields=[Field("recommends", "Should it be granted?", Kind.YES_NO), *RISK], tells=[Role.CASE_EXAMINER]),
        Move("grant", "recommended", to="granted", by=[Role.CASE_EXAMINER], cites=CLAUSE, reasons=True, grave=True,
             not_by_taker_of=["ask", "recommend"], label="Grant it", done="Granted it",
             only_if=[nothing_is_being_decided],
             guidance="Their registration ends today, and so does the case, with no further decision."),
        Move("refuse", "recommended", to="not_granted", by=[Role.CASE_EXAMINER], cites=CLAUSE, reasons=True,
             not_by_taker_of=["ask", "recommend"], label="Do not grant it", done="Did not grant it",
             guidance="The case goes on where it stands."),
        Move("withdraw", ("asked", "recommended"), to="withdrawn", by=ASKED_OF, cites=CLAUSE, reasons=True,
             waits=False, label="They no longer ask for it", done="It is no longer asked for"),
    ],
)  # fmt: skip
