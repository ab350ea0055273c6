"""`almoner import-register` and `almoner rebuild-register-index`."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from almoner.register.actions import ImportReport

EXIT_REFUSED_ROWS = 3
EXIT_PROBLEM = 2


def import_register(
    file: Annotated[Path, typer.Argument(help="The extract: CSV, XLSX or ODS.", exists=True, dir_okay=False)],
    as_at: Annotated[datetime | None, typer.Option(help="The day of the extract.", formats=["%Y-%m-%d"])] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Bring the register up to date from an extract.

    Reads the eight fields of the regulator's look-up, in any order; other columns are ignored and named. All of the
    file is brought in or none of it, and the same file again changes nothing.

    Exit codes: 0 every row accepted; 2 the file could not be brought in; 3 some rows were refused, and are listed.

    Example: almoner import-register extract.csv --as-at 2026-11-01 --dry-run
    """
    from almoner.config.commands.database import start_django

    start_django()
    from almoner.record.rules import SystemActor
    from almoner.register.actions import ImportProblem, import_extract
    from almoner.scope import clock
    from almoner.scope.context import system

    console = Console(stderr=True)
    now = clock.now()
    with system("import of the register"), console.status("Reading") as status:
        try:
            report = import_extract(
                path=file,
                file_name=file.name,
                as_at=as_at.date() if as_at else clock.london_date(now),
                by=SystemActor("command:import-register"),
                now=now,
                dry_run=dry_run,
                progress=lambda step, rows: status.update(f"{step.capitalize()}: {rows:,} rows"),
            )
        except ImportProblem as problem:
            console.print(f"[bold]The file could not be brought in.[/bold] {problem}")
            raise typer.Exit(EXIT_PROBLEM) from problem
    if as_json:
        typer.echo(json.dumps(asdict(report), default=str))
    else:
        _print(report, dry_run)
    raise typer.Exit(EXIT_REFUSED_ROWS if report.refused else 0)


def _print(report: "ImportReport", dry_run: bool) -> None:
    console = Console()
    table = Table(title="What would happen (nothing was changed)" if dry_run else "What happened")
    table.add_column("")
    table.add_column("Rows", justify="right")
    table.add_row("Read", f"{report.rows:,}")
    table.add_row("Accepted", f"{report.accepted:,}")
    table.add_row("Refused", f"{report.refused:,}")
    for kind, count in report.changes.items():
        table.add_row(f"  {kind.replace('_', ' ')}", f"{count:,}")
    table.add_row("Entries not in the file, left as they are", f"{report.not_in_file:,}")
    console.print(table)
    if report.extra_columns:
        console.print(f"Columns ignored: {', '.join(report.extra_columns)}")
    if report.missing_columns:
        console.print(f"Columns not in the file, left as they are: {', '.join(report.missing_columns)}")
    for notice in report.notices:
        console.print(notice)
    for line, number, reason in report.faults:
        console.print(f"line {line} ({number or 'no number'}): {reason}", markup=False, highlight=False)
    if report.refused > len(report.faults):
        console.print(f"and {report.refused - len(report.faults):,} more; the import's page lists them all.")


def rebuild_register_index() -> None:
    """Make the search index of the register anew from its names, after an upgrade that changes how names are read."""
    from almoner.config.commands.database import start_django

    start_django()
    from almoner.register.actions import rebuild_index
    from almoner.scope.context import system

    with system("rebuilding the index of the register"), Console(stderr=True).status("Rebuilding the index"):
        count = rebuild_index()
    typer.echo(f"{count:,} entries are indexed.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to `almoner`."""
    app.command("import-register")(import_register)
    app.command("rebuild-register-index")(rebuild_register_index)
