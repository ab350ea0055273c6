"""`almoner demo`: the invented region, or a whole invented country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from almoner.config.environment import ROOT

if TYPE_CHECKING:
    from almoner.demo.actions.making import Made

DATA = ROOT.parent / "shared" / "data"


def demo(
    national: Annotated[bool, typer.Option("--national", help="150 councils and 100,000 register entries.")] = False,
    seed: Annotated[int, typer.Option(help="Another seed makes other people.")] = 2026,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing, well, where anything is here.")] = False,
) -> None:
    """Make the demonstration: a regulator, councils, agencies, a practice, a university, and what they have done.

    It can be stopped at any moment and run again: it goes on from there. The national one is made around the region,
    so it can follow it. Where `almoner run` is not running, the database is started for as long as this takes.

    Examples: almoner demo · almoner demo --national · ALMONER_VAR=var-national almoner demo --national

    Exit codes: 0 made (or, with --if-empty, already there) · 1 this is no demonstration, or others' organisations are
    here · 3 Almoner is being started or made here by another process · 130 stopped; run it again to go on
    """
    from almoner.config.commands.database import at_hand

    console = Console(stderr=True)
    with at_hand(console):
        make(national=national, seed=seed, if_empty=if_empty, console=console)


def make(*, national: bool, seed: int, if_empty: bool, console: Console) -> None:
    """Make it, with progress on `console`; raises typer.Exit(1) where it may not be made, and 130 when stopped."""
    from almoner.demo.actions import NotADemonstration
    from almoner.demo.queries import is_made

    if if_empty and is_made():
        return
    try:
        made = _make(national, seed, console)
    except NotADemonstration as why:
        console.print(f"[bold]Nothing was made.[/bold] {why}")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("Stopped. What was made stays; run it again to go on.")
        raise typer.Exit(130) from None
    console.print(
        f"{made.organisations} organisations and {made.entries:,} register entries are here."
        f" The staff list that waits to be uploaded: {made.waiting_list}"
    )


def _make(national: bool, seed: int, console: Console) -> Made:
    from almoner.demo.actions import make_country, make_past, make_region
    from almoner.scope import clock

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("people and organisations", total=None)

        def progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        now = clock.now()
        made = make_region(now=now, progress=progress, seed=seed)
        make_past(now=now, progress=progress)
        return make_country(now=now, progress=progress, data=DATA) if national else made


def add_to(app: typer.Typer) -> None:
    """Add this command to `almoner`."""
    app.command()(demo)
