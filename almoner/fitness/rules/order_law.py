"""The law of orders as dated data: how long each kind may last, when it takes effect, when it must be reviewed.

Every period is looked up on the day it applies to, so that a change of the law is entered and not programmed. A value
whose source says [R] is recalled and not confirmed: it is a setting, and no page states it as the law.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from almoner.dates.dated import Dated, Valid
from almoner.dates.days import add_months

#: The regulator's first day (domain 0).
BEGINNING = date(2019, 12, 2)
_OUTCOMES = "the regulator's guidance on the outcomes of hearings (domain 2.3)"
_PARAGRAPH_8 = "the Social Workers Regulations 2018, Schedule 2 paragraph 8 (domain 2.4)"
_PARAGRAPH_14 = "the Social Workers Regulations 2018, Schedule 2 paragraph 14(1) (domain 2.4)"


class Source(StrEnum):
    """Who decided on an order, which settles when it takes effect."""

    PANEL = "panel"
    EXAMINERS = "examiners"
    AGREED = "agreed"
    INTERIM = "interim"

    @property
    def words(self) -> str:
        """The source as a page says it."""
        return {
            Source.PANEL: "Decided at a hearing",
            Source.EXAMINERS: "Decided by the case examiners",
            Source.AGREED: "Accepted by the social worker",
            Source.INTERIM: "Decided by an interim order panel",
        }[self]


@dataclass(frozen=True, slots=True)
class Term:
    """How long an order of a kind may last: any time up to `longest`, or one of `choices`; in months."""

    longest: int | None = None
    choices: tuple[int, ...] = ()


def _from_the_beginning(name: str, term: Term, source: str = _OUTCOMES) -> Dated[Term]:
    return Dated(name, [Valid(term, BEGINNING, source=source)])


@dataclass(frozen=True)
class OrderKind:
    """A kind of order. `code` is the register's; `severity` rises with what it takes from the worker."""

    code: str
    title: str
    severity: int
    terms: Dated[Term]
    interim: bool = False
    #: Whether it must be reviewed before its last day; a warning and advice end by themselves.
    reviewed: bool = True
    #: Whether, decided at a hearing, it waits for the time to appeal to pass.
    final: bool = False


_YEARS = Term(choices=(12, 36, 60))
_UP_TO_THREE_YEARS = Term(longest=36)
_UP_TO_18_MONTHS = Term(longest=18)

KINDS: dict[str, OrderKind] = {
    kind.code: kind
    for kind in (
        OrderKind("advice", "Advice", 1, _from_the_beginning("advice", _YEARS), reviewed=False),
        OrderKind("warning", "Warning", 2, _from_the_beginning("warning", _YEARS), reviewed=False),
        OrderKind(
            "conditions", "Conditions of practice order", 3, _from_the_beginning("conditions", _UP_TO_THREE_YEARS),
            final=True,
        ),
        OrderKind(
            "suspension", "Suspension order", 4, _from_the_beginning("suspension", _UP_TO_THREE_YEARS), final=True
        ),
        OrderKind("removal", "Removal order", 5, _from_the_beginning("removal", Term()), reviewed=False, final=True),
        OrderKind(
            "interim-conditions", "Interim conditions of practice order", 3,
            _from_the_beginning("interim conditions", _UP_TO_18_MONTHS, _PARAGRAPH_8), interim=True,
        ),
        OrderKind(
            "interim-suspension", "Interim suspension order", 4,
            _from_the_beginning("interim suspension", _UP_TO_18_MONTHS, _PARAGRAPH_8), interim=True,
        ),
    )
}  # fmt: skip

#: Days to appeal against a final order; it takes effect when they have passed.
APPEAL_DAYS = Dated("time to appeal, in days", [Valid(28, BEGINNING, source="[R] domain 2.2")])
#: Months from the making of an interim order to its first review.
FIRST_REVIEW = Dated("first review of an interim order, in months", [Valid(6, BEGINNING, source=_PARAGRAPH_14)])
#: Months from each review to the next, by the day on which the order was made.
NEXT_REVIEW = Dated(
    "next review of an interim order, in months",
    [
        Valid(3, BEGINNING, date(2022, 11, 17), f"[R] {_PARAGRAPH_14}, as first made"),
        Valid(6, date(2022, 11, 18), source=f"SI 2022/1216 regulation 5(3) to (5); {_PARAGRAPH_14}"),
    ],
)
#: Months between reviews once the High Court has extended an interim order.
REVIEW_AFTER_EXTENSION = Dated(
    "review of an extended interim order, in months",
    [Valid(3, BEGINNING, source="the regulator's guidance on interim orders (domain 2.4)")],
)
#: Months by which the High Court may extend an interim order at a time.
LONGEST_EXTENSION = Dated(
    "extension by the High Court, in months", [Valid(12, BEGINNING, source="[R] paragraph 14(2)")]
)
#: Days of notice of a hearing to the worker; an interim order may be heard sooner.
NOTICE_DAYS = Dated("notice of a hearing, in days", [Valid(28, BEGINNING, source=_OUTCOMES)])
#: Days before its next day that an order is called up for review: notice, and as long again to list. Of the house.
LEAD_DAYS = Dated("an order is called up, in days", [Valid(56, BEGINNING, source="a setting of the house")])
#: Days before its next day on which whoever owns an order is reminded again.
WARNED_AT = (56, 28, 14, 7, 3, 1, 0)


@dataclass(frozen=True, slots=True)
class OrderDates:
    """The days of an order by which its next review is reckoned."""

    kind: str
    made_on: date
    until: date | None
    reviewed_on: date | None = None
    extended_on: date | None = None


def last_day(starts: date, months: int) -> date:
    """The last day of so many months that begin on `starts`."""
    return add_months(starts, months) - timedelta(days=1)


def review_by(order: OrderDates) -> date | None:
    """The last day on which an order may be reviewed next; None for one that is not reviewed.

    A final order before it expires. An interim one within six months of its making, and within so many of each
    review (PLAN-F8); never after its last day.
    """
    kind = KINDS[order.kind]
    if not kind.reviewed:
        return None
    if not kind.interim:
        return order.until
    days = [_interim_review(order), order.until]
    return min(day for day in days if day)


def _interim_review(order: OrderDates) -> date:
    since = max(day for day in (order.made_on, order.reviewed_on, order.extended_on) if day)
    if order.extended_on:
        return last_day(since, REVIEW_AFTER_EXTENSION.on(order.extended_on))
    if order.reviewed_on is None:
        return last_day(since, FIRST_REVIEW.on(order.made_on))
    return last_day(since, NEXT_REVIEW.on(order.made_on))


def earliest_start(kind: OrderKind, source: Source, decided: date) -> date:
    """The first day on which an order may take effect.

    A final order of a panel after the time to appeal; everything else on the day it is decided.
    """
    if kind.final and source is Source.PANEL:
        return decided + timedelta(days=APPEAL_DAYS.on(decided) + 1)
    return decided


def warning_reached(day: date, today: date) -> int | None:
    """The nearest of the days before `day` on which its owner is warned that has come; None before the first."""
    left = (day - today).days
    return next((warned for warned in reversed(WARNED_AT) if left <= warned), None)
