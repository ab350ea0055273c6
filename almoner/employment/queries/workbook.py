"""The workbook of a checked list: counts, every row as it came and what came of it, pairs to look at, bad rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import IO

from almoner.documents.workbooks import Cell, Column, Format, Sheet, write
from almoner.employment.rules import results
from almoner.employment.rules.results import Counts, Result
from almoner.employment.rules.standing import day

ADDED = (
    Column("Row in your file", 10), Column("Outcome", 18), Column("May practise", 24), Column("Reasons", 60),
    Column("Entry", 12), Column("Name on the register", 30), Column("Town on the register", 20),
    Column("Status on the day", 28), Column("Why", 50), Column("Registered until", 16), Column("Conditions", 30),
    Column("What does not agree", 60), Column("Decision", 24), Column("To notice", 50),
)  # fmt: skip


def write_workbook(
    file: IO[bytes],
    format: Format,
    *,
    columns: Sequence[str],
    rows: Sequence[Result],
    on: date,
    title: str,
    register: str,
) -> None:
    """Writes the results of a list to an open file; CSV holds every row alone. Cells that could run are defused."""
    every = Sheet("Every row", [*columns, *ADDED], _every(rows, len(columns)))
    if format is Format.CSV:
        write([every], file, format, title=title)
        return
    sheets = [
        Sheet("Summary", [Column("What", 46), Column("How many", 40)], _summary(rows, on, register)),
        every,
        Sheet("To be looked at", _SIDES, _sides(rows)),
        Sheet("Bad rows", [Column("Row in your file", 10), Column("What to do", 80), *columns], _bad(rows)),
    ]
    write(sheets, file, format, title=title)


def summary_lines(counts: Counts) -> list[tuple[str, int]]:
    """The counts in words, in the order a reader needs them."""
    return [
        ("Rows in the list", counts.rows),
        ("Certain", counts.certain),
        ("    of these, may practise", counts.may),
        ("    of these, may practise with conditions", counts.conditions),
        ("    of these, may not practise", counts.may_not),
        ("To be looked at", counts.look),
        ("Not found", counts.not_found),
        ("Bad rows", counts.bad),
    ]


def _summary(rows: Sequence[Result], on: date, register: str) -> Iterator[Sequence[Cell]]:
    yield ("Checked as at", on)
    yield ("Against", register)
    yield from ((words.strip(), number) for words, number in summary_lines(results.count(rows)))
    version = next((row.version for row in rows if row.version), "")
    yield ("Version of the matching weights", version)


def _every(rows: Sequence[Result], width: int) -> Iterator[Sequence[Cell]]:
    for row in rows:
        cells = [*row.cells, *[""] * (width - len(row.cells))][:width]
        yield [*cells, *_came_of(row)]


def _came_of(row: Result) -> list[Cell]:
    found = row.accepted
    near = row.best
    shown = found or near
    return [
        row.line,
        row.outcome.capitalize(),
        str(row.practice).capitalize(),
        " ".join((*row.why, *(each.words for each in shown.compared)) if shown else row.why),
        shown.number if shown else "",
        shown.name if shown else "",
        shown.town if shown else "",
        shown.status if shown else "",
        " ".join(part for part in (shown.why, shown.said) if part) if shown else "",
        shown.until if shown else None,
        shown.conditions if shown else "",
        " ".join(shown.not_agreeing) if shown else "",
        row.decision,
        " ".join(row.remarks),
    ]


_SIDES = (
    Column("Row in your file", 10), Column("Why it is here", 60), Column("Candidate", 10), Column("Likelihood", 12),
    Column("Field", 14), Column("Your list", 30), Column("The register", 30), Column("Agrees", 10),
    Column("In words", 60), Column("Status on the day", 28),
)  # fmt: skip


def _sides(rows: Sequence[Result]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        if row.outcome != results.LOOK:
            continue
        for at, possible in enumerate(row.possible, start=1):
            for each in possible.compared:
                agrees = {True: "Yes", False: "No", None: ""}[each.agrees]
                theirs = f"{each.theirs}"
                yield (
                    row.line, " ".join(row.why), at, likelihood(possible.chance), each.field.capitalize(), each.ours,
                    theirs, agrees, each.words, possible.status,
                )  # fmt: skip


def _bad(rows: Sequence[Result]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        if row.outcome == results.BAD:
            yield [row.line, " ".join(row.why), *row.cells]


def likelihood(chance: float) -> str:
    """A chance in words; a figure would claim more than it knows."""
    if chance >= 0.95:
        return "Very likely"
    if chance >= 0.6:
        return "Likely"
    return "Possible" if chance >= 0.2 else "Unlikely"


def status_until(status: str, until: date | None) -> str:
    """A status with its last day, where there is one."""
    return f"{status} until {day(until)}" if until else status
