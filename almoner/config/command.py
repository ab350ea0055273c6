"""The `almoner` command. Each app contributes its own commands from its commands.py."""

from __future__ import annotations

import os
from importlib import import_module

import typer

app = typer.Typer(
    name="almoner",
    help="Almoner runs the English system that keeps social work safe.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)

# Each module has a function add_to(app) which adds its commands. Listed by name so that one command
# that needs no database (check-staff with a register file) does not load what another needs.
COMMANDS = [
    "almoner.config.commands.run",
    "almoner.config.commands.database",
    "almoner.config.commands.configuration",
    "almoner.config.commands.docs",
    "almoner.config.commands.jobs",
    "almoner.config.commands.backup",
    "almoner.config.commands.restore",
    "almoner.demo.commands",
    "almoner.people.commands",
    "almoner.clauses.commands",
    "almoner.employment.commands",
    "almoner.fitness.commands",
    "almoner.record.commands",
    "almoner.register.commands",
]


def main() -> None:
    """Entry point of `.venv/bin/almoner` and `python -m almoner`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "almoner.config.settings")
    for name in COMMANDS:
        import_module(name).add_to(app)
    app()
