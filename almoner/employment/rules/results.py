"""What came of a row, in one shape for the page, the workbook and the command."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

BAD = "bad"
CERTAIN, LOOK, NOT_FOUND = "certain", "to be looked at", "not found"
OUTCOMES = (CERTAIN, LOOK, NOT_FOUND, BAD)


class Practice(StrEnum):
    """Whether the person in a row may practise, as far as it is known."""

    MAY = "may practise"
    CONDITIONS = "may practise, with conditions"
    MAY_NOT = "may not practise"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of the list beside the same field of an entry. `agrees` is None where one side has nothing."""

    field: str
    ours: str
    theirs: str
    agrees: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Possible:
    """An entry that a row may be, with the chance of it from 0 to 1, how it stands and the comparison."""

    entry: str
    number: str
    name: str
    town: str
    chance: float
    compared: tuple[Compared, ...]
    status: str = ""
    may_practise: bool | None = None
    until: date | None = None
    why: str = ""
    conditions: str = ""
    said: str = ""

    @property
    def not_agreeing(self) -> tuple[str, ...]:
        """What does not agree, in words, fullest differences included."""
        return tuple(each.words for each in self.compared if each.agrees is False)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one row: its outcome, why, and the entries it may be, likeliest first."""

    line: int
    cells: tuple[str, ...]
    name: str
    number: str
    outcome: str
    why: tuple[str, ...]
    possible: tuple[Possible, ...] = ()
    remarks: tuple[str, ...] = field(default=())
    version: str = ""
    decision: str = ""

    @property
    def best(self) -> Possible | None:
        """The likeliest entry, if any."""
        return self.possible[0] if self.possible else None

    @property
    def accepted(self) -> Possible | None:
        """The entry the row is taken to be: the certain one, until a person decides otherwise."""
        return self.best if self.outcome == CERTAIN else None

    @property
    def practice(self) -> Practice:
        """May the person practise? Known only of a row that is certain or decided."""
        accepted = self.accepted
        if accepted is None or accepted.may_practise is None:
            return Practice.UNKNOWN
        if not accepted.may_practise:
            return Practice.MAY_NOT
        return Practice.CONDITIONS if accepted.conditions else Practice.MAY


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows came out how; `may_not` counts certain rows whose person may not practise."""

    rows: int
    certain: int
    look: int
    not_found: int
    bad: int
    may: int
    conditions: int
    may_not: int

    @property
    def all_well(self) -> bool:
        """Whether every row is certain and everybody in it may practise."""
        return self.rows > 0 and self.certain == self.rows and self.may_not == 0


def count(results: Iterable[Result]) -> Counts:
    """The counts of a list's results."""
    outcomes, practice = Counter[str](), Counter[Practice]()
    for result in results:
        outcomes[result.outcome] += 1
        practice[result.practice] += 1
    return Counts(
        rows=outcomes.total(),
        certain=outcomes[CERTAIN],
        look=outcomes[LOOK],
        not_found=outcomes[NOT_FOUND],
        bad=outcomes[BAD],
        may=practice[Practice.MAY],
        conditions=practice[Practice.CONDITIONS],
        may_not=practice[Practice.MAY_NOT],
    )
