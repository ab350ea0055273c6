"""A hearing, from the day it is called for to the panel's decision (PLAN-F8, PLAN-F9).

Postponed, before it opens, it is listed again and notice is served again. Adjourned, once it has opened, it goes on
before the same panel.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol

from almoner.dates.dated import DatedError
from almoner.dates.days import CalendarError, day_of, is_working_day
from almoner.fitness.rules.concern import INHERITED
from almoner.fitness.rules.decisions import drafting, the_text_is_approved
from almoner.fitness.rules.grounds import EVERY_GROUND, GROUNDS
from almoner.fitness.rules.hearing_outcomes import (
    OUTCOME_FIELDS,
    OUTCOME_TESTS,
    Purpose,
    findings,
    next_finding,
    too_late,
)
from almoner.fitness.rules.order_law import NOTICE_DAYS
from almoner.fitness.rules.order_tests import written_day
from almoner.fitness.rules.panels import FEWEST, LONGEST_LISTING, SESSIONS
from almoner.people.rules import Role
from almoner.procedure.rules import (
    MACHINE,
    START,
    STAY,
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

CLAUSE = "PLAN-F9"
DECIDES = "PLAN-F8"
OFFICERS = (Role.HEARINGS_OFFICER,)
PANEL = Relation("panel_member", "a member of the panel")
OTHER_MEMBER = Relation("other_panel_member", "a member of the panel who did not write it")
SITTING = (PANEL, *OFFICERS)
#: Working days in which a hearing is to be listed and notice of it served. Of the house.
LIST_WITHIN = Dated("time to list a hearing, in working days", [Valid(60, date(2019, 12, 2), source="of the house")])
MODES = (("remote", "Remotely, by video"), ("person", "In person"), ("both", "Partly in person, partly by video"))
HELD_BY_HAND = (
    Pause(
        "proceedings", because="Police or court proceedings", cites=DECIDES, waits_on="the police or the court",
        by=OFFICERS,
    ),
    Pause("health", because="The social worker’s health", cites="PLAN-F10", waits_on="the social worker", by=OFFICERS),
)  # fmt: skip


class HearingFacts(Protocol):
    """What the tests look at; who sits and who is elsewhere is asked only where a test looks."""

    purpose: str
    first_day: date | None
    order_day: date | None
    panel: Sequence[str]
    kept_from_it: Sequence[str]

    def elsewhere(self, first: date, last: date, session: str, room: str) -> Sequence[str]:
        """Whoever and whatever of this hearing is taken on some of these half days, as sentences."""


Test = Callable[[Asking], Refusal | None]


def of_a_hearing(test: Test) -> Test:
    """A test that looks at a hearing; where there is none, it says so."""

    @functools.wraps(test)
    def ask(asking: Asking) -> Refusal | None:
        if asking.facts is None:
            return Refusal(CLAUSE, "There is no hearing.", "Open one first.")
        return test(asking)

    return ask


@of_a_hearing
def a_panel_sits(asking: Asking) -> Refusal | None:
    """Two or more adjudicators by name, none of whom a conflict keeps away."""
    if away := asking.facts.kept_from_it:
        because = f"{' and '.join(away)} may no longer sit."
        return Refusal(CLAUSE, because, "Put somebody else in their place.")
    if len(asking.facts.panel) >= FEWEST:
        return None
    because = f"The panel has {len(asking.facts.panel)} of at least {FEWEST} adjudicators."
    return Refusal(CLAUSE, because, "Seat adjudicators on the panel.")


def the_days_can_be_sat(asking: Asking) -> Refusal | None:
    """It begins on a working day that has not passed, and ends no earlier, nor after an unlikely time."""
    first, last = _day(asking, "first_day"), _day(asking, "last_day")
    if first is None or last is None:
        return None
    try:
        working = is_working_day(first) and is_working_day(last)
    except CalendarError:
        return Refusal(CLAUSE, "Those days cannot be reckoned with.", "Give others.", About.FIELD, "first_day")
    if first < asking.on:
        return Refusal(CLAUSE, f"{_written(first)} has passed.", "Give a day to come.", About.FIELD, "first_day")
    if last < first:
        return Refusal(CLAUSE, "The last day is before the first.", "Give a later one.", About.FIELD, "last_day")
    if last - first > LONGEST_LISTING:
        because = f"That is longer than {LONGEST_LISTING.days} days at once."
        return Refusal(CLAUSE, because, "List the first part, and adjourn it to the next.", About.FIELD, "last_day")
    if not working:
        because = "It begins or ends on a day that is no working day."
        return Refusal(CLAUSE, because, "Choose working days.", About.FIELD, "first_day")
    return None


@of_a_hearing
def nobody_is_elsewhere(asking: Asking) -> Refusal | None:
    """No member of the panel and no room is in two hearings at once."""
    first, last = _day(asking, "first_day"), _day(asking, "last_day")
    if first is None or last is None or last < first or last - first > LONGEST_LISTING:
        return None
    session = str(asking.value("session") or getattr(asking.facts, "session", "") or "day")
    room = str(asking.value("room") or "")
    taken = asking.facts.elsewhere(first, last, session, room)
    if not taken:
        return None
    return Refusal(CLAUSE, " ".join(taken), "Choose other days, or somebody else.", About.FIELD, "first_day")


@of_a_hearing
def in_time_for_the_order(asking: Asking) -> Refusal | None:
    """A review is heard before the order's review day, and so before it expires (PLAN-F8)."""
    last = _day(asking, "last_day")
    return too_late(last, asking.facts.order_day) if last else None


