"""A continuous employment history: which days nobody was employed, and which of them want explaining (REF-9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from almoner.dates.dated import Dated, Valid

CLAUSE = "REF-9"
_DAY = timedelta(days=1)

#: The longest gap, in days, that needs no explanation. Almoner's own choice; the procedure names no number.
LONGEST_UNEXPLAINED = Dated("gap that needs no explanation", [Valid(28, date(2014, 1, 1))])
#: How far back a history is asked for without a break, in years. Almoner's own choice.
YEARS = Dated("years of continuous history", [Valid(5, date(2014, 1, 1))])


class Basis(StrEnum):
    """How somebody was engaged in a post."""

    PERMANENT = "permanent"
    FIXED = "fixed"
    AGENCY = "agency"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As a page says it."""
        return {
            Basis.PERMANENT: "Employed permanently",
            Basis.FIXED: "Employed for a fixed term",
            Basis.AGENCY: "Through an agency",
            Basis.OTHER: "Something else, such as study, care of a family or work abroad",
        }[self]

    @property
    def substantive(self) -> bool:
        """Whether the employer itself employed them."""
        return self in (Basis.PERMANENT, Basis.FIXED)


class Left(StrEnum):
    """Why a post ended."""

    RESIGNED = "resigned"
    CONTRACT = "contract"
    REDUNDANT = "redundant"
    PROBATION = "probation"
    DISMISSED = "dismissed"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As a page says it."""
        return {
            Left.RESIGNED: "They resigned",
            Left.CONTRACT: "The contract or the assignment ran its term",
            Left.REDUNDANT: "They were made redundant",
            Left.PROBATION: "It ended during probation",
            Left.DISMISSED: "They were dismissed",
            Left.OTHER: "Another reason",
        }[self]


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which no post covers the history, both included."""

    starts: date
    ends: date
    explanation: str = ""

    @property
    def days(self) -> int:
        """How many."""
        return (self.ends - self.starts).days + 1

    @property
    def explained(self) -> bool:
        """Whether it is said what the person did then."""
        return bool(self.explanation.strip())


def gaps_in(posts: Iterable[tuple[date, date | None]], *, since: date, through: date, longest: int) -> tuple[Gap, ...]:
    """The gaps of more than `longest` days between `since` and `through`, both included, in their order (REF-9).

    `posts` are first and last day of each, both included; without a last day a post goes on. They may overlap and come
    in any order; one that begins the day after another ended leaves no gap, and of what is still to come nothing
    counts. A post that ends before it begins covers nothing.
    """
    found, reached = [], since
    for starts, ends in sorted((s, e or date.max) for s, e in posts):
        if ends < max(starts, reached) or starts > through:
            continue
        if starts > reached:
            found.append(Gap(reached, starts - _DAY))
        if ends >= through:
            return _long(found, longest)
        reached = max(reached, ends + _DAY)
    if reached <= through:
        found.append(Gap(reached, through))
    return _long(found, longest)


def explained_by(gaps: Iterable[Gap], explanations: Iterable[tuple[date, date, str]]) -> tuple[Gap, ...]:
    """Each gap with what was said of it: an explanation holds for a gap that lies within the days it was given for.

    A gap that has grown since is not explained any longer.
    """
    said = list(explanations)
    return tuple(
        Gap(g.starts, g.ends, next((text for starts, ends, text in said if starts <= g.starts and g.ends <= ends), ""))
        for g in gaps
    )


def history_begins(first: date | None, on: date) -> date:
    """The day since when a history has to be whole: so many years back, or the first post where that is later."""
    back = on.replace(year=on.year - YEARS.on(on), day=min(on.day, 28))
    return max(back, first) if first else back


def _long(gaps: list[Gap], longest: int) -> tuple[Gap, ...]:
    return tuple(gap for gap in gaps if gap.days > longest)
