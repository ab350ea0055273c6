"""`almoner record …`: bundles, heads, receipts, the sweep."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TextIO
from uuid import UUID

import typer
from rich.console import Console

from almoner.record.rules.checkpoint import Checkpoint

FOUND, NOT_THERE, NOT_SEALED = 1, 2, 3
LINES_BETWEEN_WORDS = 10_000


def _start() -> None:
    import django

    django.setup()


def export(
    case: Annotated[UUID | None, typer.Option(help="Only this case. Without it: the whole record.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write; standard output otherwise.")] = None,
    since: Annotated[
        Path | None, typer.Option(help="A head kept earlier: prove that the record still begins with it.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it is recorded.")] = "",
    wait: Annotated[float, typer.Option(help="Seconds to wait for the seal.")] = 30.0,
) -> None:
    """Take out a bundle that anybody can check with `almoner verify BUNDLE --key record.pub`. Taking it is itself
    recorded.

    Exit codes: 0 written · 2 the head given is not one of this record · 3 the sealer does not run, or events are gone
    """
    _start()
    from almoner.record.actions import make_bundle
    from almoner.record.queries.bundles import NotExported, bundle_lines
    from almoner.record.rules import SystemActor
    from almoner.scope import clock
    from almoner.scope.context import system

    kept = _kept_head(since)
    with system("record export"):
        by = SystemActor("command:record export")
        made = make_bundle(case_id=case, organisation_id=None, reasons=reason, by=by, now=clock.now())
        if not _sealed_within(made, wait):
            typer.echo(
                "Nothing was written: the sealer does not answer, so the bundle has no seal. Run: almoner sealer",
                err=True,
            )
            raise typer.Exit(NOT_SEALED)
        try:
            with _opened(out) as file:
                _write(bundle_lines(made=made, case_id=case, since=kept), file)
        except NotExported as error:
            typer.echo(f"Not written: {error}", err=True)
            raise typer.Exit(NOT_SEALED) from None


def _kept_head(path: Path | None) -> Checkpoint | None:
    from django.conf import settings

    from almoner.record.keys import public_keys
    from almoner.record.rules.checkpoint import open_checkpoint, tidied
    from almoner.record.rules.note import NoteError

    if path is None:
        return None
    try:
        keys = public_keys(settings.RECORD_PUBLIC_KEY, settings.RECORD_PUBLIC_KEY_FILE)
        return open_checkpoint(tidied(path.read_text(encoding="utf-8")), keys)
    except (OSError, NoteError) as error:
        typer.echo(f"That head cannot be used: {error}", err=True)
        raise typer.Exit(NOT_THERE) from None


def _sealed_within(made: UUID, seconds: float) -> bool:
    from almoner.record.queries.bundles import is_sealed

    until = time.monotonic() + seconds
    while not is_sealed(made):
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


@contextlib.contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    """The file appears under its name only when it is whole."""
    if out is None:
        yield sys.stdout
        return
    draft = out.with_name(f".{out.name}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def _write(lines: Iterator[str], file: TextIO) -> None:
    errors = Console(stderr=True)
    with errors.status("Writing the bundle") as status:
        for number, line in enumerate(lines, start=1):
            file.write(line + "\n")
            if number % LINES_BETWEEN_WORDS == 0:
                status.update(f"Writing the bundle: {number:,} lines")


def heads(
    most: Annotated[int, typer.Option(help="How many, newest first.")] = 25,
    latest: Annotated[
        bool, typer.Option("--latest", help="Print the newest head as it was signed, to be kept.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """List the signed heads. Keep one somewhere else: it proves later that nothing before it was altered.

    Exit codes: 0 listed · 2 nothing was sealed yet
    """
    _start()
    from almoner.record import queries
    from almoner.record.rules.note import to_base64

    found = list(queries.heads()[:most])
    if not found:
        typer.echo("Nothing was sealed yet.", err=True)
        raise typer.Exit(NOT_THERE)
    if latest:
        typer.echo(found[0].note, nl=False)
        return
    rows = [
        {"size": head.size, "root": to_base64(bytes(head.root)), "signed_at": head.signed_at.isoformat()}
        for head in found
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['size']:>12}  {row['root']}  {row['signed_at']}")


def receipt(event: Annotated[UUID, typer.Argument(help="The id of an event.")]) -> None:
    """Print the receipt of one event: the proof that it is in the record, and the head that it is proved against.

    Exit codes: 0 printed · 2 no such event · 3 not sealed yet
    """
    _start()
    from almoner.record.queries.receipts import NoReceipt, receipt_of
    from almoner.scope.context import system

    with system("record receipt"):
        try:
            typer.echo(receipt_of(event), nl=False)
        except NoReceipt as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(NOT_SEALED if error.exists else NOT_THERE) from None


def sweep(as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """Find changes to watched tables that no action recorded. The worker does it every five minutes too.

    Exit codes: 0 none · 1 some, each named; the finding is itself recorded
    """
    _start()
    from dataclasses import asdict

    from almoner.record.actions import sweep as sweep_now
    from almoner.record.rules import SystemActor
    from almoner.scope import clock
    from almoner.scope.context import system

    with system("record sweep"):
        found = sweep_now(by=SystemActor("command:record sweep"), now=clock.now())
    if as_json:
        typer.echo(json.dumps([asdict(change) for change in found], indent=2, default=str))
    else:
        for change in found:
            when = f"{change.began:%Y-%m-%d %H:%M:%S} UTC"
            typer.echo(f"{when}  {change.table}: {change.operation} of {change.rows} rows, and no event")
        if not found:
            typer.echo("Every change since the last sweep was recorded.")
    raise typer.Exit(FOUND if found else 0)


def unusual(as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """List those who in the last hour opened many more different cases than they usually do.

    Exit codes: 0 nobody · 1 somebody
    """
    _start()
    from dataclasses import asdict

    from almoner.record import queries
    from almoner.scope import clock
    from almoner.scope.context import system

    with system("unusual readers"):
        from django.db import transaction

        with transaction.atomic():
            found = queries.unusual_readers(clock.now())
    if as_json:
        typer.echo(json.dumps([asdict(reader) for reader in found], indent=2))
    for reader in [] if as_json else found:
        typer.echo(f"{reader.actor_id}: {reader.cases} cases in the last hour, usually {reader.usual:g}")
    raise typer.Exit(FOUND if found else 0)