def a_room_is_given(asking: Asking) -> Refusal | None:
    """In person, it is held somewhere."""
    if asking.value("mode") not in ("person", "both") or str(asking.value("room") or "").strip():
        return None
    return Refusal(CLAUSE, "No room is given.", "Say where it is held.", About.FIELD, "room")


@of_a_hearing
def notice_is_long_enough(asking: Asking) -> Refusal | None:
    """The worker has 28 days' notice; an interim order may be heard sooner, where the public needs it."""
    served, first = _day(asking, "served_on"), asking.facts.first_day
    if served is None or first is None:
        return None
    if served > asking.on:
        return Refusal(CLAUSE, "That day has not come yet.", "Give the day of service.", About.FIELD, "served_on")
    if asking.facts.purpose == Purpose.INTERIM:
        late = served > first
        return Refusal(CLAUSE, "It has begun by then.", "Serve it before.", About.FIELD, "served_on") if late else None
    try:
        wanted = NOTICE_DAYS.on(served)
    except DatedError:
        return Refusal(CLAUSE, "No notice was served then.", "Give the day of service.", About.FIELD, "served_on")
    earliest = served + timedelta(days=wanted)
    if first >= earliest:
        return None
    because = f"{(first - served).days} days’ notice of {_written(first)}, where {wanted} are needed."
    change = f"Postpone it to {_written(earliest)} or later, and serve notice of that."
    return Refusal(CLAUSE, because, change, About.FIELD, "served_on")


@of_a_hearing
def its_day_has_come(asking: Asking) -> Refusal | None:
    """It opens on its first day and not before."""
    first = asking.facts.first_day
    if first and first <= asking.on:
        return None
    return Refusal(CLAUSE, "Its day has not come.", f"Wait for {_written(first)}." if first else "List it.")


def absence_is_weighed(asking: Asking) -> Refusal | None:
    """Going on without the worker is a decision of its own, with its reasons."""
    if asking.value("worker_is") != "absent" or str(asking.value("without_them") or "").strip():
        return None
    because = "The social worker is neither there nor represented."
    return Refusal(CLAUSE, because, "Write why it goes on without them, or postpone it.", About.FIELD, "without_them")


def _is_next(what: str) -> Test:
    def it_is_next(asking: Asking) -> Refusal | None:
        """A final hearing finds facts, ground and impairment, each in its turn and once."""
        purpose = getattr(asking.facts, "purpose", "")
        if purpose != Purpose.FINAL:
            return Refusal(DECIDES, "That is found at a final hearing.", "Go on to the decision.")
        wanted = next_finding(asking.taken)
        if wanted == what:
            return None
        change = f"The panel finds on {wanted} next." if wanted else "Go on to the decision."
        return Refusal(DECIDES, f"It is not the turn of {what}.", change)

    return it_is_next


