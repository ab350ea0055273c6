"""`almoner demo`: the invented region, or a whole invented country."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from almoner.config.environment import ROOT

DATA = ROOT.parent / "shared" / "data"


def demo(
    national: Annotated[bool, typer.Option("--national", help="150 councils and 100,000 register entries.")] = False,
    seed: Annotated[int, typer.Option(help="Another seed makes other people.")] = 2026,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing, well, where anything is here.")] = False,
) -> None:
    """Make the demonstration in an empty installation: a regulator, councils, agencies, a practice, a university.

    Examples: almoner demo · almoner demo --national

    Exit codes: 0 made (or, with --if-empty, already there) · 1 this is no demonstration, or it is not empty
    """
    from almoner.config.commands.database import start_django

    start_django()
    make(national=national, seed=seed, if_empty=if_empty, console=Console(stderr=True))


def make(*, national: bool, seed: int, if_empty: bool, console: Console) -> None:
    """Make it, with progress on `console`; raises typer.Exit(1) where it may not be made."""
    from almoner.demo.actions import NotADemonstration, make_country, make_region
    from almoner.demo.queries import is_made
    from almoner.scope import clock

    if if_empty and is_made():
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("people and organisations", total=None)

        def progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        try:
            if national:
                made = make_country(now=clock.now(), progress=progress, data=DATA, seed=seed)
            else:
                made = make_region(now=clock.now(), progress=progress, seed=seed)
        except NotADemonstration as why:
            console.print(f"[bold]Nothing was made.[/bold] {why}")
            raise typer.Exit(1) from None
    console.print(
        f"{made.organisations} organisations, {made.people:,} people, {made.entries:,} register entries."
        f" The staff list that waits to be uploaded: {made.waiting_list}"
    )


def add_to(app: typer.Typer) -> None:
    """Add this command to `almoner`."""
    app.command()(demo)
