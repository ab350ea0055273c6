"""The review that every emergency opening gets. How long one may last is in `almoner.people.rules.break_glass`."""

from __future__ import annotations

from almoner.people.rules import Role
from almoner.procedure.rules import MACHINE, START, About, Asking, Clock, Field, Kind, Move, Procedure, Refusal

CLAUSE = "PLAN-O9"

JUSTIFIED, NOT_JUSTIFIED = "justified", "not_justified"


def somebody_else_reviews(asking: Asking) -> Refusal | None:
    """Nobody reviews what they opened themselves. `asking.facts` is the actor who opened the case."""
    if asking.facts is None or asking.facts != asking.actor_id:
        return None
    return Refusal(CLAUSE, "You opened this case yourself.", "Another privacy officer reviews it.", About.TEST)


BREAK_GLASS_REVIEW = Procedure(
    "break_glass_review",
    title="Review of an emergency opening",
    states={
        "to_review": "To be reviewed",
        JUSTIFIED: "It was justified",
        NOT_JUSTIFIED: "It was not justified",
    },
    moves=[
        Move("open", START, to="to_review", by=[MACHINE], cites=CLAUSE, done="Opened a case in an emergency"),
        Move(
            "find_justified", "to_review", to=JUSTIFIED, by=[Role.PRIVACY_OFFICER], cites=CLAUSE, reasons=True,
            label="It was justified", done="Found it justified", only_if=[somebody_else_reviews],
            guidance="Say what you looked at. Whoever opened the case reads your reasons.",
        ),
        Move(
            "find_not_justified", "to_review", to=NOT_JUSTIFIED, by=[Role.PRIVACY_OFFICER], cites=CLAUSE, reasons=True,
            label="It was not justified", done="Found it not justified", only_if=[somebody_else_reviews],
            guidance="If the opening still lasts, this ends it. Whoever opened the case reads your reasons.",
            fields=[Field("follows", "What follows from this?", Kind.LONG, hint="Who has been told, and what is done")],
        ),
    ],
    clocks=[
        Clock(
            "review", starts="to_review", stops=[JUSTIFIED, NOT_JUSTIFIED], working_days=3, cites=CLAUSE, label="Review"
        )
    ],
)  # fmt: skip
