"""A worry about somebody's practice, kept light: what, when, what was tried (FTP-1.2)."""

from __future__ import annotations

from almoner.people.rules import Role
from almoner.procedure.rules import OPEN, START, STAY, Asking, Field, Kind, Move, Procedure, Refusal

CLAUSE = "FTP-1.2"

CLOSINGS = (
    ("improved", "It has been put right"),
    ("supported", "Support is in place, and it is followed in supervision"),
    ("formal", "It has gone to the formal performance or disciplinary procedure"),
    ("left", "They have left"),
    ("unfounded", "There was nothing in it"),
)


def it_happened(asking: Asking) -> Refusal | None:
    """FTP-1.2: what is written down has happened, so its day is not in the future."""
    happened = asking.value("happened_on")
    if happened and str(happened) > asking.on.isoformat():
        return Refusal(CLAUSE, "That day has not come yet.", "Give the day it happened.", field="happened_on")
    return None


def no_referral_is_open(asking: Asking) -> Refusal | None:
    """FTP-1.2: while a referral that grew from the record is open, it is neither closed nor referred again."""
    if getattr(asking.facts, "referral_open", False):
        because = "A referral that grew from this is still open."
        return Refusal(CLAUSE, because, "Wait for what comes of the referral, or withdraw it first.")
    return None


PERFORMANCE = Procedure(
    "performance",
    title="Performance record",
    states={"open": "Open", "closed": "Closed"},
    moves=[
        Move(
            "write_down", START, to="open", by=[Role.LINE_MANAGER], cites=CLAUSE,
            label="Write down a worry", done="Wrote down a worry",
            fields=[
                Field("happened_on", "When did it happen, or when did you first see it?", Kind.DATE),
                Field("what", "What is the worry?", Kind.LONG, hint="What you saw or were told, and by whom."),
                Field("tried", "What has been tried so far?", Kind.LONG, required=False),
            ],
            asks=[it_happened],
        ),
        Move(
            "add", OPEN, to=STAY, by=[Role.LINE_MANAGER, Role.NEXT_MANAGER_UP], cites=CLAUSE,
            label="Add what was tried or seen", done="Added to the record",
            fields=[Field("what", "What was tried, or what was seen?", Kind.LONG)],
        ),
        Move(
            "refer", "open", to=STAY, by=[Role.LINE_MANAGER], cites=CLAUSE, waits=False,
            label="Begin a referral to the regulator", done="Began a referral to the regulator",
            guidance="A referral is for serious concerns: possible harm to the public, or damage to confidence in "
            "social work. Lateness, a clash of personalities or an ordinary disciplinary matter is dealt with here. "
            "You can go through the questions first, with nothing kept and nothing sent.",
            only_if=[no_referral_is_open],
        ),
        Move(
            "close", "open", to="closed", by=[Role.LINE_MANAGER], cites=CLAUSE, waits=False,
            label="Close this record", done="Closed the record", reasons=True, only_if=[no_referral_is_open],
            fields=[Field("how", "How has it ended?", Kind.CHOICE, choices=CLOSINGS)],
        ),
    ],
)  # fmt: skip
