"""Commands that prepare the database."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import typer
from rich.console import Console

from almoner.config.environment import VAR


def start_django() -> None:
    """Load settings and apps; every command that touches the database calls this first."""
    import django

    django.setup()


def prepare(superuser: str, owner: str, database: str) -> None:
    """Roles, database, migrations and the key of the scope: what a new or upgraded installation needs."""
    start_django()
    from django.conf import settings
    from django.core.management import call_command

    from almoner.config.watched import APART_FROM, UNWATCHED
    from almoner.record.watch import watch_the_rest
    from almoner.scope.provision import install_scope_key, provision

    if superuser:
        provision(superuser, database)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    watch_the_rest(UNWATCHED, APART_FROM)
    install_scope_key(owner, settings.SCOPE_KEY)


@contextlib.contextmanager
def only_one(path: Path, console: Console) -> Iterator[None]:
    """Be the only process that holds the installation in this folder; raises typer.Exit(3) where another does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            console.print(f"Almoner already runs here ({lock.read().strip()}). Nothing was started or changed.")
            raise typer.Exit(3) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        yield


@contextlib.contextmanager
def postgresql(console: Console) -> Iterator[None]:
    """The database, running: the embedded one is started where it sleeps, and then stopped at the end."""
    from almoner.config import settings
    from almoner.config.environment import text

    if text("DATABASE_URL"):
        yield
        return
    with console.status("Starting PostgreSQL"):
        ours = settings.EMBEDDED.start()
    console.print("PostgreSQL is running (data in var/pg)")
    try:
        yield
    finally:
        if ours:
            settings.EMBEDDED.stop()


def bring_up_to_date() -> None:
    """Roles, tables, the record's key: whatever a new or upgraded installation lacks. Safe to do again."""
    from almoner.config import settings
    from almoner.config.environment import text
    from almoner.record.keys import make_keys

    superuser = "" if text("DATABASE_URL") else f"host={settings.EMBEDDED.socket} user=postgres"
    prepare(superuser, settings.DATABASE_OWNER_URL, "almoner")
    if not settings.RECORD_KEY_FILE.exists():
        make_keys(settings.RECORD_ORIGIN, settings.RECORD_KEY_FILE, settings.RECORD_PUBLIC_KEY_FILE)


@contextlib.contextmanager
def at_hand(console: Console) -> Iterator[None]:
    """The database for one command: that of the installation which runs here, or its own while it lasts."""
    from almoner.config import settings
    from almoner.config.environment import text

    if text("DATABASE_URL") or settings.EMBEDDED.running():
        start_django()
        yield
        return
    with only_one(VAR / "run.lock", console), postgresql(console):
        with console.status("Bringing the database up to date"):
            bring_up_to_date()
        yield


def migrate() -> None:
    """Bring the database up to date, as the role that owns it (DATABASE_OWNER_URL). Safe to run again."""
    start_django()
    from django.conf import settings

    prepare("", settings.DATABASE_OWNER_URL, "")
    typer.echo("The database is up to date.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to `almoner`."""
    app.command()(migrate)
