"""`almoner jobs`: those that were set aside, and having them done after all.

On the roof, since the queue lies below the record, and that somebody has a job begun again is recorded.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from almoner.config.commands.database import start_django

if TYPE_CHECKING:
    from almoner.operations.queries import SetAside

NONE, NOT_ALL = 2, 3
Name = Annotated[str, typer.Option(help="Only jobs of this name, such as employment.read.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]

jobs = typer.Typer(help="Jobs that were set aside, and having them done after all.", no_args_is_help=True)


@jobs.command("list", epilog="Examples: almoner jobs list · almoner jobs list --name notices.send --json")
def set_aside(name: Name = "", as_json: AsJson = False) -> None:
    """List the jobs that were set aside: failed as often as they are tried, or three workers died under them.

    Why one failed stands in the worker's log, by the number of the job.
    """
    start_django()
    found = _set_aside(name)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], indent=2, default=str))
        return
    table = Table("Job", "Name", "Set aside", "Begun", "Workers that died")
    for each in found:
        since = f"{each.since:%Y-%m-%d %H:%M} UTC" if each.since else ""
        table.add_row(str(each.id), each.name, since, str(each.starts), str(each.deaths))
    Console().print(table if found else "No job is set aside.")


@jobs.command(
    epilog="Examples: almoner jobs retry 4711 · almoner jobs retry --name notices.send --because 'the mail server is"
    " back' · almoner jobs retry --all\n\n"
    "Exit codes: 0 all begun again · 2 none is named, or it is not set aside · 3 some were not: another of their kind"
    " waits already"
)
def retry(
    numbers: Annotated[list[int] | None, typer.Argument(help="The numbers of the jobs.")] = None,
    name: Name = "",
    every: Annotated[bool, typer.Option("--all", help="All that are set aside.")] = False,
    because: Annotated[str, typer.Option(help="Why; it is recorded.")] = "",
    as_json: AsJson = False,
) -> None:
    """Have jobs that were set aside done after all: one or several, all of a name, or all.

    Each has all its tries before it again. That it was begun again is an event of the record.
    """
    start_django()
    found = [each for each in _set_aside(name) if not numbers or each.id in numbers]
    if not (numbers or name or every):
        typer.echo("Say which: their numbers, --name or --all. They are listed by: almoner jobs list", err=True)
        raise typer.Exit(NONE)
    if not found or (numbers and len(found) < len(set(numbers))):
        typer.echo("No such job is set aside, and nothing was done. See: almoner jobs list", err=True)
        raise typer.Exit(NONE)
    begun = [each.id for each in found if _begin_again(each, because)]
    if as_json:
        typer.echo(json.dumps({"begun": begun, "not_begun": [each.id for each in found if each.id not in begun]}))
    else:
        typer.echo(f"{len(begun)} of {len(found)} begun again.")
    if len(begun) < len(found):
        typer.echo("The others were not: another of their kind waits already, and does the same.", err=True)
        raise typer.Exit(NOT_ALL)


def _set_aside(name: str) -> list[SetAside]:
    from almoner.operations import queries

    return queries.jobs_set_aside(name)


def _begin_again(job: SetAside, because: str) -> bool:
    """Begin it again and put that on the record, both or neither."""
    from django.db import transaction

    from almoner.operations import actions
    from almoner.record.actions import append
    from almoner.record.rules import SystemActor
    from almoner.scope import clock
    from almoner.scope.context import system

    with system("a job is begun again"), transaction.atomic():
        if not actions.begin_again(job.id):
            return False
        append(
            kind="job.begun_again",
            subject=f"operations.job:{job.id}",
            organisation_id=None,
            by=SystemActor("command:jobs retry"),
            now=clock.now(),
            reasons=because,
            after={"name": job.name, "starts": job.starts, "deaths": job.deaths},
        )
    return True


def add_to(app: typer.Typer) -> None:
    """Add `almoner jobs`."""
    app.add_typer(jobs, name="jobs")