def a_ground_of_the_law(asking: Asking) -> Refusal | None:
    """A ground that is made out is one that the law names."""
    offered = {ground.code for ground in GROUNDS.on(asking.on)}
    made_out, grounds = asking.value("made_out"), set(asking.value("grounds") or ())
    if made_out is True and (not grounds or not grounds <= offered):
        return Refusal(DECIDES, "No ground is chosen.", "Choose what is made out.", About.FIELD, "grounds")
    if made_out is False and grounds:
        return Refusal(DECIDES, "A ground is chosen that is not made out.", "Leave it out.", About.FIELD, "grounds")
    return None


def findings_are_final(asking: Asking) -> Refusal | None:
    """A review and an interim panel find no facts; a final panel has found all it can."""
    if getattr(asking.facts, "purpose", "") == Purpose.FINAL and (wanted := next_finding(asking.taken)):
        found = "anything" if not findings(asking.taken) else "everything"
        because = f"The panel has not found on {found} yet."
        return Refusal(DECIDES, because, f"Record what it finds on {wanted}.")
    return None


def _day(asking: Asking, name: str) -> date | None:
    given = asking.value(name)
    return day_of(given) if given else None


def _written(day: date) -> str:
    return written_day(day)


_LISTED = (
    Field("first_day", "First day", Kind.DATE),
    Field("last_day", "Last day", Kind.DATE),
    Field("session", "When on each day?", Kind.CHOICE, choices=SESSIONS),
)
_WHERE = (
    Field("mode", "How is it held?", Kind.CHOICE, choices=MODES, hint="Remotely as a rule."),
    Field("room", "Where?", by_rule=True, max_length=100, hint="For what is held in person."),
    Field("private", "Is it in private?", Kind.YES_NO, hint="Such as where health is spoken of."),
    Field(
        "adjustments", "Adjustments to how it is held", Kind.LONG, required=False,
        hint="Such as breaks, or a later start. Say nothing of anybody’s health here.",
    ),
)  # fmt: skip

#: A decision is drafted once everything that can be found is found, so that its page can say what is still to be.
_DRAFT, *_APPROVE_AND_CHANGE = drafting(
    "in_session", by=[PANEL], approved_by=[OTHER_MEMBER], cites=DECIDES, fields=OUTCOME_FIELDS, asks=OUTCOME_TESTS
)

