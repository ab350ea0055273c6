"""The decision review group: a sample of each month’s decisions, drawn by a seed, looked at by others (PLAN-F11).

The draw is weighted without replacement: each decision gets a number from the sha256 of the seed and its id, raised to
one over its weight, and the greatest are the sample. So the same seed gives the same sample whoever draws it and in
whatever order the decisions come, and a decision of twice the weight is about twice as likely to be in it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from almoner.fitness.rules.disposals import BEGAN, SETTING
from almoner.procedure.rules import (
    MACHINE,
    START,
    STAY,
    Asking,
    Dated,
    Field,
    Kind,
    Move,
    Procedure,
    Refusal,
    Relation,
    Valid,
)

CLAUSE = "PLAN-F11"
MEMBER = Relation("review_group_member", "a member of the decision review group")

#: How many decisions are looked at each month, and how much each kind counts.
SIZE: Dated[int] = Dated("decisions looked at each month", [Valid(10, BEGAN, source=SETTING)])
WEIGHTS: Dated[Mapping[str, int]] = Dated(
    "weights of decisions",
    [Valid({"no_action": 1, "advice": 2, "warning": 2, "accepted_outcome": 3, "hearing": 2}, BEGAN, source=SETTING)],
)
_BITS = 53

FOUND = (
    ("sound", "Sound"),
    ("learning", "Sound, with something to learn"),
    ("unsound", "Not sound"),
)


@dataclass(frozen=True, slots=True)
class Sampled:
    """A decision in the sample: its case, its reference, what was decided, and how much it weighed."""

    case_id: str
    reference: str
    outcome: str
    weight: int


def draw(decisions: Iterable[Sampled], seed: str, size: int) -> list[Sampled]:
    """The sample of at most `size` decisions that `seed` gives, the first drawn first (PLAN-F11)."""
    return sorted(decisions, key=lambda one: (-_luck(seed, one), one.case_id))[:size]


def _luck(seed: str, one: Sampled) -> float:
    """log(u) / weight, which orders as u to the power of one over the weight; u is in (0, 1)."""
    digest = hashlib.sha256(f"{seed}:{one.case_id}".encode()).digest()
    drawn = (int.from_bytes(digest[:8], "big") >> (64 - _BITS)) + 1
    return math.log(drawn / (2**_BITS + 1)) / one.weight


class GroupFacts(Protocol):
    """What the tests look at."""

    @property
    def references(self) -> frozenset[str]:
        """The references of the decisions in the sample."""

    def took_part(self, reference: str, actor_id: str) -> bool:
        """Whether somebody had a part in the decision of that reference."""

    @property
    def lived_experience(self) -> frozenset[str]:
        """Those of the group who have lived experience, as the record names them."""

    @property
    def from_elsewhere(self) -> frozenset[str]:
        """Those of the group who come from another regulator."""


def it_is_in_the_sample(asking: Asking) -> Refusal | None:
    """PLAN-F11: what is looked at is what was drawn."""
    given = str(asking.value("decision") or "").strip()
    if asking.facts is None or not given or given in asking.facts.references:
        return None
    return Refusal(CLAUSE, "This decision is not in the sample.", "Choose one that was drawn.", field="decision")


def it_is_not_their_own(asking: Asking) -> Refusal | None:
    """PLAN-F11: nobody reviews a decision in which they had a part."""
    given = str(asking.value("decision") or "").strip()
    if asking.facts is None or not given or not asking.facts.took_part(given, asking.actor_id):
        return None
    because = "You had a part in this decision, so somebody else of the group has to look at it."
    return Refusal(CLAUSE, because, "Look at another one.", field="decision")


def learning_is_said(asking: Asking) -> Refusal | None:
    """PLAN-F11: where there is something to learn, it is said what, so that it can become an action."""
    if asking.value("found") in (None, "", "sound") or str(asking.value("learning") or "").strip():
        return None
    return Refusal(CLAUSE, "It is not said what is to be learned.", "Say it, and by whom.", field="learning")


def every_decision_was_looked_at(asking: Asking) -> Refusal | None:
    """PLAN-F11: the month is finished when each decision in the sample has a finding."""
    if asking.facts is None:
        return None
    seen = {str(step.values.get("decision", "")).strip() for step in asking.taken if step.move == "review"}
    missing = sorted(asking.facts.references - seen)
    if not missing:
        return None
    because = f"Nobody has looked at {', '.join(missing[:3])}{' and others' if len(missing) > 3 else ''} yet."
    return Refusal(CLAUSE, because, "Write a finding on each.")


def the_group_was_whole(asking: Asking) -> Refusal | None:
    """PLAN-F11: among those who looked was somebody with lived experience, and somebody from another regulator."""
    if asking.facts is None:
        return None
    looked = {step.actor_id for step in asking.taken if step.move == "review"}
    if not asking.facts.references:
        return None
    if not looked & asking.facts.lived_experience:
        because = "Nobody with lived experience has looked at any of these decisions."
        return Refusal(CLAUSE, because, "Have a member with lived experience look at one.")
    if not looked & asking.facts.from_elsewhere:
        because = "Nobody from another regulator has looked at any of these decisions."
        return Refusal(CLAUSE, because, "Have a member from another regulator look at one.")
    return None


REVIEW_GROUP = Procedure(
    "review_group",
    title="Decision review group",
    states={"drawn": "Being looked at", "finished": "Finished"},
    moves=[
        Move("draw", START, to="drawn", by=[MACHINE], cites=CLAUSE, done="Drew the sample", tells=[MEMBER]),
        Move(
            "review", "drawn", to=STAY, by=[MEMBER], cites=CLAUSE, label="Write a finding on a decision",
            done="Looked at a decision", asks=[it_is_in_the_sample, it_is_not_their_own, learning_is_said],
            fields=[
                Field("decision", "Which decision?", hint="Its reference, as it stands above its text.", max_length=40),
                Field("found", "What do you find?", Kind.CHOICE, choices=FOUND),
                Field("finding", "Why?", Kind.LONG, hint="Name nobody."),
                Field("learning", "What is to be learned, and by whom?", Kind.LONG, by_rule=True),
            ],
        ),
        Move(
            "finish", "drawn", to="finished", by=[MEMBER], cites=CLAUSE, reasons=True, label="Finish the month",
            done="Finished the month", only_if=[every_decision_was_looked_at, the_group_was_whole],
            guidance="Say what the month taught: themes, and whether any group of people was treated otherwise.",
        ),
    ],
)  # fmt: skip


def month_before(day: date) -> date:
    """The first day of the month before the one that `day` is in."""
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)
