"""The record's commands: `almoner sealer`, `almoner verify`, and `almoner record …`."""

from __future__ import annotations

import typer


def add_to(app: typer.Typer) -> None:
    """Add these commands to `almoner`."""
    # Imported here, so that `verify` alone can be had where there is no database driver.
    from almoner.record.commands import holding, sealer
    from almoner.record.commands.verify import verify

    app.command()(verify)
    app.command()(sealer.sealer)
    record = typer.Typer(
        help="The record: take out a bundle, list heads, sweep for unrecorded changes.", no_args_is_help=True
    )
    record.command("make-keys")(sealer.make_record_keys)
    for command in (holding.export, holding.heads, holding.receipt, holding.sweep):
        record.command()(command)
    record.command("unusual-readers")(holding.unusual)
    app.add_typer(record, name="record")
