"""A reference is verified before anybody is appointed; what is not answered climbs by itself (REF-6 to REF-13)."""

from __future__ import annotations

from collections.abc import Callable

from almoner.dates.days import typed_day
from almoner.people.rules import Role
from almoner.procedure.rules import MACHINE, START, Asking, Field, Kind, Move, Procedure, Refusal, Relation
from almoner.references.rules.file_facts import How
from almoner.references.rules.looking import looks
from almoner.references.rules.seniority import Given

OURS = Relation("our_side", "those who see to it at the authority that asks")
THEIRS = Relation("their_side", "those who answer at the authority that is asked")
#: Giving the reference settles the request for one: the platform takes that step for whoever gave it.
BY_GIVING = Relation("machine", "the senior manager there")
COMMISSIONERS = (Role.HR_OFFICER, Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR)
HEADS = (Role.HEAD_OF_SERVICE, Role.DEPUTY_DIRECTOR)
OPEN_STATES = ("asked", "raised", "raised_last")
#: How far a matter has climbed: the desk, the senior managers, the heads of service and assistant directors.
DESK, SENIORS, LAST = 0, 1, 2
#: Where a matter can still climb.
CLIMBING = ("asked", "raised")


def it_came_from_somebody_senior(clause: str) -> Callable[[Asking], Refusal | None]:
    """REF-5, REF-10: only what a suitably senior manager gave or approved is verified."""

    def test(asking: Asking) -> Refusal | None:
        if asking.value("given_as") in (None, "", Given.SENIOR):
            return None
        because = "A reference from a colleague or a first-line manager is not verified."
        change = "Say instead that it came from the wrong person: the seniors are then asked for a suitable one."
        return Refusal(clause, because, change, field="given_as")

    return test


@looks
def the_address_is_known(asking: Asking) -> Refusal | None:
    """REF-7: a verification is made at an address that the platform knows is the authority's, not the agency's."""
    fault = asking.facts.address_fault(str(asking.value("address") or ""), asking.on)
    if not fault:
        return None
    change = "Give the work address of whom you spoke or wrote to, at the authority that gave the reference."
    return Refusal("REF-7", fault, change, field="address")


def the_day_has_come(asking: Asking) -> Refusal | None:
    """REF-7: it is written down once it has happened."""
    spoken = typed_day(asking.value("verified_on"))
    if spoken is None or spoken <= asking.on:
        return None
    because = "That day has not come yet."
    return Refusal("REF-7", because, "Give the day you spoke or wrote.", field="verified_on")


def a_worry_has_its_words(asking: Asking) -> Refusal | None:
    """REF-3: a worry that comes up is said in words."""
    if asking.value("worry") is not True or str(asking.value("worry_what") or "").strip():
        return None
    return Refusal("REF-3", "It is not said what the worry is.", "Say it plainly.", field="worry_what")


_AS = Field("given_as", "Who gave it?", Kind.CHOICE, choices=tuple((g.value, g.words) for g in Given))
_WRONG = Field("given_as", "Who gave it?", Kind.CHOICE,
               choices=tuple((g.value, g.words) for g in (Given.FIRST_LINE, Given.COLLEAGUE)))  # fmt: skip
_WORRY = (
    Field("worry", "Is there a worry about the social worker?", Kind.YES_NO),
    Field("worry_what", "What is it?", Kind.LONG, by_rule=True),
)
SPOKEN = (
    Field("how", "How was it verified?", Kind.CHOICE, choices=tuple((h.value, h.words) for h in How)),
    Field("with_whom", "With whom?", max_length=200, hint="Their name and what they are."),
    Field("address", "At which work email address can they be found?", max_length=254,
          hint="One that Almoner knows is the authority’s, whoever gave it to you."),
    Field("verified_on", "When?", Kind.DATE),
    Field("said", "What did they say?", Kind.LONG),
)  # fmt: skip
_STATES = {
    "asked": "Waiting for an answer",
    "raised": "Raised to the senior managers",
    "raised_last": "Raised to the heads of service",
    "withdrawn": "Withdrawn",
}


