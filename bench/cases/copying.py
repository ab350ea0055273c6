"""Copies of the cases that are there, by the database itself: rows as the engine wrote them, earlier and many times.

As superuser with triggers off: sixty thousand cases through the engine would take an hour, and what is measured here is
reading them. Days are moved back by up to three years, with the working days from the house's own calendar.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg
from psycopg import sql

YEARS_BACK = 3
Connection = psycopg.Connection[tuple[Any, ...]]

#: What differs in a copy of each kind of row, beside its case: `c` is the copy, `t` the row that is copied.
MOVED = {
    "procedure_step": {"id": "gen_random_uuid()", "at": "t.at - c.back * interval '1 day'"},
    "procedure_turn": {"id": "gen_random_uuid()"},
    "procedure_remark": {"id": "gen_random_uuid()", "at": "t.at - c.back * interval '1 day'"},
    "procedure_span": {
        "id": "gen_random_uuid()",
        **{f"{end}_at": f"t.{end}_at - c.back * interval '1 day'" for end in ("starts", "ends")},
        **{f"{end}_on": f"t.{end}_on - c.back" for end in ("starts", "ends")},
        **{f"{end}_ord": f"(select ord from days where day = t.{end}_on - c.back)" for end in ("starts", "ends")},  # noqa: S608  the columns are named above
    },
}
#: What a regulator has by the thousand. Of what comes later (an order, an outcome) much may be there only once.
COPIED = ("concern", "investigation")
#: A case's own columns that are one case's alone.
ALONE = {"referral_id": "null::uuid"}


def copy_cases(superuser: str, *, still: int, ended: int, seed: int) -> list[list[object]]:
    """Copy the regulator's cases until so many are open and so many closed; how many there are, by procedure."""
    with psycopg.connect(superuser) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("select setseed(%s)", [seed % 1000 / 1000])
        _calendar(connection)
        connection.execute("create temp table concerns (id uuid primary key, place serial)")
        # The closed ones first: what is under investigation was a concern that triage closed, one for each.
        for wanted, state in ((ended, "is not null"), (still, "is null")):
            models = connection.execute(
                sql.SQL(
                    "select d.case_id, d.procedure from procedure_docket d join people_organisation o"
                    " on o.id = d.organisation_id where o.kind = 'regulator' and d.procedure = any(%s)"
                    " and d.closed_at {} order by d.procedure <> 'concern', d.case_id"
                ).format(sql.SQL(state)),
                [list(COPIED)],
            ).fetchall()
            for case_id, procedure in models:
                _copy(connection, case_id, procedure, -(-wanted // len(models)))
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("vacuum analyze")
        rows = connection.execute(
            "select procedure, count(*) filter (where closed_at is null), count(closed_at) from procedure_docket d"
            " join people_organisation o on o.id = d.organisation_id where o.kind = 'regulator' group by 1 order by 1"
        ).fetchall()
    there = [sum(row[at] for row in rows) for at in (1, 2)]
    if there[0] < still or there[1] < ended:
        raise RuntimeError(f"{there[0]:,} open and {there[1]:,} closed were copied, not {still:,} and {ended:,}.")
    return [list(row) for row in rows]


def some_open(connection: Connection, procedure: str, many: int) -> list[str]:
    """The ids of open cases of a procedure, drawn from all of them."""
    rows = connection.execute(
        "select case_id::text from procedure_docket where procedure = %s and closed_at is null order by random()"
        " limit %s",
        [procedure, many],
    )
    return [str(row[0]) for row in rows]


def _calendar(connection: Connection) -> None:
    from almoner.dates.days import ordinal

    connection.execute("create temp table days (day date primary key, ord int)")
    last = date.today() + timedelta(days=400)
    with connection.cursor().copy("copy days from stdin") as copy:
        for back in range(366 * (YEARS_BACK + 3)):
            day = last - timedelta(days=back)
            copy.write_row((day, ordinal(day)))
    connection.execute("analyze days")


def _copy(connection: Connection, case_id: Any, procedure: str, times: int) -> None:
    connection.execute("drop table if exists copies")
    connection.execute(
        "create temp table copies as select gen_random_uuid() id, floor(random() * %s)::int back, n"
        " from generate_series(1, %s) n",
        [365 * YEARS_BACK, times],
    )
    opened = {
        "reference": "t.reference || '-' || c.n",
        "opened_at": "t.opened_at - c.back * interval '1 day'",
        "closed_at": "t.closed_at - c.back * interval '1 day'",
    }
    table = _table_of(procedure)
    # A stage belongs to a concern of its own: the next of those that were copied before it.
    before = connection.execute("select count(*) from procedure_docket where procedure = %s", [procedure]).fetchone()
    place = before[0] if before else 0
    of = {"concern_id": f"coalesce((select id from concerns where place = {place} + c.n), t.concern_id)"}  # noqa: S608
    _insert(connection, table, "id", case_id, opened | ALONE | of)
    connection.execute(sql.SQL("delete from copies where id not in (select id from {})").format(sql.Identifier(table)))
    if procedure == "concern":
        connection.execute("insert into concerns (id) select id from copies")
    _insert(connection, "procedure_docket", "case_id", case_id, opened)
    for table, moved in MOVED.items():
        _insert(connection, table, "case_id", case_id, moved)


def _insert(connection: Connection, table: str, key: str, case_id: Any, moved: dict[str, str]) -> None:
    """A copy of each row of one case for each of its copies; what is said of a column it has not is left out."""
    changes = sql.SQL(", ").join(
        sql.SQL("{}, {}").format(sql.Literal(column), sql.SQL(value))
        for column, value in ({key: "c.id"} | moved).items()
        if column in _columns(connection, table)
    )
    connection.execute(
        sql.SQL(
            "insert into {table} select (jsonb_populate_record(t, jsonb_build_object({changes}))).*"
            " from {table} t cross join copies c where t.{key} = %s on conflict do nothing"
        ).format(table=sql.Identifier(table), changes=changes, key=sql.Identifier(key)),
        [case_id],
    )


def _table_of(procedure: str) -> str:
    from django.apps import apps

    from almoner.procedure import registry

    assert apps.ready  # noqa: S101  procedures are registered as the apps start
    return registry.named(procedure).model._meta.db_table


def _columns(connection: Connection, table: str) -> set[str]:
    rows = connection.execute("select column_name from information_schema.columns where table_name = %s", [table])
    return {str(row[0]) for row in rows}
