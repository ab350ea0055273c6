"""Commands that prepare the database."""

from __future__ import annotations

import typer


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


def migrate() -> None:
    """Bring the database up to date, as the role that owns it (DATABASE_OWNER_URL). Safe to run again."""
    start_django()
    from django.conf import settings

    prepare("", settings.DATABASE_OWNER_URL, "")
    typer.echo("The database is up to date.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to `almoner`."""
    app.command()(migrate)
