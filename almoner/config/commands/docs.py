"""`almoner docs`: the pages of docs/ that are made from the code, so that they cannot drift from it."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from almoner.config.environment import ROOT

# Each has documents(): what to write, by path from the project's root.
MAKERS: list[str] = [
    "almoner.clauses.document",
    "almoner.config.running",
    "almoner.casework.document",
    "almoner.fitness.document",
]


def made() -> dict[str, str]:
    """Every generated page: its text, by its path from the project's root."""
    pages: dict[str, str] = {}
    for maker in MAKERS:
        pages |= import_module(maker).documents()
    return pages


def docs(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when a page is out of date.")] = False,
) -> None:
    """Write the generated pages of docs/, or say which are out of date.

    Examples: almoner docs · almoner docs --check

    Exit codes: 0 all up to date or written · 1 (with --check) a page is out of date or left over
    """
    from almoner.config.commands.database import start_django

    start_django()
    wanted = made()
    stale = [name for name, text in wanted.items() if not _holds(name, text)]
    left_over = [
        str(path.relative_to(ROOT))
        for folder in {(ROOT / name).parent for name in wanted} - {ROOT / "docs"}
        for path in folder.glob("*")
        if str(path.relative_to(ROOT)) not in wanted
    ]
    if check:
        for name in stale + left_over:
            typer.echo(f"{name} is out of date: run `make docs`")
        raise typer.Exit(1 if stale or left_over else 0)
    for name in stale:
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(wanted[name])
        typer.echo(f"wrote {name}")
    for name in left_over:
        (ROOT / name).unlink()
        typer.echo(f"removed {name}")


def _holds(name: str, text: str) -> bool:
    path = ROOT / name
    return path.exists() and path.read_text() == text


def add_to(app: typer.Typer) -> None:
    """Add this command to `almoner`."""
    app.command()(docs)
