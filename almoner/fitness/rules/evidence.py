"""The bundle of evidence: every piece keeps the number and the pages that it was once given (PLAN-F8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from almoner.fitness.rules.investigation import GATHERING
from almoner.people.rules import Role
from almoner.procedure.rules import About, Refusal

CLAUSE = "PLAN-F8"
#: Who may add evidence and withdraw it.
KEEPERS = (Role.INVESTIGATOR, Role.HEARINGS_OFFICER)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a piece of evidence stands: its number, its first page, how many pages it has."""

    number: int
    first_page: int
    pages: int

    @property
    def last_page(self) -> int:
        """The last of its pages."""
        return self.first_page + self.pages - 1

    @property
    def words(self) -> str:
        """Its pages in words: page 4, pages 4 to 9."""
        return f"page {self.first_page}" if self.pages == 1 else f"pages {self.first_page} to {self.last_page}"


def next_place(placed: Iterable[Placed], pages: int) -> Placed:
    """Where the next piece goes: after the last number and the last page ever given, whatever was withdrawn since."""
    if pages < 1:
        raise ValueError("evidence has at least one page")
    last = max(placed, key=lambda one: one.number, default=None)
    return Placed(last.number + 1, last.last_page + 1, pages) if last else Placed(1, 1, pages)


def may_be_added(investigation: str) -> bool:
    """Whether evidence may be added while an investigation is in this state.

    Not while the social worker answers what was disclosed: there it is gathered again first, and disclosed again.
    """
    return investigation in GATHERING or investigation == "referred"


def why_not_given(investigation: str, added: int, shut: Sequence[int]) -> Refusal | None:
    """Why what was added after an investigation cannot be given to the social worker now; None where it can (PLAN-F8).

    `investigation` is the state of the last one, "" where there was none: what a former regulator began may have none
    here. `added` is how many pieces they were not given yet, `shut` the numbers of those that nobody may open.
    """
    if not investigation:
        because = "Nothing was investigated here, and no bundle was ever disclosed."
        return Refusal(
            CLAUSE, because, "Investigate the concern first; the bundle is disclosed from there.", About.STATE
        )
    if investigation != "referred":
        because = "The case is still with its investigator."
        return Refusal(CLAUSE, because, "Disclose the bundle from the investigation’s own page.", About.STATE)
    if not added:
        because = "The social worker was given everything that is in the bundle."
        return Refusal(CLAUSE, because, "Nothing more needs to be done.", About.STATE)
    if shut:
        because = f"Some of the bundle cannot be opened: {', '.join(f'number {number}' for number in shut)}."
        change = "Wait until it has been checked for viruses, or withdraw what was refused."
        return Refusal(CLAUSE, because, change, About.STATE)
    return None
