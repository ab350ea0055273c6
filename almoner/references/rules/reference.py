"""A reference, asked of an authority and given by whoever's role there may give it (REF-3, REF-5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from almoner.dates.dated import Dated, Valid
from almoner.dates.days import typed_day
from almoner.people.rules import Role
from almoner.procedure.rules import MACHINE, START, STAY, Asking, Clock, Field, Kind, Move, Procedure, Refusal, Relation
from almoner.references.rules.looking import looks
from almoner.references.rules.seniority import Given

CLAUSE = "REF-5"
SENIOR = Relation("suitably_senior", "a suitably senior manager of the authority")
AGAIN = (("yes", "Yes"), ("support", "Yes, with support or in another post"), ("no", "No"))
#: How long an authority has to give a reference, in working days. Almoner's own choice.
ANSWER = Dated("working days to give a reference", [Valid(10, date(2014, 1, 1))])


def the_days_are_in_order(asking: Asking) -> Refusal | None:
    """REF-3: the days they worked run forward and have been."""
    starts, ends = typed_day(asking.value("worked_from")), typed_day(asking.value("worked_to"))
    if starts and starts > asking.on:
        because = "That day has not come yet."
        return Refusal("REF-3", because, "Give the day they began.", field="worked_from")
    if starts and ends and ends < starts:
        return Refusal("REF-3", "They left before they came.", "Look at both days.", field="worked_to")
    return None


def what_is_said_is_explained(asking: Asking) -> Refusal | None:
    """REF-3: a concern, a formal matter, and that they would not be taken again, are each said in words."""
    for missing, field, words in _unsaid(asking.values):
        return Refusal("REF-3", missing, words, field=field)
    return None


def _unsaid(values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    asked = (
        (values.get("safeguarding") is True, "safeguarding_what", "It is not said what the concern was."),
        (values.get("formal") is True, "formal_what", "It is not said what the matter was, and how it ended."),
        (values.get("again") in ("support", "no"), "again_why", "It is not said why."),
    )
    for applies, field, missing in asked:
        if applies and not str(values.get(field) or "").strip():
            yield missing, field, "Say it plainly, so that the worker can answer it."


def worrying(values: Mapping[str, Any]) -> bool:
    """Whether a reference is marked for the commissioning manager (REF-3).

    It is where it speaks of a safeguarding concern or of a formal matter, or would not take the worker again.
    """
    return values.get("safeguarding") is True or values.get("formal") is True or values.get("again") == "no"


@looks
def the_address_is_the_authoritys(asking: Asking) -> Refusal | None:
    """REF-5, REF-7: a link goes only to an address that the platform knows is the authority's."""
    fault = asking.facts.address_fault(str(asking.value("address") or ""), asking.on)
    if not fault:
        return None
    return Refusal(CLAUSE, fault, "Give a colleague’s work address.", field="address")


def a_colleague_gives_none(asking: Asking) -> Refusal | None:
    """REF-5: a colleague gives no reference, by whatever way it comes."""
    if asking.value("given_as") != Given.COLLEAGUE:
        return None
    because = "A colleague does not give a reference."
    change = "Send this on to a service manager, a head of service or somebody above them."
    return Refusal(CLAUSE, because, change, field="given_as")


QUESTIONS = (
    Field("role_held", "What was their post, and in which team?", max_length=200),
    Field("worked_from", "Their first day with you", Kind.DATE),
    Field("worked_to", "Their last day", Kind.DATE, required=False, hint="Leave it empty while they are with you."),
    Field("practice", "How was their practice?", Kind.LONG,
          hint="Assessment, recording, work with families, caseload. Give examples."),
    Field("conduct", "How did they conduct themselves?", Kind.LONG),
    Field("supervision", "How did they use supervision?", Kind.LONG),
    Field("safeguarding", "Was there any safeguarding concern about them?", Kind.YES_NO),
    Field("safeguarding_what", "What was it, and what came of it?", Kind.LONG, by_rule=True),
    Field("formal", "Was there any disciplinary or fitness to practise matter?", Kind.YES_NO),
    Field("formal_what", "What was it, and how did it end?", Kind.LONG, by_rule=True),
    Field("left_why", "Why did they leave, or why will they?", Kind.LONG),
    Field("again", "Would you take them again?", Kind.CHOICE, choices=AGAIN),
    Field("again_why", "Why, or with what support?", Kind.LONG, by_rule=True),
)  # fmt: skip
REFEREE = (
    Field("referee", "Your name", max_length=200),
    Field("given_as", "What are you to them?", Kind.CHOICE, choices=tuple((g.value, g.words) for g in Given)),
    Field("referee_post", "Your post", max_length=200),
    Field("contact", "Your work email address", max_length=254,
          hint="Whoever verifies this writes to you there or rings your switchboard."),
)  # fmt: skip
_ASKS = (the_days_are_in_order, what_is_said_is_explained)
_STOPPED = ("held", "given", "declined", "set_aside")