HEARING = Procedure(
    "hearing",
    title="Hearing",
    states={
        "to_list": "To be listed",
        "listed": "Listed, notice to be served",
        "noticed": "Notice served",
        "in_session": "In session",
        "adjourned": "Adjourned",
        "drafted": "Decision drafted",
        "approved": "Decision approved",
        "decided": "Decided",
        "cancelled": "Will not be held",
    },
    assign_by=OFFICERS,
    moves=[
        Move("open", START, to="to_list", by=[MACHINE], cites=CLAUSE, done="Called for", tells=OFFICERS),
        Move("inherit", START, to="to_list", by=[MACHINE], cites=INHERITED, done="Imported, to be heard"),
        Move(
            "list", "to_list", to="listed", by=OFFICERS, cites=CLAUSE, only_if=[a_panel_sits],
            asks=[the_days_can_be_sat, in_time_for_the_order, a_room_is_given, nobody_is_elsewhere],
            fields=(*_LISTED, *_WHERE), label="List it", done="Listed it", tells=[PANEL],
            guidance="The social worker must have 28 days’ notice of a final hearing or a review. Once it is listed, "
            "the notice is among its letters.",
        ),
        Move(
            "serve", "listed", to="noticed", by=OFFICERS, cites=CLAUSE, asks=[notice_is_long_enough],
            label="Record that notice was served", done="Notice was served", tells=[PANEL], fields=[
                Field("served_on", "On what day was it served on the social worker?", Kind.DATE),
                Field("how", "How?", Kind.CHOICE, choices=(
                    ("account", "Through their account here"), ("email", "By email"), ("post", "By post"),
                    ("hand", "By hand"),
                )),
            ],
        ),
        Move(
            "postpone", ("listed", "noticed"), to="to_list", by=OFFICERS, cites=CLAUSE, reasons=True, waits=False,
            label="Postpone it", done="Postponed it", tells=[PANEL],
            guidance="It has not opened. It is listed again, and notice is served again. The social worker is "
            "written your reasons.",
        ),
        Move(
            "begin", "noticed", to="in_session", by=SITTING, cites=CLAUSE, only_if=[its_day_has_come, a_panel_sits],
            asks=[absence_is_weighed], label="Open it", done="Opened", tells=[PANEL], fields=[
                Field("worker_is", "The social worker is", Kind.CHOICE, choices=(
                    ("present", "There"), ("represented", "Represented, and not there"),
                    ("absent", "Neither there nor represented"),
                )),
                Field("without_them", "Why does it go on without them?", Kind.LONG, by_rule=True),
            ],
        ),
        Move(
            "find_facts", "in_session", to=STAY, by=[PANEL], cites=DECIDES, reasons=True, waits=False,
            only_if=[_is_next("the facts")], label="Record what it finds on the facts",
            done="Found on the facts", fields=[
                Field("facts", "Which of the facts are proved?", Kind.CHOICE, choices=(
                    ("all", "All of them"), ("some", "Some of them"), ("none", "None of them"),
                )),
            ],
        ),
        Move(
            "find_ground", "in_session", to=STAY, by=[PANEL], cites=DECIDES, reasons=True, waits=False,
            only_if=[_is_next("the ground")], asks=[a_ground_of_the_law], label="Record what it finds on the ground",
            done="Found on the ground", fields=[
                Field("made_out", "Is a ground made out?", Kind.YES_NO),
                Field("grounds", "Which?", Kind.SEVERAL, by_rule=True,
                      choices=tuple((ground.code, ground.words) for ground in EVERY_GROUND)),
            ],
        ),
        Move(
            "find_impairment", "in_session", to=STAY, by=[PANEL], cites=DECIDES, reasons=True, waits=False,
            only_if=[_is_next("impairment")], label="Record what it finds on impairment", done="Found on impairment",
            fields=[Field("impaired", "Is fitness to practise impaired now?", Kind.YES_NO)],
        ),
        Move(
            "adjourn", "in_session", to="adjourned", by=SITTING, cites=CLAUSE, reasons=True, waits=False,
            asks=[the_days_can_be_sat, in_time_for_the_order, nobody_is_elsewhere], label="Adjourn it",
            done="Adjourned it", tells=[*OFFICERS, PANEL], fields=_LISTED,
            guidance="It has opened, and goes on before the same panel. Give the days on which it does. "
            "The social worker is written your reasons.",
        ),
        Move(
            "resume", "adjourned", to="in_session", by=SITTING, cites=CLAUSE, only_if=[its_day_has_come, a_panel_sits],
            label="Go on with it", done="Went on with it",
        ),
        replace(_DRAFT, only_if=[findings_are_final]),
        *_APPROVE_AND_CHANGE,
        Move(
            "decide", "approved", to="decided", by=SITTING, cites=DECIDES, only_if=[the_text_is_approved, a_panel_sits],
            label="Give the decision", done="Gave the decision", grave=True, tells=[*OFFICERS, PANEL],
            guidance="The order it makes is made today, and the register shows what it says.",
        ),
        Move(
            "hear_again", ("in_session", "adjourned", "drafted", "approved"), to="to_list", by=OFFICERS, cites=CLAUSE,
            reasons=True, grave=True, label="Have it heard again by another panel",
            done="Had it heard again by another panel", tells=[PANEL],
            guidance="Where the panel can no longer sit. What it found falls. The social worker is written your "
            "reasons.",
        ),
        Move(
            "cancel", ("to_list", "listed", "noticed", "adjourned"), to="cancelled", by=[*OFFICERS, MACHINE],
            cites=CLAUSE, reasons=True, grave=True, waits=False, label="It will not be held",
            done="It will not be held",
            guidance="A final hearing goes back to case examiners, who decide what follows instead. The social worker "
            "is written your reasons.",
            tells=[*OFFICERS, PANEL],
        ),
    ],
    clocks=[
        Clock(
            "list", starts="to_list", stops=("noticed", "cancelled"), working_days=LIST_WITHIN, cites=CLAUSE,
            pauses=HELD_BY_HAND, label="Time to list it and serve notice",
        ),
    ],
)  # fmt: skip
