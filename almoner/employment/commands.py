"""`almoner check-staff`: a staff list checked against a register extract, with no server and no database."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from almoner.employment.queries.checking import ListRead
    from almoner.employment.rules.columns import Field
    from almoner.employment.rules.results import Counts, Result
    from almoner.register.queries.judging import Extract

EPILOG = """Examples:

almoner check-staff staff.xlsx --register register.csv

almoner check-staff staff.csv --register register.csv --as-at 2026-12-01 --out result.xlsx

almoner check-staff staff.ods --register register.ods --map number="SWE No" --map full_name=Worker --json

Exit codes: 0 every row is certain and everybody may practise · 1 something needs a person: a row to be looked at, not
found or bad, or somebody who may not practise · 2 a file cannot be read, or the command is not as it should be"""

WELL, NEEDS_A_PERSON, CANNOT = 0, 1, 2


def check_staff(
    file: Annotated[Path, typer.Argument(help="The staff list: CSV, XLSX, ODS or a workforce census XML.")],
    register: Annotated[
        Path | None, typer.Option(help="A register extract (CSV, XLSX, ODS). Without it, the register held here.")
    ] = None,
    as_at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day to ask about, such as 2026-12-01. Today if not given."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the workbook goes: .xlsx, .ods or .csv.")] = None,
    column: Annotated[
        list[str] | None, typer.Option("--map", help="FIELD=HEADING, to mend a guessed column. May be given again.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="The sheet of the list, if not the first that holds anything.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check every row of a staff list against the register: who may practise, who has to be looked at, and why."""
    import django

    django.setup()
    from almoner.documents.spreadsheets import Unreadable

    console = Console(stderr=as_json)
    try:
        on = as_at.date() if as_at else _today()
        format_of(out)
        _check(console, file, register, on, out or _beside(file), column or [], sheet, as_json)
    except Unreadable as fault:
        console.print(f"[bold red]{_escaped(str(fault))}[/]")
        raise typer.Exit(CANNOT) from fault
    except (OSError, ValueError) as fault:
        console.print(f"[bold red]{_escaped(_plainly(fault))}[/]")
        raise typer.Exit(CANNOT) from fault


@dataclass(frozen=True)
class Checked:
    """All that a run found, for whoever shows it."""

    file: Path
    on: date
    against: str
    mapping: dict[Field, int]
    read: ListRead
    results: list[Result]
    faults: list[tuple[int, str]]
    out: Path
    counts: Counts


def _check(
    console: Console,
    file: Path,
    register: Path | None,
    on: date,
    out: Path,
    asked: list[str],
    sheet: str | None,
    as_json: bool,
) -> None:
    from almoner.employment.queries import checking, workbook
    from almoner.employment.rules.results import count

    with _progress() as progress:
        step = progress.add_task("Reading the list", total=None)
        read = checking.read_list(file, sheet=sheet)
        mapping = mapping_for(read, asked)
        progress.update(step, completed=1, total=1)
        if register is None:
            results, against, faults = _here(progress, read, mapping, on)
        else:
            results, against, faults = _from_file(progress, read, mapping, register, on)
    checked = Checked(file, on, against, mapping, read, results, faults, out, count(results))
    title = f"{file.name} checked"
    with out.open("wb") as opened:
        workbook.write_workbook(
            opened, format_of(out), columns=read.columns, rows=results, on=on, title=title, register=against
        )
    if as_json:
        typer.echo(json.dumps(_as_json(checked), indent=2))
    else:
        _show(console, checked)
    raise typer.Exit(WELL if checked.counts.all_well else NEEDS_A_PERSON)


def _from_file(
    progress: Progress, read: ListRead, mapping: dict[Field, int], register: Path, on: date
) -> tuple[list[Result], str, list[tuple[int, str]]]:
    from almoner.employment.queries import checking
    from almoner.register.queries.judging import read_extract

    step = progress.add_task("Reading the register", total=None)
    extract: Extract = read_extract(register, on, lambda done: progress.update(step, completed=done))
    progress.update(step, completed=len(extract), total=len(extract))
    step = progress.add_task("Comparing", total=len(read.rows))
    results = checking.check_against_extract(read, mapping, extract, lambda done: progress.update(step, completed=done))
    progress.update(step, completed=len(read.rows))
    return results, f"{register.name}, {len(extract):,} entries", extract.faults


def _here(
    progress: Progress, read: ListRead, mapping: dict[Field, int], on: date
) -> tuple[list[Result], str, list[tuple[int, str]]]:
    from almoner.employment.queries import checking
    from almoner.scope.context import system

    step = progress.add_task("Comparing", total=len(read.rows))
    with system("check-staff"):
        results = checking.check_here(
            read, mapping, on, lambda done, of: progress.update(step, completed=done, total=of)
        )
    return results, "the register held here", []


