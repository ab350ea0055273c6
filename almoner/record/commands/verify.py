"""`almoner verify`: the record as it stands, or a bundle with nothing but the public key."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from almoner.record.rules import bundle
from almoner.record.rules.checkpoint import Checkpoint, open_checkpoint, tidied
from almoner.record.rules.note import NoteError, VerifierKey
from almoner.record.rules.verdict import Verdict

FITS, DOES_NOT_FIT, USAGE, NOT_CHECKED = 0, 1, 2, 3
EVERY = 500


def verify(
    bundle_file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[BUNDLE]", help="A bundle made by `almoner record export`. Without it: the live record."
        ),
    ] = None,
    key: Annotated[Path | None, typer.Option(help="File with the record's public key (a bundle needs one).")] = None,
    since: Annotated[
        Path | None, typer.Option(help="A head that you kept: the record must still begin with what it covers.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """Check that nothing in the record was altered, removed, put in or moved, and name the first event that does not
    fit.

    A bundle is checked with no database and no network.

    Examples: almoner verify · almoner verify --since kept.head · almoner verify case.jsonl --key record.pub

    Exit codes: 0 everything fits · 1 something does not · 2 wrong usage · 3 could not be checked (no file, key or
    database)
    """
    errors = Console(stderr=True)
    if bundle_file is not None and key is None:
        errors.print("A bundle is checked with the record's public key: --key FILE.")
        raise typer.Exit(USAGE)
    try:
        keys = _keys(key)
        kept = _head(since, keys)
        verdict = _bundle(bundle_file, keys, kept, errors) if bundle_file else _live(keys, kept, errors)
    except (OSError, NoteError) as error:
        errors.print(f"Not checked: {error}", style="bold", markup=False)
        raise typer.Exit(NOT_CHECKED) from None
    if as_json:
        typer.echo(json.dumps(verdict.as_mapping(), indent=2, ensure_ascii=False))
    else:
        _print(verdict)
    raise typer.Exit(FITS if verdict.fits else DOES_NOT_FIT)


def _keys(path: Path | None) -> list[VerifierKey]:
    if path is not None:
        return VerifierKey.parse_file(path.read_text(encoding="utf-8"))
    from django.conf import settings

    from almoner.record.keys import public_keys

    return public_keys(settings.RECORD_PUBLIC_KEY, settings.RECORD_PUBLIC_KEY_FILE)


def _head(path: Path | None, keys: Sequence[VerifierKey]) -> Checkpoint | None:
    return None if path is None else open_checkpoint(tidied(path.read_text(encoding="utf-8")), keys)


def _bundle(path: Path, keys: Sequence[VerifierKey], since: Checkpoint | None, errors: Console) -> Verdict:
    with path.open("rb") as file, TextIOWrapper(file, "utf-8", newline="\n") as lines, _progress(errors) as progress:
        size = path.stat().st_size
        bar = progress.add_task("Checking the bundle", total=size)

        def done(events: int) -> None:
            if events % EVERY == 0:
                progress.update(bar, completed=file.tell())

        return bundle.verify(lines, keys, since, done)


def _live(keys: Sequence[VerifierKey], since: Checkpoint | None, errors: Console) -> Verdict:
    import django
    from django.db import Error as DatabaseError

    django.setup()
    from django.conf import settings

    from almoner.record.queries.live import verify_live

    try:
        heads = [since] if since else []
        if settings.RECORD_KEPT_HEAD.exists():
            heads.append(open_checkpoint(settings.RECORD_KEPT_HEAD.read_text(encoding="utf-8"), keys))
        with _progress(errors) as progress:
            return verify_live(keys, heads, _updates(progress))
    except DatabaseError as error:
        raise OSError(f"the database did not answer ({error})") from error


def _updates(progress: Progress) -> Callable[[int, int], None]:
    bar = progress.add_task("Checking the record", total=None)

    def done(events: int, of: int) -> None:
        if events % EVERY == 0 or events == of:
            progress.update(bar, completed=events, total=of)

    return done


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _print(verdict: Verdict) -> None:
    typer.echo(
        f"{verdict.events:,} events, {verdict.cases:,} cases, {verdict.heads:,} signed heads, {verdict.erased:,} erased"
    )
    if verdict.size:
        typer.echo(f"Size {verdict.size}, root {verdict.root}")
    if verdict.sealed_late:
        typer.echo(
            f"{verdict.sealed_late:,} events were sealed more than fifteen minutes after the database took them."
        )
    first = verdict.first
    if first is None:
        typer.echo("Everything fits.")
        return
    typer.echo(f"DOES NOT FIT. First: {first.words}")
    for found in verdict.findings:
        if found is not first:
            typer.echo(f"  {found.words}")
    if verdict.left_out:
        typer.echo(f"  and {verdict.left_out:,} more")
