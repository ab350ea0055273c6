"""Rows and candidates between the shape they are kept in and the shape they are worked with."""

from __future__ import annotations

from datetime import date
from typing import Any

from almoner.documents import spreadsheets
from almoner.employment.models import StaffListRow
from almoner.employment.rules.results import LOOK, Compared, Possible, Result


def spreadsheet_row(row: StaffListRow) -> spreadsheets.Row:
    """A kept row as the reader of the file gave it."""
    values = tuple(
        date.fromisoformat(cell[1]) if isinstance(cell, list) else cell.strip() or None for cell in row.cells
    )
    problem = row.remarks[0] if row.remarks and not row.outcome else None
    return spreadsheets.Row(row.line, values, texts_of(row), (), problem)


def texts_of(row: StaffListRow) -> tuple[str, ...]:
    """The cells of a row as they came."""
    return tuple(cell[0] if isinstance(cell, list) else cell for cell in row.cells)


def possible_as_kept(one: Possible) -> dict[str, Any]:
    """A candidate as it is kept with its row."""
    return {
        "entry": one.entry,
        "number": one.number,
        "name": one.name,
        "town": one.town,
        "chance": round(one.chance, 6),
        "compared": [[each.field, each.ours, each.theirs, each.agrees, each.words] for each in one.compared],
        "status": one.status,
        "may_practise": one.may_practise,
        "until": one.until.isoformat() if one.until else None,
        "why": one.why,
        "conditions": one.conditions,
    }


def possible_from_kept(kept: dict[str, Any]) -> Possible:
    """The candidate that `possible_as_kept` kept."""
    until = kept["until"]
    return Possible(
        entry=kept["entry"],
        number=kept["number"],
        name=kept["name"],
        town=kept["town"],
        chance=kept["chance"],
        compared=tuple(Compared(*each) for each in kept["compared"]),
        status=kept["status"],
        may_practise=kept["may_practise"],
        until=date.fromisoformat(until) if until else None,
        why=kept["why"],
        conditions=kept["conditions"],
    )


def result_from_kept(row: StaffListRow, weights: str) -> Result:
    """What came of a row, with what was decided, for the page and the workbook."""
    possible = tuple(possible_from_kept(each) for each in row.possible)
    if row.outcome == LOOK and row.decision == StaffListRow.Decision.IS:
        possible = tuple(sorted(possible, key=lambda one: one.entry != str(row.entry_id)))
    return Result(
        line=row.line,
        cells=texts_of(row),
        name=row.name,
        number=row.number,
        outcome=row.outcome,
        why=tuple(row.why),
        possible=possible,
        remarks=tuple(row.remarks),
        version=weights,
        decision=decision_words(row),
    )


def decision_words(row: StaffListRow) -> str:
    """What was decided of a row, in words; nothing where nobody had to."""
    if row.decided_by_id is None:
        return "Accepted: certain" if row.decision == StaffListRow.Decision.IS else ""
    who = row.decided_by.name if row.decided_by else ""
    return f"{StaffListRow.Decision(row.decision).label}, decided by {who}"
