"""The procedure of an assignment: agreed, running, changed, stopped when the register says so, ended."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from almoner.dates.days import add_months, typed_day
from almoner.people.rules import Role
from almoner.procedure.rules import (
    MACHINE,
    OPEN,
    START,
    STAY,
    Asking,
    Field,
    Kind,
    Move,
    Procedure,
    Refusal,
    Relation,
)
from almoner.references.rules.booking import AGENCY, LONGEST_MONTHS, price_of, unfit

CLAUSE = "REF-4"
REGISTER = "STD-7.1"
MANAGER = Relation("manager", "the manager of the assignment")
KEEPERS = (MANAGER, Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR)
#: Who has to know at once when the register changes: both sides, and those who keep the staff list and lead practice.
TOLD = (MANAGER, AGENCY, Role.HEAD_OF_SERVICE, Role.HR_OFFICER, Role.PRINCIPAL_SOCIAL_WORKER)


_no = partial(unfit, clause=CLAUSE)


def they_may_practise(asking: Asking) -> Refusal | None:
    """STD-7.1: nobody begins, or goes on, whom the register does not let practise today."""
    if asking.facts is None or asking.facts.may_practise(asking.on):
        return None
    because = "The register does not say today that they may practise."
    return Refusal(REGISTER, because, "Only the register changes this.")


def the_start_is_near(asking: Asking) -> Refusal | None:
    """A start is written down when it has happened, within a month of it, and not before the day agreed."""
    started = typed_day(asking.value("started_on"))
    if started is None or asking.facts is None:
        return None
    if max(asking.facts.starts, asking.on - timedelta(days=31)) <= started <= asking.on:
        return None
    because = "That day has not come, is more than a month ago, or is before what was agreed."
    return _no(because, "Give the first day they worked.", "started_on")


def the_change_is_possible(asking: Asking) -> Refusal | None:
    """A change moves the last day within a year of the first, or brings the price down; a higher one is booked anew."""
    facts, ends = asking.facts, typed_day(asking.value("ends"))
    if not asking.value("ends") and not asking.value("price"):
        return _no("Nothing is changed.", "Give a new last day, a new price, or both.", "ends")
    if facts is None:
        return None
    if ends and not max(asking.on, facts.starts) <= ends <= add_months(facts.starts, LONGEST_MONTHS):
        because = f"The last day has passed, or is more than {LONGEST_MONTHS} months after the first."
        return _no(because, "Give another day, or book anew.", "ends")
    if asking.value("price"):
        price = price_of(asking.value("price"))
        if price is None:
            return _no("That is no price of an hour.", "Give pounds and pence, such as 42.50.", "price", clause="REF-2")
        if price > facts.price:
            because = "A higher price has to be checked against the cap, with its two signatures."
            return _no(because, "Book anew at that price.", "price", clause="REF-2")
    return None


def the_end_is_near(asking: Asking) -> Refusal | None:
    """An end is written down when it is known: it is not before the start, and not more than three months ahead."""
    ended = typed_day(asking.value("ended_on"))
    if ended is None or asking.facts is None or asking.facts.starts <= ended <= asking.on + timedelta(days=92):
        return None
    return _no("That is before it began, or far ahead.", "Give the last day of the assignment.", "ended_on")


def the_question_was_asked(asking: Asking) -> Refusal | None:
    """FTP-3.7: an assignment does not end without the question whether the regulator has to know."""
    if asking.facts is None or asking.facts.question_asked:
        return None
    because = "An assignment ends with the question whether the regulator has to know."
    return Refusal("FTP-3.7", because, "End it on its own page, which asks.")


_move = partial(Move, cites=CLAUSE)


ASSIGNMENT = Procedure(
    "assignment",
    title="Agency assignment",
    states={
        "agreed": "Agreed",
        "running": "Running",
        "stopped": "Stopped: may not practise",
        "ended": "Ended",
        "fallen_through": "Never began",
    },
    moves=[
        _move("agree", START, to="agreed", by=KEEPERS, cites="REF-7", done="Agreed the assignment", tells=[AGENCY]),
        _move(
            "start", "agreed", to="running", by=KEEPERS, cites=REGISTER, label="Say that they have started",
            done="Started", only_if=[they_may_practise], asks=[the_start_is_near], tells=[AGENCY],
            fields=[Field("started_on", "Which was their first day?", Kind.DATE)],
        ),
        _move(
            "change", "running", to=STAY, by=KEEPERS, label="Change the last day or the price",
            done="Changed the assignment", reasons=True, asks=[the_change_is_possible], tells=[AGENCY],
            fields=[
                Field("ends", "New last day", Kind.DATE, required=False),
                Field("price", "New price of an hour", required=False, max_length=12,
                      hint="In pounds; not above what was agreed"),
            ],
        ),
        _move(
            "stop", "running", to="stopped", by=[MACHINE], cites=REGISTER, tells=TOLD,
            done="The register no longer lets them practise",
        ),
        _move(
            "tell", OPEN, to=STAY, by=[MACHINE], cites=REGISTER, tells=TOLD, done="The register changed", waits=False,
        ),
        _move(
            "go_on", "stopped", to="running", by=KEEPERS, cites=REGISTER, reasons=True, label="Let them go on",
            done="Let them go on", only_if=[they_may_practise], tells=[AGENCY],
        ),
        _move(
            "end", ("running", "stopped"), to="ended", by=KEEPERS, label="End the assignment",
            done="Ended the assignment", asks=[the_end_is_near, the_question_was_asked], tells=[AGENCY],
            fields=[Field("ended_on", "Which is the last day of the assignment?", Kind.DATE)],
        ),
        _move(
            "fall_through", "agreed", to="fallen_through", by=KEEPERS, reasons=True, label="Say that it never began",
            done="Never began", tells=[AGENCY], waits=False,
        ),
    ],
)  # fmt: skip
