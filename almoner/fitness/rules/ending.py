"""The end of an agency worker's assignment, and the question that it asks there and then (FTP-3.7)."""

from __future__ import annotations

from almoner.dates.days import typed_day
from almoner.fitness.rules.referral import TESTS
from almoner.people.rules import Role
from almoner.procedure.rules import START, Asking, Field, Kind, Move, Procedure, Refusal

CLAUSE = "FTP-3.7"
REFER, NOT = "refer", "not"

WHY = (
    ("performance", "How they did the work"),
    ("conduct", "What they did or how they behaved"),
    ("other", "Something else, such as that the work is done or that they chose to leave"),
)
ANSWERS = ((REFER, "Yes: refer it"), (NOT, "No: do not refer it"))
#: Reasons for an end that ask the question.
ASKS = frozenset({"performance", "conduct"})


def asks_the_question(asking: Asking) -> bool:
    """Whether the assignment ends for performance or conduct, as far as has been typed."""
    return asking.value("why") in ASKS


def the_end_is_near(asking: Asking) -> Refusal | None:
    """FTP-3.7: an end is written down when it is known, at most a year after it and three months before."""
    ends = typed_day(asking.value("ended_on"))
    if ends is None or -365 <= (ends - asking.on).days <= 92:
        return None
    because = "That is not a day near this one."
    return Refusal(CLAUSE, because, "Give the last day of the assignment.", field="ended_on")


def each_test_is_considered(asking: Asking) -> Refusal | None:
    """FTP-3.7: whether the regulator's tests are met is considered, each with its reason."""
    for code, words in TESTS if asks_the_question(asking) else ():
        if not str(asking.value(f"on_{code}") or "").strip():
            because = f"Nothing is written against the regulator’s test “{words}”."
            return Refusal(CLAUSE, because, "Say whether it is met, and why.", field=f"on_{code}")
    return None


def the_question_is_answered(asking: Asking) -> Refusal | None:
    """FTP-3.7: an assignment that ends for performance or conduct is not ended without the answer: refer, or not."""
    if not asks_the_question(asking) or asking.value("answer") in (REFER, NOT):
        return None
    because = "An assignment that ends for performance or conduct asks whether the regulator has to know."
    return Refusal(CLAUSE, because, "Answer whether to refer it.", field="answer")


def the_answer_has_its_reason(asking: Asking) -> Refusal | None:
    """FTP-3.7: the answer is given with reasons."""
    if not asks_the_question(asking) or str(asking.value("answer_why") or "").strip():
        return None
    return Refusal(CLAUSE, "The answer has no reason.", "Say why it is referred, or why not.", field="answer_why")


def the_agency_was_spoken_to(asking: Asking) -> Refusal | None:
    """FTP-3.7: the discussion with the agency is recorded: with whom, on a day that has come, and what was said."""
    if not asks_the_question(asking):
        return None
    for field, missing in (
        ("spoken_to", "with whom at the agency you talked about it"),
        ("spoken_on", "when you talked to the agency about it"),
        ("spoken", "what you and the agency said"),
    ):
        if not str(asking.value(field) or "").strip():
            return Refusal(CLAUSE, f"It is not said {missing}.", "Talk to the agency first, and write it down.",
                           field=field)  # fmt: skip
    spoken = typed_day(asking.value("spoken_on"))
    if spoken and spoken > asking.on:
        return Refusal(CLAUSE, "That day has not come yet.", "Give the day you talked.", field="spoken_on")
    return None


END = (
    Field("ended_on", "Which is the last day of the assignment?", Kind.DATE),
    Field("agency", "Which agency are they from?", max_length=200),
    Field("why", "Why does it end?", Kind.CHOICE, choices=WHY),
    Field("what", "What happened?", Kind.LONG, hint="What you saw or were told, when, and what was tried."),
)
QUESTION = (
    Field("on_harm", "May the public be harmed? Is this test met, and why?", Kind.LONG, by_rule=True),
    Field("on_confidence", "May public confidence in social work be damaged? Is this test met, and why?", Kind.LONG,
          by_rule=True),
    Field("spoken_to", "With whom at the agency did you talk about it?", by_rule=True, max_length=200),
    Field("spoken_on", "When?", Kind.DATE, by_rule=True),
    Field("spoken", "What did you and the agency say?", Kind.LONG, by_rule=True),
    Field("answer", "Does the regulator have to know?", Kind.CHOICE, choices=ANSWERS, by_rule=True),
    Field("answer_why", "Why, or why not?", Kind.LONG, by_rule=True),
)  # fmt: skip

ENDING = Procedure(
    "ending",
    title="End of an agency assignment",
    states={"ended": "Ended"},
    moves=[
        Move(
            "end", START, to="ended", by=[Role.LINE_MANAGER], cites=CLAUSE, fields=(*END, *QUESTION),
            label="End the assignment", done="Ended the assignment",
            asks=[
                the_end_is_near, each_test_is_considered, the_agency_was_spoken_to, the_question_is_answered,
                the_answer_has_its_reason,
            ],
            tells=[Role.NEXT_MANAGER_UP],
        ),
    ],
)  # fmt: skip
