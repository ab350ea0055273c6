"""Sets a watch on a table, so that a change which no action recorded is found by the sweep.

In an app's migration, which then depends on ("record", "0004_watched_changes"):

    operations = [
        ...,
        *watch("employment_staffmember"),
        *leave_unwatched("employment_guess", "a form half filled in, no fact"),
    ]
"""

from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation

UNWATCHED = "unwatched: "


def watch(table: str) -> list[Operation]:
    """Migration operations that note every statement which changes rows of `table`, with its transaction."""
    return [
        RunSQL(
            f"""
            create trigger watch_insert after insert on {table} referencing new table as changed_rows
              for each statement execute function record_touch();
            create trigger watch_update after update on {table} referencing new table as changed_rows
              for each statement execute function record_touch();
            create trigger watch_delete after delete on {table} referencing old table as changed_rows
              for each statement execute function record_touch();
            create trigger watch_truncate after truncate on {table}
              for each statement execute function record_touch();
            """,
            f"""
            drop trigger watch_insert on {table};
            drop trigger watch_update on {table};
            drop trigger watch_delete on {table};
            drop trigger watch_truncate on {table};
            """,
        )
    ]


def leave_unwatched(table: str, because: str) -> list[Operation]:
    """Migration operations that say of `table` why nothing is lost when it changes without an event."""
    if not because.strip():
        raise ValueError(f"say why {table} need not be watched")
    reason = (UNWATCHED + because).replace("'", "''")
    return [RunSQL(f"comment on table {table} is '{reason}'", f"comment on table {table} is null")]
