"""Makes a table append-only: by privilege, and by a trigger that refuses its owner too."""

from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation


def append_only(table: str) -> list[Operation]:
    """Migration operations (after record 0001) after which rows of `table` can be added and read, and nothing else,
    by anybody.

    The trigger is set "always", so a session that plays replica meets it too. A superuser can still switch it off:
    that is what the seals are for.
    """
    return [
        RunSQL(
            f"""
            revoke update, delete, truncate, references, trigger on {table} from public, almoner_app; create trigger
            append_only before update or delete on {table} for each row execute function record_refuse(); create
            trigger append_only_all before truncate on {table} for each statement execute function record_refuse();
            alter table {table} enable always trigger append_only; alter table {table} enable always trigger
            append_only_all; """,
            f"""
            drop trigger append_only on {table};
            drop trigger append_only_all on {table};
            grant update, delete on {table} to almoner_app;
            """,
        )
    ]
