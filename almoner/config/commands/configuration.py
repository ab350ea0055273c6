"""`almoner config check`: what is missing or unsafe in the environment, before anything starts."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Annotated

import typer

from almoner.config.variables import is_production, problems

config = typer.Typer(help="The settings, which are environment variables.", no_args_is_help=True)

UNSAFE = 5


@config.callback()
def _of_the_settings() -> None:
    """The settings, which are environment variables (docs/running.md lists them)."""


@config.command(
    epilog="Examples: almoner config check · ALMONER_MODE=production almoner config check --json\n\n"
    "Exit codes: 0 safe for production · 5 something is missing or unsafe"
)
def check(as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False) -> None:
    """Name every variable that is missing or unsafe for production. No value is ever printed."""
    found = problems(os.environ)
    if as_json:
        typer.echo(json.dumps([{"variable": each.variable, "because": each.because} for each in found], indent=2))
    else:
        for each in found:
            typer.echo(f"{each.variable}: {each.because}")
        typer.echo(f"{len(found)} to put right before production." if found else "Safe for production.")
    raise typer.Exit(UNSAFE if found else 0)


def refuse_unsafe_start(environment: Mapping[str, str] = os.environ) -> None:
    """In production, stop the start and name everything unsafe; anywhere else let it start. Exits with 5."""
    found = problems(environment) if is_production(environment) else []
    for each in found:
        typer.echo(f"{each.variable}: {each.because}", err=True)
    if found:
        typer.echo("Almoner does not start with unsafe settings. docs/running.md says what each is for.", err=True)
        raise typer.Exit(UNSAFE)


def add_to(app: typer.Typer) -> None:
    """Add `almoner config`."""
    app.add_typer(config, name="config")
