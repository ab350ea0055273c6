"""Row-level security, the second net: forced on every table that holds an organisation's rows.

The first net is `visible_to(person)` in each context. This one makes a forgotten filter return nothing.
"""

from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation

EVERYTHING = "(select app_all())"


def protect(table: str, column: str = "organisation_id", *, many: bool = False, using: str = "") -> list[Operation]:
    """Migration operations that force row-level security on `table`.

    Rows are reached by the organisation in `column`, or by any of the organisations in it when it holds `many`
    (an int[]), or by the predicate `using` (SQL, true for a row that may be reached) in place of both.
    """
    predicate = using or (f"{column} && (select app_orgs())" if many else f"{column} = any((select app_orgs())::int[])")
    return [
        RunSQL(
            f"""
            alter table {table} enable row level security;
            alter table {table} force row level security;
            create policy scope on {table} using ({predicate} or {EVERYTHING}) with check ({predicate} or {EVERYTHING});
            """,
            f"""
            drop policy scope on {table};
            alter table {table} no force row level security;
            alter table {table} disable row level security;
            """,
        )
    ]