def mapping_for(read: ListRead, asked: list[str]) -> dict[Field, int]:
    """The guessed mapping, mended by what was asked for. Raises ValueError, in words, for what cannot be."""
    from almoner.employment.queries.checking import guess_mapping
    from almoner.employment.rules import columns

    mapping = guess_mapping(read)
    places = {columns.plain_heading(heading): at for at, heading in enumerate(read.columns)}
    for each in asked:
        name, sign, heading = each.partition("=")
        field = next((one for one in columns.Field if one.value == name.strip()), None)
        if not sign or field is None:
            raise ValueError(f"“{each}” is not FIELD=HEADING. The fields are {', '.join(columns.Field)}.")
        place = places.get(columns.plain_heading(heading))
        if place is None and heading.strip():
            raise ValueError(f"The list has no column headed “{heading}”. It has {', '.join(read.columns)}.")
        mapping = {one: at for one, at in mapping.items() if one is not field and at != place}
        if place is not None:
            mapping[field] = place
    if faults := columns.faults(mapping):
        raise ValueError(f"{' '.join(faults)} The columns are {', '.join(read.columns)}; mend one with --map.")
    return mapping


def _show(console: Console, checked: Checked) -> None:
    from almoner.employment.queries.workbook import summary_lines
    from almoner.employment.rules.standing import day

    title = f"{checked.file.name} on {day(checked.on)}, against {checked.against}"
    table = Table(title=_escaped(title), title_justify="left", show_header=False)
    table.add_column("What")
    table.add_column("Rows", justify="right")
    for words, number in summary_lines(checked.counts):
        table.add_row(words, f"{number:,}", style="bold" if not words.startswith(" ") else "")
    console.print(table)
    columns = checked.read.columns
    read_as = ", ".join(f"{columns[at]} → {field.words.lower()}" for field, at in checked.mapping.items())
    console.print(f"Columns: {_escaped(read_as)}.")
    for notice in checked.read.notices:
        console.print(f"[yellow]{_escaped(notice)}[/]")
    _show_practice(console, checked.results)
    if checked.faults:
        console.print(f"[yellow]{len(checked.faults):,} rows of the register extract could not be read; the first:[/]")
        for line, words in checked.faults[:5]:
            console.print(f"  row {line}: {_escaped(words)}")
    console.print(f"Every row, with its reasons, is in [bold]{_escaped(str(checked.out))}[/].")


def _show_practice(console: Console, results: list[Result]) -> None:
    from almoner.employment.rules.results import Practice

    may_not = [row for row in results if row.practice is Practice.MAY_NOT]
    if not may_not:
        return
    console.print(f"[bold red]{len(may_not):,} may not practise:[/]")
    for row in may_not[:20]:
        if row.best is not None:
            said = " ".join(part for part in (row.best.why, row.best.said) if part)
            console.print(f"  row {row.line}: {_escaped(row.name)} ({row.best.number}): {row.best.status}. {said}")
    if len(may_not) > 20:
        console.print(f"  and {len(may_not) - 20:,} more.")


def _as_json(checked: Checked) -> dict[str, Any]:
    reasons = Counter(row.why[0] for row in checked.results if row.why)
    return {
        "list": checked.file.name,
        "as_at": checked.on.isoformat(),
        "register": checked.against,
        "columns": {field.value: checked.read.columns[at] for field, at in checked.mapping.items()},
        "counts": {name: getattr(checked.counts, name) for name in checked.counts.__slots__},
        "notices": list(checked.read.notices),
        "register_faults": [{"line": line, "reason": words} for line, words in checked.faults],
        "reasons": dict(reasons.most_common(10)),
        "workbook": str(checked.out),
        "rows": [_row_as_json(row) for row in checked.results],
    }


def _row_as_json(row: Result) -> dict[str, Any]:
    best = row.best
    entry = best and {
        "number": best.number,
        "name": best.name,
        "status": best.status,
        "may_practise": best.may_practise,
        "until": best.until.isoformat() if best.until else None,
        "why": " ".join(part for part in (best.why, best.said) if part),
        "chance": round(best.chance, 4),
        "not_agreeing": list(best.not_agreeing),
    }
    return {
        "line": row.line,
        "name": row.name,
        "number": row.number,
        "outcome": row.outcome,
        "why": list(row.why),
        "entry": entry,
        "remarks": list(row.remarks),
    }


def format_of(out: Path | None) -> Any:
    """The kind of file that a name asks for; ValueError for one that nothing here writes."""
    from almoner.documents.workbooks import Format

    ending = out.suffix.lower().lstrip(".") if out else "xlsx"
    if ending not in {each.value for each in Format}:
        raise ValueError(f"“{out}” ends in .{ending}. A workbook is .xlsx, .ods or .csv.")
    return Format(ending)


def _beside(file: Path) -> Path:
    return Path(f"{file.stem} checked.xlsx")


def _today() -> date:
    from almoner.scope.clock import today

    return today()


def _plainly(fault: Exception) -> str:
    if isinstance(fault, FileNotFoundError):
        return f"There is no file “{fault.filename}”."
    if isinstance(fault, IsADirectoryError):
        return f"“{fault.filename}” is a folder."
    if isinstance(fault, PermissionError):
        return f"“{fault.filename}” may not be opened."
    return str(fault)


def _escaped(words: str) -> str:
    return words.replace("[", "\\[")


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"),
        TimeElapsedColumn(), console=Console(stderr=True), transient=True,
    )  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Add this command to `almoner`."""
    app.command(epilog=EPILOG)(check_staff)