def _climbing(stands: str) -> list[Move]:
    """The moves by which what is not answered goes up: by the clock, or by a head of service who takes it up."""
    return [
        Move("raise_up", "asked", to="raised", by=[MACHINE], cites="REF-11", waits=False,
             done=f"Nobody {stands} in time, so it went one level up on both sides", tells=[OURS, THEIRS]),
        Move("raise_last", CLIMBING, to="raised_last", by=[MACHINE], cites="REF-13", waits=False,
             done=f"Nobody {stands} in time, so it went to the heads of service", tells=[OURS, THEIRS]),
        Move("take_up", CLIMBING, to="raised_last", by=HEADS, cites="REF-13", reasons=True, waits=False,
             label="Take it up with your equivalent", done="Took it up with their equivalent", tells=[THEIRS]),
        Move("withdraw", OPEN_STATES, to="withdrawn", by=COMMISSIONERS, cites="REF-6", reasons=True, waits=False,
             label="Ask no longer", done="Asked no longer"),
    ]  # fmt: skip


VERIFICATION = Procedure(
    "verification",
    title="Verification of a reference",
    states={**_STATES, "verified": "Verified", "set_aside": "Set aside: from the wrong person",
            "disowned": "Not theirs, they say"},
    moves=[
        Move("ask", START, to="asked", by=COMMISSIONERS, cites="REF-6", label="Ask them to verify it",
             done="Asked them to verify it", tells=[THEIRS]),
        Move("confirm", OPEN_STATES, to="verified", by=[THEIRS], cites="REF-6",
             label="Confirm the reference", done="Confirmed it in writing",
             fields=[_AS, Field("said", "What do you confirm?", Kind.LONG,
                                hint="Who gave it, and whether it still stands."), *_WORRY],
             asks=[it_came_from_somebody_senior("REF-5"), a_worry_has_its_words], tells=[OURS]),
        Move("record", OPEN_STATES, to="verified", by=COMMISSIONERS, cites="REF-7",
             label="Write down that you verified it", done="Verified it",
             fields=[_AS, *SPOKEN, *_WORRY],
             asks=[the_address_is_known, the_day_has_come, it_came_from_somebody_senior("REF-10"),
                   a_worry_has_its_words]),
        Move("wrong_person", OPEN_STATES, to="set_aside", by=[THEIRS, *COMMISSIONERS], cites="REF-10", reasons=True,
             fields=[_WRONG], label="It came from a colleague or a first-line manager",
             done="Set it aside, since it came from the wrong person", waits=False,
             guidance="The reference is set aside, and the senior managers of both authorities settle it.",
             tells=[OURS, THEIRS]),
        Move("disown", OPEN_STATES, to="disowned", by=[THEIRS], cites="REF-14", reasons=True, grave=True, waits=False,
             label="Nobody here gave this reference", done="Said that nobody there gave it", tells=[OURS]),
        *_climbing("answered"),
    ],
)  # fmt: skip

SENIOR_REQUEST = Procedure(
    "senior_request",
    title="Request between senior managers",
    states={**_STATES, "settled": "Given by a suitable person", "declined": "Declined"},
    moves=[
        Move("ask", START, to="asked", by=[MACHINE], cites="REF-10",
             done="Asked the senior manager there for a suitable reference", tells=[OURS, THEIRS]),
        Move("settle", OPEN_STATES, to="settled", by=[BY_GIVING], cites="REF-10", label="Give the reference",
             done="A suitably senior manager gave the reference", tells=[OURS]),
        Move("decline", OPEN_STATES, to="declined", by=[THEIRS], cites="REF-10", reasons=True,
             label="Say that none can be given", done="Said that none can be given", tells=[OURS]),
        *_climbing("gave one"),
    ],
)  # fmt: skip
