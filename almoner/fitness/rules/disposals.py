"""What case examiners may decide, and what may be accepted without a hearing; from the least to the most restrictive.

Lengths and what is offered are dated. What is marked as a setting is the house's own choice until the published text
has been read, and is never stated as law on a page.
"""

from __future__ import annotations

from datetime import date

from almoner.fitness.rules.order_law import KINDS
from almoner.procedure.rules import Dated, Field, Kind, Valid

BEGAN = date(2019, 12, 2)
GUIDANCE = "the regulator's guidance on outcomes"
SETTING = "a setting of this house"

NO_ACTION, ADVICE, WARNING = "no_action", "advice", "warning"
ACCEPTED_OUTCOME, HEARING = "accepted_outcome", "hearing"
OUTCOMES = (
    (NO_ACTION, "No further action"),
    (ADVICE, "Advice"),
    (WARNING, "A warning"),
    (ACCEPTED_OUTCOME, "Propose an outcome to the social worker"),
    (HEARING, "Refer to a hearing"),
)
#: Where there is no realistic prospect of a finding of impairment, and where there is one.
WITHOUT_PROSPECT = frozenset({NO_ACTION, ADVICE, WARNING})
WITH_PROSPECT = {True: frozenset({HEARING}), False: frozenset({ACCEPTED_OUTCOME})}


#: What may be proposed, from the least restrictive on. Removal is not among it: whether it may be is a setting.
SANCTIONS: Dated[tuple[str, ...]] = Dated(
    "what may be accepted without a hearing",
    [Valid(("advice", "warning", "conditions", "suspension"), BEGAN, source=GUIDANCE)],
)
EVERY_SANCTION = tuple(dict.fromkeys(code for valid in SANCTIONS.values for code in valid.value))
#: What stands for one of a few lengths, given in years; everything else is for so many months.
IN_YEARS = frozenset({ADVICE, WARNING})
EVERY_TERM = sorted(
    {months // 12 for code in IN_YEARS for valid in KINDS[code].terms.values for months in valid.value.choices}
)

#: Days in which the social worker answers a proposed outcome; the day it is sent does not count.
DAYS_TO_ANSWER: Dated[int] = Dated("days to answer a proposed outcome", [Valid(28, BEGAN, source=SETTING)])

#: What follows when a pair does not agree: "hearing", or "further_pair" once, and a hearing after that.
DISAGREEMENT: Dated[str] = Dated("what follows a disagreement", [Valid("further_pair", BEGAN, source=SETTING)])

#: From when a decision of case examiners can be reviewed, and by which rule.
REVIEWED_FROM = date(2022, 12, 16)
REVIEW_RULE = "rule 12G"

TERM_FIELDS = (
    Field(
        "years", "Advice or a warning: for how many years?", Kind.CHOICE, by_rule=True,
        choices=tuple((str(years), "1 year" if years == 1 else f"{years} years") for years in EVERY_TERM),
    ),
    Field("months", "Conditions or suspension: for how many months?", Kind.NUMBER, by_rule=True, hint="Up to 36"),
)  # fmt: skip
SANCTION_FIELD = Field(
    "sanction", "Which outcome would you propose?", Kind.CHOICE, by_rule=True,
    choices=tuple((code, KINDS[code].title) for code in EVERY_SANCTION),
)  # fmt: skip


def years_offered(code: str, on: date) -> frozenset[int]:
    """The years for which advice or a warning may stand on the register, on that day."""
    return frozenset(months // 12 for months in KINDS[code].terms.on(on).choices)


def most_months(code: str, on: date) -> int:
    """The most months for which an order may be proposed, on that day."""
    return KINDS[code].terms.on(on).longest or 0


def in_words(outcome: str, sanction_code: str = "", years: object = "", months: object = None) -> str:
    """An outcome, or what is proposed, in words with its length: "A warning, for 3 years"."""
    kind = KINDS[outcome].title if outcome in KINDS else outcome
    words = dict(OUTCOMES).get(outcome, kind)
    proposed = KINDS[sanction_code].title if sanction_code in KINDS else ""
    words = f"{words}: {proposed[:1].lower()}{proposed[1:]}" if outcome == ACCEPTED_OUTCOME and proposed else words
    many, one = (years, "year") if years else (months, "month")
    return f"{words}, for {many} {one}{'' if str(many) == '1' else 's'}" if many else words


def months_of(years: int | None, months: int | None) -> int:
    """How long something stands, in months, by whichever was given."""
    return years * 12 if years else months or 0
