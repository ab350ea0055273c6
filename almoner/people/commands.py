"""The first administrator of a new installation."""

from __future__ import annotations

import json as as_json

import typer

from almoner.config.commands.database import start_django

administrator = typer.Typer(help="The first administrator of a new installation.", no_args_is_help=True)


@administrator.command()
def invite(
    email: str = typer.Argument(help="The address of whoever is to run this installation."),
    organisation: str = typer.Option("Platform", help="The organisation that they belong to; made if there is none."),
    json: bool = typer.Option(False, "--json", help="Print the link as JSON."),
) -> None:
    """Print a link, good once and for seven days, by which somebody becomes the platform’s operator.

    They set their own password and second factor. Exit code 2 for what is not an email address.

    Example: almoner administrator invite ada@council.example
    """
    start_django()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from almoner.people.actions import invite_first_administrator
    from almoner.scope import clock
    from almoner.scope.context import system

    try:
        validate_email(email)
    except ValidationError:
        typer.echo(f"{email} is not an email address.", err=True)
        raise typer.Exit(2) from None
    with system("the first administrator"):
        link = invite_first_administrator(email=email, organisation=organisation, now=clock.now())
    typer.echo(as_json.dumps({"email": email, "link": link}) if json else f"Send this to {email}:\n{link}")


def add_to(app: typer.Typer) -> None:
    """Add these commands to `almoner`."""
    app.add_typer(administrator, name="administrator")
