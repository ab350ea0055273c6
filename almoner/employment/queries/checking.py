"""Reading a list that an employer sent, and checking it against an extract: what the command and the job share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from django.db import transaction

from almoner.documents import spreadsheets
from almoner.employment.rules import columns as columns_rules
from almoner.employment.rules import results
from almoner.employment.rules.columns import Field
from almoner.employment.rules.results import Compared, Possible, Result
from almoner.employment.rules.rows import RowRead, read_row
from almoner.employment.rules.standing import say
from almoner.register import queries as register
from almoner.register.queries import judging
from almoner.register.queries.judging import Candidate, Judgement, Listed


@dataclass(frozen=True)
class ListRead:
    """A list as read: what its columns are called, its rows, and what the reader has to say of the file."""

    columns: tuple[str, ...]
    rows: tuple[spreadsheets.Row, ...]
    kind: str
    notices: tuple[str, ...]
    about: Mapping[str, str]
    header_line: int | None

    @property
    def blank(self) -> bool:
        """Whether no row stands under the headings."""
        return not self.rows


def read_list(source: str | os.PathLike[str] | bytes | IO[bytes], *, sheet: str | None = None) -> ListRead:
    """Reads a list in a limited child process. Raises spreadsheets.Unreadable, in words for its owner."""
    limits = spreadsheets.Limits(rows=50_000)
    with spreadsheets.read(source, limits=limits, sheet=sheet) as table:
        rows = tuple(table)
        return ListRead(
            table.columns, rows, str(table.kind), tuple(table.notices), dict(table.about), table.header_line
        )


def map_rows(rows: Iterable[spreadsheets.Row], mapping: Mapping[Field, int]) -> list[RowRead]:
    """Every row read by the mapping. Dates are read a column at a time, since one cell cannot say its order."""
    listed = list(rows)
    orders: dict[Field, spreadsheets.DateOrder] = {
        field: spreadsheets.order_of(row.values[column] for row in listed if column < len(row.values))
        for field, column in mapping.items()
        if field in (Field.STARTS, Field.ENDS, Field.BORN)
    }

    def date_in(field: Field, cell: object) -> date | None:
        return spreadsheets.date_of(cell, orders[field]) if cell is None or isinstance(cell, str | date) else None

    return [read_row(row.line, row.values, mapping, date_in, row.problem) for row in listed]


def listed(row: RowRead) -> Listed:
    """A row as matching compares it."""
    value = row.values.get
    return Listed(
        line=row.line,
        number=value(Field.NUMBER, ""),
        full_name=value(Field.FULL_NAME, ""),
        first_name=value(Field.FIRST_NAME, ""),
        last_name=value(Field.LAST_NAME, ""),
        known_as=value(Field.KNOWN_AS, ""),
        former_name=value(Field.FORMER_NAME, ""),
        town=value(Field.TOWN, ""),
        starts=row.dates.get(Field.STARTS),
        born=row.dates.get(Field.BORN),
    )


def guess_mapping(read: ListRead) -> dict[Field, int]:
    """What the columns are taken to hold when nobody has said."""
    rows = [row.values for row in read.rows[: columns_rules.SHOWN_ROWS]]
    return {each.field: each.column for each in columns_rules.guess(read.columns, rows) if each.field is not None}


def check_against_extract(
    read: ListRead,
    mapping: Mapping[Field, int],
    extract: judging.Extract,
    progress: Callable[[int], None] | None = None,
) -> list[Result]:
    """What came of every row of a list against a register extract, in the list's order. Needs no database."""
    mapped = map_rows(read.rows, mapping)
    judged = {
        judgement.line: judgement
        for judgement in judging.judge_rows_against([listed(row) for row in mapped if not row.bad], extract, progress)
    }
    return [
        result_of(row, raw.texts, judged.get(row.line), lambda candidate: _in_extract(candidate, extract))
        for row, raw in zip(mapped, read.rows, strict=True)
    ]


def check_here(
    read: ListRead, mapping: Mapping[Field, int], on: date, progress: judging.Progress | None = None
) -> list[Result]:
    """What came of every row of a list against the register held here, in the list's order."""
    mapped = map_rows(read.rows, mapping)
    judged = {each.line: each for each in judging.judge_rows([listed(row) for row in mapped if not row.bad], progress)}
    with transaction.atomic():
        standings = standings_on({int(one.entry.key) for each in judged.values() for one in each.candidates}, on)
    return [
        result_of(row, raw.texts, judged.get(row.line), lambda candidate: possible(candidate, standings))
        for row, raw in zip(mapped, read.rows, strict=True)
    ]


def standings_on(entries: Iterable[int], on: date) -> dict[int, register.EntryOn]:
    """How the register publishes these entries on a day, however many they are."""
    wanted = sorted(set(entries))
    found: dict[int, register.EntryOn] = {}
    for start in range(0, len(wanted), 2000):
        found |= register.facts_for(wanted[start : start + 2000], on)
    return found


def possible(candidate: Candidate, standings: Mapping[int, register.EntryOn]) -> Possible:
    """A candidate with how its entry stands."""
    entry = standings.get(int(candidate.entry.key))
    said = say(entry.standing if entry else None)
    return Possible(
        entry=candidate.entry.key,
        number=candidate.entry.number,
        name=candidate.entry.name,
        town=candidate.entry.town,
        chance=candidate.chance,
        compared=compared(candidate),
        status=said.status,
        may_practise=said.may_practise,
        until=said.until,
        why=said.why,
        conditions=conditions_of(entry),
    )


def conditions_of(entry: register.EntryOn | None) -> str:
    """The conditions that bind the person, as published."""
    orders = entry.standing.conditions if entry else ()
    return "; ".join(f"{order.kind.title}{': ' + order.text if order.text else ''}" for order in orders)


def result_of(
    row: RowRead,
    cells: Sequence[str],
    judgement: Judgement | None,
    standing: Callable[[Candidate], Possible],
) -> Result:
    """What came of one row; a bad row is judged by nobody."""
    if judgement is None:
        return Result(
            row.line, tuple(cells), row.name, row.values.get(Field.NUMBER, ""), results.BAD, row.faults,
            remarks=row.remarks,
        )  # fmt: skip
    possible = tuple(standing(candidate) for candidate in judgement.candidates)
    said = tuple(each.said for each in possible[:1] if each.said)
    return Result(
        line=row.line,
        cells=tuple(cells),
        name=row.name,
        number=row.values.get(Field.NUMBER, ""),
        outcome=str(judgement.band),
        why=judgement.why,
        possible=possible,
        remarks=(*said, *row.remarks),
        version=judgement.version,
    )


def compared(candidate: Candidate) -> tuple[Compared, ...]:
    """The comparison of a row with an entry, field by field."""
    return tuple(Compared(r.field, r.ours, r.theirs, r.agrees, r.words) for r in candidate.reasons)


def _in_extract(candidate: Candidate, extract: judging.Extract) -> Possible:
    entry = extract.entry(candidate.entry.key)
    said = say(entry.standing)
    return Possible(
        entry=entry.number,
        number=entry.number,
        name=entry.name,
        town=entry.town,
        chance=candidate.chance,
        compared=compared(candidate),
        status=said.status,
        may_practise=said.may_practise,
        until=said.until,
        why=said.why,
        said=entry.said,
    )
