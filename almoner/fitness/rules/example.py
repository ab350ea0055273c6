"""An anonymised example of a decided case, for employers to learn from: written, looked at by another, published."""

from __future__ import annotations

from almoner.fitness.rules.anonymity import gives_away
from almoner.people.rules import Role
from almoner.procedure.rules import START, Asking, Field, Kind, Move, Procedure, Refusal

CLAUSE = "PLAN-F16"
WRITERS = (Role.INVESTIGATOR, Role.CASE_EXAMINER, Role.HEARINGS_OFFICER)


def it_gives_nobody_away(asking: Asking) -> Refusal | None:
    """PLAN-F16: an example holds no name and no number of the case that it comes from."""
    names, numbers = getattr(asking.facts, "names", ()), getattr(asking.facts, "numbers", ())
    for field in TEXT:
        if given := gives_away(str(asking.value(field.name) or ""), names, numbers):
            because = f"This says “{given[0]}”, which is in a name or number of the case."
            return Refusal(CLAUSE, because, "Say it without that word.", field=field.name)
    return None


TEXT = (
    Field("heading", "What is it an example of, in a line?", max_length=150),
    Field("happened", "What happened?", Kind.LONG, hint="As it could have happened anywhere."),
    Field("decided", "What was decided, and why?", Kind.LONG),
    Field("learned", "What can an employer take from it?", Kind.LONG),
)

EXAMPLE = Procedure(
    "example",
    title="Example for employers",
    states={"drafted": "To be looked at by another", "published": "Published", "dropped": "Not published",
            "withdrawn": "Withdrawn"},
    moves=[
        Move("write", START, to="drafted", by=WRITERS, cites=CLAUSE, fields=TEXT, asks=[it_gives_nobody_away],
             label="Write an example", done="Wrote it"),
        Move("change", "drafted", to="drafted", by=WRITERS, cites=CLAUSE, fields=TEXT, asks=[it_gives_nobody_away],
             label="Write it anew", done="Wrote it anew", waits=False),
        Move("publish", "drafted", to="published", by=WRITERS, cites=CLAUSE, not_by_taker_of=["write", "change"],
             label="Publish it to employers", done="Published it to employers", grave=True,
             guidance="Read it as somebody would who works where it happened. Could they tell whom it is about?"),
        Move("drop", "drafted", to="dropped", by=WRITERS, cites=CLAUSE, reasons=True, waits=False,
             label="Do not publish it", done="Decided not to publish it"),
        Move("withdraw", "published", to="withdrawn", by=WRITERS, cites=CLAUSE, reasons=True, waits=False,
             label="Withdraw it", done="Withdrew it"),
    ],
)  # fmt: skip
