"""A row of a list, read by its mapping into what matching and the staff record need, or said to be bad."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from almoner.employment.rules.columns import Field

_DATES = (Field.STARTS, Field.ENDS, Field.BORN)
LONGEST = {
    Field.NUMBER: 60, Field.FULL_NAME: 200, Field.FIRST_NAME: 100, Field.LAST_NAME: 100, Field.KNOWN_AS: 100,
    Field.FORMER_NAME: 200, Field.TOWN: 100, Field.TEAM: 200, Field.JOB_TITLE: 200, Field.MANAGER: 200,
    Field.EMAIL: 254, Field.STAFF_ID: 60,
}  # fmt: skip

DateReader = Callable[[Field, object], date | None]


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row as mapped: its values by field, dates apart, what is wrong with it, and what is only worth saying."""

    line: int
    values: Mapping[Field, str]
    dates: Mapping[Field, date]
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    @property
    def bad(self) -> bool:
        """Whether it cannot be checked as it stands."""
        return bool(self.faults)

    @property
    def name(self) -> str:
        """The name as the employer has it."""
        whole = self.values.get(Field.FULL_NAME, "")
        return whole or " ".join(
            f"{self.values.get(Field.FIRST_NAME, '')} {self.values.get(Field.LAST_NAME, '')}".split()
        )


def read_row(
    line: int, cells: Sequence[object], mapping: Mapping[Field, int], date_in: DateReader, problem: str | None = None
) -> RowRead:
    """One row of the list. `date_in` reads a cell of a date column; `problem` is what the reader of the file found.

    A row is bad when it has neither a name nor a number, when a value is longer than any such value is, or when the
    file itself was broken there. A date that cannot be read is remarked on, not refused: nothing hangs on it.
    """
    values: dict[Field, str] = {}
    dates: dict[Field, date] = {}
    faults = [problem] if problem else []
    remarks: list[str] = []
    for what, column in mapping.items():
        cell = cells[column] if column < len(cells) else None
        text = "" if cell is None else " ".join(str(cell).replace("\x00", "").split())
        if not text:
            continue
        if what in _DATES:
            found = date_in(what, cell)
            if found is None:
                remarks.append(f"{what.words}: “{text[:40]}” is not a date, so it was left out.")
            else:
                dates[what] = found
        elif len(text) > LONGEST[what]:
            faults.append(f"{what.words} is longer than {LONGEST[what]} characters. Check that the columns are right.")
        else:
            values[what] = text
    named = values.keys() & {Field.FULL_NAME, Field.LAST_NAME, Field.FIRST_NAME}
    if not faults and not named and Field.NUMBER not in values:
        faults.append("There is neither a name nor a registration number. Add one of them, or take the row out.")
    return RowRead(line, values, dates, tuple(faults), tuple(remarks))
