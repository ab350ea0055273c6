"""Sets a watch on a table, so that a change which no action recorded is found by the sweep.

Every table of ours is watched: `watch_the_rest` sees to it after each migration. An app may set a watch itself, in a
migration that depends on ("record", "0004_watched_changes"), and says there, or on the roof, of which tables nothing
is lost unwatched:

    operations = [
        ...,
        *watch("employment_staffmember"),
        *leave_unwatched("employment_guess", "a form half filled in, no fact"),
    ]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.db import connections
from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation

UNWATCHED = "unwatched: "

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def watch(table: str, apart_from: Sequence[str] = ()) -> list[Operation]:
    """Migration operations that note every statement which changes rows of `table`, with its transaction.

    An update that changed nothing but the columns `apart_from` is not noted.
    """
    undo = f"""
        drop trigger watch_insert on {table};
        drop trigger watch_update on {table};
        drop trigger watch_delete on {table};
        drop trigger watch_truncate on {table};
        """
    return [RunSQL(_watch(table, apart_from), undo)]


def leave_unwatched(table: str, because: str) -> list[Operation]:
    """Migration operations that say of `table` why nothing is lost when it changes without an event."""
    return [RunSQL(_leave(table, because), f"comment on table {table} is null")]


def watch_the_rest(unwatched: Mapping[str, str], apart_from: Mapping[str, Sequence[str]]) -> list[str]:
    """Settles every table of ours that is not settled yet, as the tables' owner: unwatched with its reason, else
    watched.

    Run after the migrations, so that a table which nobody thought of is watched. Returns the tables it set a watch on.
    """
    from almoner.record.queries.watched import unwatched_tables

    watched = []
    with connections["owner"].cursor() as cursor:
        for table in [*unwatched_tables("owner"), *apart_from]:
            if table in unwatched:
                cursor.execute(_leave(table, unwatched[table]))
            else:
                cursor.execute(_watch(table, apart_from.get(table, ())))
                watched.append(table)
    return watched


def _watch(table: str, apart_from: Sequence[str]) -> str:
    if not all(map(_NAME.match, [table, *apart_from])):
        raise ValueError(f"{table!r} is not the name of a table, or {apart_from!r} not of its columns")
    former = "old table as former_rows " if apart_from else ""
    columns = ", ".join(f"'{column}'" for column in apart_from)
    return f"""
        create or replace trigger watch_insert after insert on {table} referencing new table as changed_rows
          for each statement execute function record_touch();
        create or replace trigger watch_update after update on {table} referencing {former}new table as changed_rows
          for each statement execute function record_touch({columns});
        create or replace trigger watch_delete after delete on {table} referencing old table as changed_rows
          for each statement execute function record_touch();
        create or replace trigger watch_truncate after truncate on {table}
          for each statement execute function record_touch();
        """


def _leave(table: str, because: str) -> str:
    if not because.strip() or not _NAME.match(table):
        raise ValueError(f"say why {table!r} need not be watched")
    reason = (UNWATCHED + because).replace("'", "''").replace("%", "%%")
    return f"comment on table {table} is '{reason}'"
