"""`almoner restore`: the database and its files as they were at a moment."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from almoner.config.environment import VAR

if TYPE_CHECKING:
    from almoner.config.backups.restoring import Place, Restored

RESTORED, FILES_MISSING, USAGE, REFUSED, FAILED = 0, 1, 2, 3, 4
LONDON = ZoneInfo("Europe/London")


def restore(
    at: Annotated[
        str,
        typer.Option(
            help="The moment, such as 2026-11-22T14:05 (in London, where no zone is given)."
            " Without it: as far as the log goes."
        ),
    ] = "",
    key: Annotated[Path | None, typer.Option(help="The file with the private key of the backups.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--from", help="The folder of backups, in place of ALMONER_BACKUPS.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="PostgreSQL's data directory on this machine, in place of the embedded one's."
            " Run it as PostgreSQL's own user."
        ),
    ] = None,
    over: Annotated[
        bool, typer.Option("--over", help="There is a database here: stop it, and put it aside, whole.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Put back the database and its files as they were at a moment. What is there already is never deleted.

    Examples: almoner restore --key away.key · almoner restore --at 2026-11-22T14:05 --over --key away.key

    Exit codes: 0 restored · 1 restored, but files are missing (named) · 2 wrong usage · 3 refused: there is a database
    here · 4 could not be done: the words say why
    """
    from almoner.config import settings
    from almoner.config.backups.catalogue import Catalogue
    from almoner.config.backups.encryption import NotReadable, identities_of
    from almoner.config.backups.following import files_in
    from almoner.config.backups.postgresql import BackupProblem
    from almoner.config.backups.restoring import Place, Restore
    from almoner.config.environment import text

    if data is None and text("DATABASE_URL"):
        _stop("The database is not this program's own: say where PostgreSQL's data goes, with --data.", USAGE)
    moment = _moment(at)
    console = Console(stderr=True)
    place = Place(data or VAR / "pg")
    try:
        with console.status("Looking at the backups") as status:
            catalogue = Catalogue((folder or settings.BACKUPS).absolute())
            work = Restore(
                catalogue, place, files_in(settings.DOCUMENTS_STORE), identities_of(key), moment, status.update
            )
            base = work.choose()
            _clear_the_place(place, moment, over)
            restored = work.carry_out()
    except (BackupProblem, NotReadable, OSError) as error:
        _stop(str(error), FAILED)
    _say(restored, base.head, as_json)
    raise typer.Exit(FILES_MISSING if restored.missing else RESTORED)


def _moment(at: str) -> datetime | None:
    if not at:
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        _stop("A moment is written like 2026-11-22T14:05 or 2026-11-22T14:05:30Z.", USAGE)
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC)


def _clear_the_place(place: Place, moment: datetime | None, over: bool) -> None:
    from almoner.scope import clock

    if not place.holds_something():
        return
    if not over:
        live = "It is running. " if place.running() else ""
        written = place.last_written()
        asked = f"You asked for {moment:%Y-%m-%d %H:%M:%S} UTC. " if moment else ""
        _stop(
            f"There is a database in {place.data}. {live}It was last written {written or 'at a time unknown'}. {asked}"
            "Nothing was changed. To put it aside and restore in its place: --over",
            REFUSED,
        )
    aside = place.put_aside(clock.now())
    typer.echo(f"What was there is now in {aside}", err=True)
    if (spool := VAR / "backup").exists():
        # What was received of the old line of history fits no server any more; it may be wanted all the same.
        spool.rename(aside.with_name(f"{aside.name}.log"))


def _say(restored: Restored, head: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(restored.as_mapping() | {"head_of_base": head}, indent=2))
    else:
        until = f"{restored.moment:%Y-%m-%d %H:%M:%S} UTC" if restored.moment else "the base copy"
        typer.echo(
            f"Restored as of {until} in {restored.seconds:.0f} s:"
            f" {restored.events:,} sealed events, {restored.files:,} files."
        )
        typer.echo("Next: almoner migrate; almoner verify; and where events that were sealed are lost,")
        typer.echo("almoner sealer --once --after-restore 'what happened'. Then start as usual, and take a base copy.")
    for missing in restored.missing:
        typer.echo(f"MISSING: {missing}", err=True)


def _stop(words: str, code: int) -> typer.Exit:
    typer.echo(words, err=True)
    raise typer.Exit(code)


def add_to(app: typer.Typer) -> None:
    """Add `almoner restore`."""
    app.command()(restore)