REFERENCE = Procedure(
    "reference",
    title="Reference",
    states={
        "asked": "To be given",
        "held": "Waiting for a senior manager’s approval",
        "given": "Given",
        "declined": "Not given",
        "set_aside": "Set aside: from the wrong person",
        "falsified": "Found to be false",
    },
    moves=[
        Move("ask", START, to="asked", by=[MACHINE], cites="REF-1", done="An agency asked for it",
             tells=[SENIOR, Role.HR_OFFICER]),
        Move("give", "asked", to="given", by=[SENIOR], cites=CLAUSE, fields=QUESTIONS, asks=_ASKS,
             label="Give the reference", done="Gave the reference",
             guidance="The social worker reads what you write. Say nothing that you have not said to them."),
        Move("write", "asked", to="held", by=[Role.TEAM_MANAGER], cites=CLAUSE, fields=QUESTIONS, asks=_ASKS,
             label="Write it for a senior manager to approve", done="Wrote it for a senior manager to approve",
             guidance="A first-line manager’s reference counts only once a suitably senior manager approves it.",
             waits=False, tells=[SENIOR]),
        Move("approve", "held", to="given", by=[SENIOR], cites=CLAUSE, not_by_taker_of=["write"],
             label="Approve it as the authority’s reference", done="Approved it as the authority’s reference",
             fields=[Field("added", "Is there anything to add?", Kind.LONG, required=False)]),
        Move("refuse", "held", to="asked", by=[SENIOR], cites=CLAUSE, reasons=True, waits=False,
             label="Refuse it, to be given anew", done="Refused it", tells=[Role.TEAM_MANAGER]),
        Move("send_link", "asked", to=STAY, by=[SENIOR, Role.HR_OFFICER], cites=CLAUSE, waits=False,
             label="Have somebody without an account give it", done="Sent a link to somebody here",
             fields=[Field("address", "Their work email address", max_length=254,
                           hint="At your own organisation. The link works once, for fourteen days.")],
             asks=[the_address_is_the_authoritys]),
        Move("receive", "asked", to="given", by=[MACHINE], cites=CLAUSE, fields=(*REFEREE, *QUESTIONS),
             asks=[a_colleague_gives_none, *_ASKS], done="Given by link, by somebody senior"),
        Move("receive_held", "asked", to="held", by=[MACHINE], cites=CLAUSE, fields=(*REFEREE, *QUESTIONS),
             asks=[a_colleague_gives_none, *_ASKS], done="Written by link, by a first-line manager", tells=[SENIOR]),
        Move("decline", "asked", to="declined", by=[SENIOR], cites="REF-1", reasons=True, waits=False,
             label="Give no reference", done="Gave no reference"),
        Move("set_aside", ("held", "given"), to="set_aside", by=[MACHINE], cites="REF-10",
             done="Set aside by the commissioning authority: from the wrong person", tells=[SENIOR]),
        Move("falsify", "given", to="falsified", by=[MACHINE], cites="REF-14",
             done="Found to be false by the commissioning authority", tells=[SENIOR]),
    ],
    clocks=[Clock("answer", starts="asked", stops=_STOPPED, working_days=ANSWER, cites="REF-1",
                  label="Time to give it")],
)  # fmt: skip
