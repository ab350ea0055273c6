"""What case examiners may decide, and what may be accepted without a hearing; from the least to the most restrictive.

Lengths and what is offered are dated. What is marked as a setting is the house's own choice until the published text
has been read, and is never stated as law on a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from almoner.procedure.rules import Dated, Field, Kind, Valid

BEGAN = date(2019, 12, 2)
GUIDANCE = "the regulator's guidance on outcomes"
SETTING = "a setting of this house"

#: How long advice and a warning stand on the register, in years.
TERMS: Dated[tuple[int, ...]] = Dated("years of advice and warnings", [Valid((1, 3, 5), BEGAN, source=GUIDANCE)])

NO_ACTION, ADVICE, WARNING = "no_action", "advice", "warning"
ACCEPTED_OUTCOME, HEARING = "accepted_outcome", "hearing"
OUTCOMES = (
    (NO_ACTION, "No further action"),
    (ADVICE, "Advice"),
    (WARNING, "A warning"),
    (ACCEPTED_OUTCOME, "Propose an outcome for the social worker to accept"),
    (HEARING, "Refer to a hearing"),
)
#: Where there is no realistic prospect of a finding of impairment, and where there is one.
WITHOUT_PROSPECT = frozenset({NO_ACTION, ADVICE, WARNING})
WITH_PROSPECT = {True: frozenset({HEARING}), False: frozenset({ACCEPTED_OUTCOME})}


@dataclass(frozen=True, slots=True)
class Sanction:
    """What may be proposed: its kind on the register, its words, and the most months; None where years are chosen."""

    code: str
    words: str
    most_months: int | None = None


#: From the least restrictive on. Removal is not offered: whether it may be is a setting.
SANCTIONS: Dated[tuple[Sanction, ...]] = Dated(
    "what may be accepted without a hearing",
    [
        Valid(
            (
                Sanction("advice", "Advice"),
                Sanction("warning", "A warning"),
                Sanction("conditions", "Conditions of practice", 36),
                Sanction("suspension", "Suspension", 36),
            ),
            BEGAN,
            source=GUIDANCE,
        )
    ],
)
EVERY_SANCTION = tuple(dict.fromkeys(one for valid in SANCTIONS.values for one in valid.value))
EVERY_TERM = sorted({years for valid in TERMS.values for years in valid.value})

#: Days in which the social worker answers a proposed outcome; the day it is sent does not count.
DAYS_TO_ANSWER: Dated[int] = Dated("days to answer a proposed outcome", [Valid(28, BEGAN, source=SETTING)])

#: What follows when a pair does not agree: "hearing", or "further_pair" once, and a hearing after that.
DISAGREEMENT: Dated[str] = Dated("what follows a disagreement", [Valid("further_pair", BEGAN, source=SETTING)])

#: From when a decision of case examiners can be reviewed, and by which rule.
REVIEWED_FROM = date(2022, 12, 16)
REVIEW_RULE = "rule 12G"

TERM_FIELDS = (
    Field(
        "years", "For how many years should it stand on the register?", Kind.CHOICE, by_rule=True,
        choices=tuple((str(years), "1 year" if years == 1 else f"{years} years") for years in EVERY_TERM),
    ),
    Field("months", "For how many months?", Kind.NUMBER, by_rule=True, hint="Up to 36"),
)  # fmt: skip
SANCTION_FIELD = Field(
    "sanction", "Which outcome would you propose?", Kind.CHOICE, by_rule=True,
    choices=tuple((one.code, one.words) for one in EVERY_SANCTION),
)  # fmt: skip


def sanction(code: object, on: date) -> Sanction | None:
    """What may be proposed under that code on that day."""
    return next((one for one in SANCTIONS.on(on) if one.code == code), None)


def in_words(outcome: str, sanction_code: str = "", years: object = "", months: object = None) -> str:
    """An outcome in words with its length: "A warning, for 3 years"."""
    words = dict(OUTCOMES).get(outcome, outcome)
    proposed = next((one.words for one in EVERY_SANCTION if one.code == sanction_code), "")
    words = f"{words}: {proposed[:1].lower()}{proposed[1:]}" if outcome == ACCEPTED_OUTCOME and proposed else words
    length = f"{years} year{'' if str(years) == '1' else 's'}" if years else f"{months} months" if months else ""
    return f"{words}, for {length}" if length else words
