"""`almoner import-inherited`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from almoner.fitness.actions.inherited import Report

EXIT_PROBLEM = 2
EXIT_REFUSED_ROWS = 3


def import_inherited(
    file: Annotated[Path, typer.Argument(help="The cases: CSV, XLSX or ODS.", exists=True, dir_okay=False)],
    former_regulator: Annotated[str, typer.Option("--from", help="Whose cases they are.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Bring in the fitness to practise cases that a former regulator began, each at the stage that it had reached.

    One row for each case; the columns are in docs/inherited-cases.md. Every row is brought in, or listed with its line,
    why it is refused and what to do. The same file again changes nothing, and one that was cut short goes on.

    Exit codes: 0 every row is here; 2 the file could not be read; 3 some rows were refused, and are listed.

    Example: almoner import-inherited cases.xlsx --from HCPC --dry-run
    """
    from almoner.config.commands.database import start_django

    start_django()
    from almoner.fitness.actions.inherited_files import import_from_disk
    from almoner.fitness.queries.inherited import UnreadableFile
    from almoner.record.rules import SystemActor
    from almoner.scope import clock

    console = Console(stderr=True)
    if not former_regulator.strip():
        console.print("Say whose cases they are, with --from.")
        raise typer.Exit(EXIT_PROBLEM)
    with console.status("Reading") as status:
        try:
            report = import_from_disk(
                path=file,
                former_regulator=former_regulator,
                by=SystemActor("command:import-inherited"),
                now=clock.now(),
                dry_run=dry_run,
                progress=lambda rows: status.update(f"{'Reading' if dry_run else 'Bringing in'}: {rows:,} rows"),
            )
        except UnreadableFile as problem:
            console.print(f"[bold]The file could not be brought in.[/bold] {problem}")
            raise typer.Exit(EXIT_PROBLEM) from problem
    if as_json:
        typer.echo(json.dumps(asdict(report), default=str))
    else:
        _print(report, dry_run)
    raise typer.Exit(EXIT_REFUSED_ROWS if report.refused else 0)


def _print(report: "Report", dry_run: bool) -> None:
    console = Console()
    table = Table(title="What would happen (nothing was changed)" if dry_run else "What happened")
    table.add_column("")
    table.add_column("Rows", justify="right")
    table.add_row("Read", f"{report.rows:,}")
    table.add_row("New cases" if dry_run else "Brought in", f"{report.accepted:,}")
    for stage, many in report.stages.items():
        table.add_row(f"  {stage}", f"{many:,}")
    table.add_row("  of those, in doubt whom they are about", f"{report.doubtful:,}")
    table.add_row("Here already, and unchanged", f"{report.again:,}")
    table.add_row("Refused", f"{report.refused:,}")
    console.print(table)
    if report.columns.missing:
        console.print(f"Columns not in the file: {', '.join(report.columns.missing)}")
    if report.columns.ignored:
        console.print(f"Columns not understood, kept with each case: {', '.join(report.columns.ignored)}", markup=False)
    for line, reference, refused, because, todo in report.to_look_at:
        kind = "refused" if refused else "in doubt"
        said = f"line {line} ({reference or 'no reference'}), {kind}: {because} {todo}"
        console.print(said.replace("\n", " "), markup=False, highlight=False)


def add_to(app: typer.Typer) -> None:
    """Add this command to `almoner`."""
    app.command("import-inherited")(import_inherited)
