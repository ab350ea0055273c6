"""`almoner backup`: copies of the database and its files, encrypted, from which any later moment can be restored."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from almoner.config.environment import VAR

if TYPE_CHECKING:
    from almoner.config.backups.catalogue import Catalogue
    from almoner.config.backups.encryption import PublicKey

DONE, USAGE, FAILED, UNSAFE = 0, 2, 4, 5
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
InClear = Annotated[bool, typer.Option("--in-clear", help="Without encryption, where ALMONER_BACKUP_KEY names no key.")]
Folder = Annotated[Path | None, typer.Option("--in", help="The folder of backups, in place of ALMONER_BACKUPS.")]

backup = typer.Typer(help="Copies of the database and its files, from which any later moment can be restored.")


@backup.callback(
    invoke_without_command=True,
    epilog="Examples: almoner backup · almoner backup follow · almoner backup list\n\n"
    "Exit codes: 0 done · 2 wrong usage · 4 could not be done: the words say why · 5 no key to encrypt to",
)
def take_a_base_copy(
    context: typer.Context, folder: Folder = None, in_clear: InClear = False, as_json: AsJson = False
) -> None:
    """Take a base copy now, of everything in the database, with pg_basebackup; and keep the files that are new.

    Take one each night, and let `almoner backup follow` run beside the database: together they lose at most a minute.
    The private key that signs the record and the secrets of the environment are in no backup.
    """
    if context.invoked_subcommand is not None:
        return
    from almoner.config import settings
    from almoner.config.backups.following import Follower, files_in
    from almoner.config.backups.taking import take
    from almoner.scope import clock

    catalogue, recipients = _catalogue(folder), _recipients(in_clear)
    with _problems(), _progress() as progress:
        bar = progress.add_task("Copying the database", total=None)

        def come(done: int, of: int) -> None:
            progress.update(bar, completed=done, total=of)

        base = take(
            url=settings.DATABASE_BACKUP_URL, catalogue=catalogue, recipients=recipients, now=clock.now(), progress=come
        )
        store = files_in(settings.DOCUMENTS_STORE)
        files = Follower(settings.DATABASE_BACKUP_URL, catalogue, VAR / "backup", recipients, store)
        files.know_what_is_kept()
        kept = files.keep_files()
    if as_json:
        typer.echo(json.dumps(asdict(base) | {"new_files": kept, "folder": str(catalogue.folder)}, indent=2))
        return
    size = sum(path.stat().st_size for path in catalogue.base(base.name).iterdir())
    typer.echo(f"{base.name}: {base.bytes / 1e6:,.0f} MB of database in {size / 1e6:,.0f} MB, {kept:,} new files.")
    if not base.encrypted:
        typer.echo("NOT ENCRYPTED: whoever reads this folder reads everything. Set ALMONER_BACKUP_KEY.", err=True)
    if store is None:
        typer.echo("The files are in a bucket, which is not copied: switch its versions on.", err=True)


@backup.command(
    epilog="Example: almoner backup follow\n\n"
    "Exit codes: 0 told to stop · 4 could not go on: the words say why · 5 no key to encrypt to"
)
def follow(folder: Folder = None, in_clear: InClear = False, every: float = 20.0) -> None:
    """Keep the log and the files as they are written, until told to stop. Run one, as a service of its own.

    Every `--every` seconds what has come is encrypted and kept; the loss is at most that and what is then under way.
    """
    from almoner.config import settings
    from almoner.config.backups.following import Follower, files_in

    catalogue, recipients = _catalogue(folder), _recipients(in_clear)
    stop = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: stop.set())
    with _problems():
        store = files_in(settings.DOCUMENTS_STORE)
        follower = Follower(settings.DATABASE_BACKUP_URL, catalogue, VAR / "backup", recipients, store)
        follower.prepare()
        typer.echo(f"Following the database into {catalogue.folder}; Ctrl-C stops it.", err=True)
        follower.go_on(stop, every)


@backup.command(name="list", epilog="Exit codes: 0 listed · 2 there is nothing to restore from")
def list_bases(folder: Folder = None, as_json: AsJson = False) -> None:
    """List the base copies, and up to when the log is kept."""
    catalogue = _catalogue(folder)
    bases, until = catalogue.bases(), catalogue.followed_until()
    if as_json:
        listed = {"bases": [asdict(base) for base in bases], "followed_until": until.isoformat() if until else None}
        typer.echo(json.dumps(listed, indent=2))
    for base in [] if as_json else bases:
        typer.echo(f"{base.name}  {base.bytes / 1e6:>10,.0f} MB  {'encrypted' if base.encrypted else 'IN CLEAR'}")
    if not as_json and bases:
        typer.echo(f"Any moment from {bases[0].ended} to {until.isoformat() if until else 'the end of a copy'}.")
    raise typer.Exit(DONE if bases else USAGE)


@backup.command(epilog="Example: almoner backup forget --days 35\n\nExit codes: 0 done")
def forget(folder: Folder = None, days: int = 35) -> None:
    """Remove what is no longer needed to restore any moment of the last days, never the newest copy."""
    from almoner.config import settings
    from almoner.config.backups.catalogue import forget_files
    from almoner.config.backups.following import files_in
    from almoner.scope import clock

    catalogue, store = _catalogue(folder), files_in(settings.DOCUMENTS_STORE)
    removed = catalogue.forget(days, clock.now())
    files = forget_files(catalogue, lambda key: (store / key).exists(), days, clock.now()) if store else 0
    typer.echo(f"{len(removed):,} copies and segments and {files:,} files removed.")


@backup.command(name="make-key", epilog="Exit codes: 0 made · 2 there is such a file already · 4 it cannot be written")
def make_key_pair(
    file: Annotated[Path, typer.Argument(help="Where the private key goes: a file to be taken away.")],
) -> None:
    """Make the pair of keys: the private one, which only a restore needs, and the public one for ALMONER_BACKUP_KEY."""
    from almoner.config.backups.encryption import make_key

    private, public = make_key()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(f"# Opens this installation's backups. Keep it apart from them.\n{private}\n")
    except FileExistsError:
        typer.echo(f"There is such a file already: {file}", err=True)
        raise typer.Exit(USAGE) from None
    except OSError as error:
        typer.echo(f"The key cannot be written: {error}", err=True)
        raise typer.Exit(FAILED) from None
    typer.echo(f"ALMONER_BACKUP_KEY={public}")


def _catalogue(folder: Path | None) -> Catalogue:
    from almoner.config import settings
    from almoner.config.backups.catalogue import Catalogue

    return Catalogue((folder or settings.BACKUPS).absolute())


def _recipients(in_clear: bool) -> list[PublicKey]:
    from almoner.config import settings
    from almoner.config.backups.encryption import NotReadable, recipients_of

    try:
        found = recipients_of(settings.BACKUP_KEYS)
    except NotReadable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNSAFE) from None
    if not found and not in_clear:
        typer.echo(
            "Nothing was copied: there is no key to encrypt to. Make one (almoner backup make-key FILE) and set"
            " ALMONER_BACKUP_KEY, or say --in-clear.",
            err=True,
        )
        raise typer.Exit(UNSAFE)
    return found


@contextmanager
def _problems() -> Iterator[None]:
    from almoner.config.backups.encryption import NotReadable
    from almoner.config.backups.postgresql import BackupProblem

    try:
        yield
    except (BackupProblem, NotReadable, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from None


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def add_to(app: typer.Typer) -> None:
    """Add `almoner backup`."""
    app.add_typer(backup, name="backup")
