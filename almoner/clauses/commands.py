"""`almoner clauses`: for every clause its rule, page and passing test, or that it has none yet."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import django
import typer
from rich.console import Console
from rich.table import Table

from almoner.clauses import queries
from almoner.clauses.proof import ROOT
from almoner.clauses.queries import Coverage

EPILOG = """Examples: almoner clauses --source FTP · almoner clauses --json · almoner clauses --prove --check

Exit codes: 0 all well · 1 a clause is claimed without a passing test · 2 no such source"""


def clauses(
    source: Annotated[str | None, typer.Option(help="Only the clauses of this source, such as FTP.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the table as JSON.")] = False,
    prove: Annotated[bool, typer.Option("--prove", help="First run the tests that are named for a clause.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 when a clause is claimed without a passing test.")
    ] = False,
) -> None:
    """Print for every clause its rule, page and passing test, or that it has none yet."""
    django.setup()
    known = [entry.id for entry in queries.sources()]
    if source is not None and source not in known:
        typer.echo(f"There is no source {source!r}. There are: {', '.join(known)}.", err=True)
        raise typer.Exit(2)
    if prove:
        _run_the_tests()
    rows = queries.coverage(source)
    if as_json:
        typer.echo(json.dumps([row.as_json() for row in rows], indent=2, ensure_ascii=False))
    else:
        _print_table(rows)
    if check:
        raise typer.Exit(_say_what_is_unproven(rows))


def _run_the_tests() -> None:
    subprocess.run([sys.executable, "-m", "pytest", "-q", "-m", "clause"], cwd=ROOT, check=False, stdout=sys.stderr)


def _print_table(rows: Sequence[Coverage]) -> None:
    table = Table("Clause", "Kind", "Rules", "Pages", "Tests", "Standing", show_lines=True, expand=True)
    for row in rows:
        table.add_row(
            row.clause.id,
            row.clause.kind.value,
            "\n".join(row.rules) or "none yet",
            "\n".join(row.pages) or "none yet",
            "\n".join(row.tests) or "none yet",
            row.standing,
        )
    console = Console(width=None if sys.stdout.isatty() else 180)
    console.print(table)
    standings = Counter(row.standing for row in rows)
    console.print(
        f"{len(rows)} clauses: " + ", ".join(f"{count} {words.lower()}" for words, count in standings.items())
    )


def _say_what_is_unproven(rows: Sequence[Coverage]) -> int:
    unproven = queries.unproven_claims(rows)
    for row in unproven:
        by = ", ".join(row.rules + row.pages)
        missing = [test for test in row.tests if test not in row.passed]
        reason = f"these have not passed: {', '.join(missing)}" if missing else "no test is named for it"
        typer.echo(f"{row.clause.id} is claimed by {by}, but {reason}.", err=True)
    return 1 if unproven else 0


def add_to(app: typer.Typer) -> None:
    """Add this command to `almoner`."""
    app.command(epilog=EPILOG)(clauses)
