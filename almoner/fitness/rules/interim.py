"""An interim order, from the day a need for it is seen to a panel's decision (PLAN-F6).

The social worker is told first, with reasons, and may write or attend; two or more adjudicators decide (PLAN-F8).
"""

from __future__ import annotations

from datetime import date

from almoner.dates.days import day_of
from almoner.fitness.rules.hearing_outcomes import TESTS
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
    Valid,
)

CLAUSE = "PLAN-F6"
#: Since 16 December 2022 an investigator may raise one too; the regulator's officers at triage tell them of the need.
APPLY = (Role.INVESTIGATOR, Role.CASE_EXAMINER, Role.TRIAGE_OFFICER)
TELL = (*APPLY, Role.HEARINGS_OFFICER)
#: Working days from identified need to approval, as the regulator's plan has it.
APPROVE_WITHIN = Dated(
    "interim order, need to approval, in working days", [Valid(20, date(2019, 12, 2), source=CLAUSE)]
)


def told_in_time(asking: Asking) -> Refusal | None:
    """The worker is told, with time to answer, before a panel sits."""
    told, answer = asking.value("told_on"), asking.value("answer_by")
    if not told or not answer:
        return None
    if day_of(told) > asking.on:
        return Refusal(CLAUSE, "That day has not come yet.", "Give the day they were told.", About.FIELD, "told_on")
    if day_of(answer) < day_of(told):
        because = "They would have to answer before they are told."
        return Refusal(CLAUSE, because, "Give a later day.", About.FIELD, "answer_by")
    return None


INTERIM = Procedure(
    "interim_order",
    title="Interim order",
    states={
        "identified": "Need identified",
        "applied": "Applied for",
        "told": "The social worker is told, panel to sit",
        "not_pursued": "Not applied for",
        "withdrawn": "Withdrawn",
        "made": "Order made",
        "refused": "No order made",
    },
    assign_by=TELL,
    moves=[
        Move(
            "identify", START, to="identified", by=[MACHINE], cites=CLAUSE, done="A need was identified", tells=APPLY,
            fields=[Field("why", "Why may an interim order be needed?", Kind.LONG)],
        ),
        Move(
            "apply", "identified", to="applied", by=APPLY, cites=CLAUSE, label="Apply for an interim order",
            done="Applied for it", tells=TELL, fields=[
                Field("tests", "Which test is met?", Kind.SEVERAL, choices=TESTS),
                Field("kind", "Which order is applied for?", Kind.CHOICE, choices=(
                    ("interim-conditions", "Interim conditions of practice"),
                    ("interim-suspension", "Interim suspension"),
                )),
                Field("case", "What is the case for it?", Kind.LONG, hint="The social worker reads this."),
            ],
        ),
        Move(
            "not_pursue", "identified", to="not_pursued", by=APPLY, cites=CLAUSE, reasons=True,
            label="Do not apply for one", done="Did not apply for one",
            guidance="Neither the protection of the public nor the worker’s own interest calls for it.",
        ),
        Move(
            "tell", "applied", to="told", by=TELL, cites=CLAUSE, asks=[told_in_time],
            label="Tell the social worker, and call a panel", done="Told the social worker, and called a panel",
            guidance="They are told first, with the reasons, and may write or attend.", fields=[
                Field("told_on", "On what day were they told?", Kind.DATE),
                Field("how", "How?", Kind.CHOICE, choices=(
                    ("account", "Through their account here"), ("email", "By email"), ("post", "By post"),
                    ("hand", "By hand"),
                )),
                Field("answer_by", "By when may they write?", Kind.DATE),
            ],
        ),
        Move(
            "represent", "told", to=STAY, by=TELL, cites=CLAUSE, label="Record what the social worker says",
            done="What the social worker says", fields=[
                Field("attends", "Will they attend?", Kind.CHOICE, choices=(
                    ("yes", "Yes"), ("represented", "Somebody will for them"), ("no", "No"), ("unknown", "Not known"),
                )),
                Field("words", "What did they write?", Kind.LONG, required=False),
            ],
        ),
        Move(
            "call_again", "told", to="applied", by=[MACHINE], cites=CLAUSE, waits=False,
            done="Its hearing will not be held", tells=TELL,
        ),
        Move(
            "make", "told", to="made", by=[MACHINE], cites=CLAUSE, label="Record what a panel decides",
            done="A panel made an order", tells=TELL,
        ),
        Move(
            "refuse", "told", to="refused", by=[MACHINE], cites=CLAUSE, label="Refuse it", waits=False,
            done="A panel made no order", tells=TELL,
        ),
        Move(
            "withdraw", "applied", to="withdrawn", by=APPLY, cites=CLAUSE, reasons=True, waits=False,
            label="Withdraw the application", done="Withdrew the application",
        ),
    ],
    clocks=[
        Clock(
            "approval", starts="identified", stops=("made", "refused", "not_pursued", "withdrawn"),
            working_days=APPROVE_WITHIN, cites=CLAUSE, label="From identified need to approval",
            pauses=(
                Pause(
                    "worker", because="The social worker asked for time", cites="PLAN-F10",
                    waits_on="the social worker", by=TELL,
                ),
            ),
        ),
    ],
)  # fmt: skip
