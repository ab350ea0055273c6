"""A concern about a reference: from the wrong person, false, or worrying in what it says (REF-12, REF-14)."""

from __future__ import annotations

from enum import StrEnum

from almoner.procedure.rules import MACHINE, START, Asking, Field, Kind, Move, Procedure, Refusal
from almoner.references.rules.looking import looks
from almoner.references.rules.verification import COMMISSIONERS, HEADS


class About(StrEnum):
    """What the concern is about."""

    WRONG_PERSON = "wrong_person"
    FALSE = "false"
    WORRY = "worry"

    @property
    def words(self) -> str:
        """As a page says it."""
        return {
            About.WRONG_PERSON: "It came from a colleague or a first-line manager",
            About.FALSE: "It may be false",
            About.WORRY: "What it says of the social worker",
        }[self]


def it_may_be_false(asking: Asking) -> Refusal | None:
    """REF-14: what is marked as falsified was doubted as such."""
    return _unless(asking, About.FALSE, "This concern is not that the reference is false.")


def it_is_a_worry(asking: Asking) -> Refusal | None:
    """REF-14: what is substantiated is a worry about the social worker."""
    return _unless(asking, About.WORRY, "This concern is not about what the reference says of the social worker.")


@looks
def a_reminder_has_its_words(asking: Asking) -> Refusal | None:
    """REF-12: a reminder that is sent says something."""
    if asking.value("remind") is not True or str(asking.value("reminder") or "").strip():
        return None
    because = "There is nothing for the managers to read."
    return Refusal("REF-12", because, "Write the reminder, or take the words that are offered.", field="reminder")


def _unless(asking: Asking, about: About, because: str) -> Refusal | None:
    if asking.facts is None or asking.facts.about == about:
        return None
    return Refusal("REF-14", because, "Raise a concern of its own, or close this one.")


STANDARDS = (
    "At the end of a temporary post a reference is given by a suitably senior manager: never by a colleague or a "
    "first-line manager. One for a team manager is completed or approved by a service manager or above. A request "
    "to verify a reference is answered within its days, by word, in writing or both."
)
_FOUND = (Field("found", "What shows it?", Kind.LONG, hint="What was said, by whom, when. It goes into the referral."),)

REFERENCE_CONCERN = Procedure(
    "reference_concern",
    title="Concern about a reference",
    states={"open": "Open", "referred": "Going to the regulator", "closed": "Closed"},
    moves=[
        Move("raise", START, to="open", by=[*COMMISSIONERS, MACHINE], cites="REF-12", label="Raise a concern",
             done="Raised it", tells=HEADS,
             fields=[Field("about", "What is it about?", Kind.CHOICE, choices=tuple((a.value, a.words) for a in About)),
                     Field("what", "What happened?", Kind.LONG)]),
        Move("falsified", "open", to="referred", by=HEADS, cites="REF-14", only_if=[it_may_be_false], fields=_FOUND,
             grave=True, label="It is false: refer it", done="Found it to be false, and began a referral",
             guidance="A referral to the regulator is begun with what is known filled in. Think of the police and of "
                      "legal advice too."),
        Move("substantiated", "open", to="referred", by=HEADS, cites="REF-14", only_if=[it_is_a_worry], fields=_FOUND,
             grave=True, label="The worry is substantiated: refer it",
             done="Found the worry substantiated, and began a referral"),
        Move("close", ("open", "referred"), to="closed", by=HEADS, cites="REF-12", asks=[a_reminder_has_its_words],
             label="Close it", done="Closed it",
             fields=[Field("came_of_it", "What came of it?", Kind.LONG),
                     Field("remind", "Remind your managers of the standards for references?", Kind.YES_NO,
                           hint="It becomes something for them to read, and shows who has."),
                     Field("reminder", "What are they to read?", Kind.LONG, by_rule=True)]),
    ],
)  # fmt: skip
