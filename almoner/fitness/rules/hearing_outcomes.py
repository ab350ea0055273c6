"""What a panel may decide, on what findings, and the order that each outcome makes.

The outcomes rise with what they take from the worker. A panel that goes beyond the first has to say why each lesser
one would not protect the public: the least restrictive outcome that protects is the rule (domain 2.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from almoner.dates.days import CalendarError
from almoner.fitness.rules.order_law import KINDS, OrderKind, Source, earliest_start, last_day
from almoner.fitness.rules.order_tests import too_long, written_day
from almoner.procedure.rules import About, Asking, Field, Kind, Refusal, Taken

CLAUSE = "PLAN-F8"


class Purpose(StrEnum):
    """Why a panel sits."""

    FINAL = "final"
    REVIEW = "review"
    INTERIM = "interim"

    @property
    def words(self) -> str:
        """The purpose as staff read it."""
        return {
            Purpose.FINAL: "Final hearing",
            Purpose.REVIEW: "Review of an order",
            Purpose.INTERIM: "Interim order hearing",
        }[self]

    @property
    def in_plain_words(self) -> str:
        """What it is about, as the public reads it, and nothing more."""
        return {
            Purpose.FINAL: "Whether the social worker is fit to practise",
            Purpose.REVIEW: "Whether an order about the social worker is still needed",
            Purpose.INTERIM: "Whether an order is needed while a concern is looked into",
        }[self]

    @property
    def in_a_letter(self) -> str:
        """What it is about, as the social worker is written it."""
        return {
            Purpose.FINAL: "whether you are fit to practise",
            Purpose.REVIEW: "whether the order about you is still needed",
            Purpose.INTERIM: "whether an order is needed while the concern is looked into",
        }[self]


#: The steps by which a panel makes its findings.
FINDINGS = ("find_facts", "find_ground", "find_impairment")
#: Final outcomes, the least restrictive first.
FINAL = ("no_action", "advice", "warning", "conditions", "suspension", "removal")
INTERIM = ("no_interim", "interim-conditions", "interim-suspension")
REVIEW = ("confirm", "vary", "revoke", "let_end")
OUTCOMES = {
    "no_action": "No further action",
    **{kind.code: kind.title for kind in KINDS.values()},
    "no_interim": "No interim order",
    "confirm": "The order goes on as it is",
    "vary": "The order is varied, or another takes its place",
    "revoke": "The order is revoked",
    "let_end": "The order ends on its last day",
}
OF_PURPOSE = {Purpose.FINAL: FINAL, Purpose.REVIEW: REVIEW, Purpose.INTERIM: INTERIM}
#: What needs a finding that fitness to practise is impaired; advice and a warning do too (domain 2.3).
LIGHTEST = {Purpose.FINAL: "no_action", Purpose.INTERIM: "no_interim", Purpose.REVIEW: ""}
TESTS = (
    ("public", "It is necessary for the protection of the public"),
    ("worker", "It is in the best interests of the social worker"),
)


class HearingFacts(Protocol):
    """What the tests look at: why the panel sits, and the order it reviews."""

    purpose: str
    order_kind: str
    order_until: date | None


OUTCOME_FIELDS = (
    Field("outcome", "What does the panel decide?", Kind.CHOICE, choices=tuple(OUTCOMES.items())),
    Field("tests", "Which test is met?", Kind.SEVERAL, by_rule=True, choices=TESTS, hint="For an interim order."),
    Field(
        "kind", "Which order?", Kind.CHOICE, by_rule=True, hint="When a review varies or replaces the order.",
        choices=tuple((kind.code, kind.title) for kind in KINDS.values() if kind.reviewed),
    ),
    Field("months", "For how many months?", Kind.NUMBER, by_rule=True, hint="12, 36 or 60 for a warning or advice."),
    Field(
        "begins", "When does what takes its place begin?", Kind.CHOICE, by_rule=True,
        choices=(("today", "Today"), ("at_its_end", "The day after the order ends")), hint="For a review.",
    ),
    Field("shown", "What will the register show?", Kind.LONG, by_rule=True, hint="The public reads this."),
    Field(
        "why_no_less", "Why would nothing less protect the public?", Kind.LONG, by_rule=True,
        hint="Take each lesser outcome in turn.",
    ),
    Field(
        "cover", "Is an interim order needed until it takes effect?", Kind.CHOICE, by_rule=True,
        choices=(("none", "No"), ("interim-conditions", "Yes, conditions"), ("interim-suspension", "Yes, suspension")),
        hint="A final order takes effect once the time to appeal has passed.",
    ),
)  # fmt: skip


#: What is asked for, by the purpose of the hearing.
_ALWAYS = ("outcome", "months", "shown", "why_no_less")
ASKED_FOR = {
    Purpose.FINAL: (*_ALWAYS, "cover"),
    Purpose.INTERIM: (*_ALWAYS, "tests"),
    Purpose.REVIEW: (*_ALWAYS, "kind", "begins"),
}


@dataclass(frozen=True, slots=True)
class Ordered:
    """The order that an outcome makes: of which kind, from when through when, and who decided."""

    kind: str
    starts: date
    until: date | None
    source: Source


def findings(taken: tuple[Taken, ...]) -> dict[str, Taken]:
    """What the panel has found: facts, ground, impairment, as the steps by which it did.

    What another panel found, before the case was to be heard again, has fallen.
    """
    found: dict[str, Taken] = {}
    for step in taken:
        if step.move == "hear_again":
            found = {}
        elif step.move in FINDINGS:
            found[step.move] = step
    return found


def impaired(taken: tuple[Taken, ...]) -> bool:
    """Whether the panel has found that fitness to practise is impaired now."""
    found = findings(taken).get("find_impairment")
    return found is not None and found.values.get("impaired") is True


def it_fits_the_purpose(asking: Asking) -> Refusal | None:
    """A final hearing, a review and an interim panel each decide what is theirs to decide."""
    purpose, outcome = _purpose(asking), str(asking.value("outcome") or "")
    if purpose is None or outcome not in OUTCOMES or outcome in OF_PURPOSE[purpose]:
        return None
    because = f"“{OUTCOMES[outcome]}” is not for this: {purpose.words.lower()}."
    return Refusal(CLAUSE, because, "Choose one of its own outcomes.", About.FIELD, "outcome")


def the_findings_bear_it(asking: Asking) -> Refusal | None:
    """At a final hearing the panel finds facts, ground and impairment, in that order, before it decides."""
    if _purpose(asking) is not Purpose.FINAL:
        return None
    outcome, found = asking.value("outcome"), findings(asking.taken)
    wanted = next_finding(asking.taken)
    if wanted:
        because = f"The panel has not found on {wanted}."
        return Refusal(CLAUSE, because, "Record what it finds first, with its reasons.", About.TEST, "outcome")
    if outcome in FINAL and (outcome != "no_action") and not impaired(asking.taken):
        because = "The panel has not found that fitness to practise is impaired."
        return Refusal(
            CLAUSE, because, "Only then is there an outcome beyond no further action.", About.FIELD, "outcome"
        )
    return None if found else Refusal(CLAUSE, "Nothing is found.", "Record the findings.", About.TEST)


def next_finding(taken: tuple[Taken, ...]) -> str:
    """What the panel has to find on next, in words; "" once nothing more can be found.

    Where no fact is proved there is no ground, and where there is no ground there is no impairment.
    """
    found = findings(taken)
    if "find_facts" not in found:
        return "the facts"
    if found["find_facts"].values.get("facts") == "none":
        return ""
    if "find_ground" not in found:
        return "the ground"
    if found["find_ground"].values.get("made_out") is False:
        return ""
    return "" if "find_impairment" in found else "impairment"


def the_test_is_met(asking: Asking) -> Refusal | None:
    """An interim order is made only on one of its two tests (PLAN-F6)."""
    outcome = str(asking.value("outcome") or "")
    if not outcome.startswith("interim-") or asking.value("tests"):
        return None
    because = "An interim order is made only where it is necessary, or in the worker’s best interests."
    return Refusal("PLAN-F6", because, "Choose the test that is met, or make no order.", About.FIELD, "tests")


def least_restrictive(asking: Asking) -> Refusal | None:
    """Whatever goes beyond the lightest outcome comes with why nothing less protects."""
    purpose, outcome = _purpose(asking), str(asking.value("outcome") or "")
    if purpose is None or outcome in ("", LIGHTEST[purpose], "revoke", "let_end"):
        return None
    if str(asking.value("why_no_less") or "").strip():
        return None
    because = "The least restrictive outcome that protects the public is the one to choose."
    return Refusal(CLAUSE, because, "Write why nothing less would protect.", About.FIELD, "why_no_less")


def it_says_what_is_shown(asking: Asking) -> Refusal | None:
    """An order that the register shows says what it shows."""
    makes_one = str(asking.value("outcome") or "") in KINDS or asking.value("outcome") == "vary"
    if not makes_one or str(asking.value("shown") or "").strip():
        return None
    return Refusal(CLAUSE, "There is nothing to publish.", "Write what the register shows.", About.FIELD, "shown")


def it_lasts_lawfully(asking: Asking) -> Refusal | None:
    """The order that follows is no longer than the law allows, on the day on which it would begin."""
    outcome = str(asking.value("outcome") or "")
    kind = _ordered_kind(asking)
    if kind is None or kind.code == "removal":
        if outcome == "vary":
            return Refusal(CLAUSE, "No order is chosen.", "Choose which order it becomes.", About.FIELD, "kind")
        return None
    if _keeps_its_period(asking, kind):
        return None
    months = asking.value("months")
    if not isinstance(months, int) or not 0 < months <= 600:
        return Refusal(CLAUSE, "How long is not given.", "Give a number of months.", About.FIELD, "months")
    try:
        made = ordered(asking)
    except (CalendarError, ValueError, OverflowError):
        return Refusal(CLAUSE, "That is longer than can be reckoned.", "Give fewer months.", About.FIELD, "months")
    refused = made and too_long(kind, made.starts, made.until)
    if not refused:
        return None
    return Refusal(CLAUSE, refused.because, refused.what_would_change_it, About.FIELD, "months")


def a_review_replaces_like_by_like(asking: Asking) -> Refusal | None:
    """A review puts an interim order in an interim one's place, and a final one in a final one's."""
    facts, kind = asking.facts, KINDS.get(str(asking.value("kind") or ""))
    if asking.value("outcome") != "vary" or kind is None or facts is None or not facts.order_kind:
        return None
    if kind.interim is KINDS[facts.order_kind].interim:
        return None
    because = "A review puts an interim order in place of an interim one, and a final one of a final one."
    return Refusal(CLAUSE, because, "Choose another kind.", About.FIELD, "kind")


def cover_is_said(asking: Asking) -> Refusal | None:
    """With a final order the panel says whether the time until it takes effect has to be covered."""
    kind = KINDS.get(str(asking.value("outcome") or ""))
    wanted = _purpose(asking) is Purpose.FINAL and kind is not None and kind.final
    if wanted and not asking.value("cover"):
        because = "The order takes effect only once the time to appeal has passed."
        return Refusal(CLAUSE, because, "Say whether the public is protected until then.", About.FIELD, "cover")
    if not wanted and asking.value("cover") not in (None, "none"):
        return Refusal(CLAUSE, "Nothing here waits for an appeal.", "Leave it out.", About.FIELD, "cover")
    return None


OUTCOME_TESTS = (
    it_fits_the_purpose, the_findings_bear_it, the_test_is_met, least_restrictive, it_says_what_is_shown,
    a_review_replaces_like_by_like, it_lasts_lawfully, cover_is_said,
)  # fmt: skip


def ordered(asking: Asking) -> Ordered | None:
    """The order that the outcome in `values` makes when it is decided on `on`; None where it makes none."""
    kind = _ordered_kind(asking)
    if kind is None:
        return None
    source = Source.INTERIM if kind.interim else Source.PANEL
    starts = earliest_start(kind, source, asking.on)
    if asking.value("outcome") == "vary":
        starts = asking.on
        until = asking.facts.order_until
        if asking.value("begins") == "at_its_end" and until:
            starts = until + timedelta(days=1)
        if _keeps_its_period(asking, kind):
            return Ordered(kind.code, asking.on, until, source)
    if kind.code == "removal":
        return Ordered(kind.code, starts, None, source)
    return Ordered(kind.code, starts, last_day(starts, int(asking.value("months"))), source)


def too_late(day: date, order_day: date | None) -> Refusal | None:
    """Why an order cannot be reviewed on so late a day, or None."""
    if order_day is None or day <= order_day:
        return None
    because = f"The order must be reviewed by {written_day(order_day)}, and that is later."
    return Refusal(CLAUSE, because, "Choose an earlier day.", About.FIELD, "last_day")


def _keeps_its_period(asking: Asking, kind: OrderKind) -> bool:
    return asking.value("outcome") == "vary" and kind.interim


def _ordered_kind(asking: Asking) -> OrderKind | None:
    outcome = str(asking.value("outcome") or "")
    return KINDS.get(str(asking.value("kind") or "") if outcome == "vary" else outcome)


def _purpose(asking: Asking) -> Purpose | None:
    purpose = getattr(asking.facts, "purpose", "")
    return Purpose(purpose) if purpose else None
