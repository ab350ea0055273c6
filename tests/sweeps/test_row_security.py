"""Every table that holds an organisation’s rows is guarded by the database too, from a role that owns nothing (T24)."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db

GUARDED_COLUMNS = ("organisation_id", "case_id", "visible_to")

#: Tables with such a column that are open to all by decision, each with why.
OPEN: dict[str, str] = {}

UNGUARDED = """
select c.relname::text
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p')
  and exists (select 1 from pg_attribute a
              where a.attrelid = c.oid and a.attname = any(%s) and not a.attisdropped)
  and not (c.relrowsecurity and c.relforcerowsecurity
           and exists (select 1 from pg_policy p where p.polrelid = c.oid))
order by 1
"""
GUARDED = """
select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relrowsecurity and c.relforcerowsecurity
"""


def unguarded() -> set[str]:
    """The tables that hold an organisation’s rows and lack the guard."""
    with connection.cursor() as cursor:
        cursor.execute(UNGUARDED, [list(GUARDED_COLUMNS)])
        return {row[0] for row in cursor.fetchall()}


def test_every_table_of_an_organisations_rows_is_guarded() -> None:
    assert unguarded() - set(OPEN) == set()
    assert set(OPEN) <= unguarded(), "an exception that is no longer needed"
    with connection.cursor() as cursor:
        cursor.execute(GUARDED)
        assert cursor.fetchone()[0] > 10


def test_a_planted_table_without_the_guard_is_found(superuser: str) -> None:
    database = str(settings.DATABASES["default"]["NAME"])
    with psycopg.connect(superuser, dbname=database, autocommit=True) as owner:
        owner.execute("create table planted_case (id int, organisation_id int)")
        owner.execute("create table planted_half (id int, visible_to int[])")
        owner.execute("alter table planted_half enable row level security")
        try:
            assert unguarded() >= {"planted_case", "planted_half"}
        finally:
            owner.execute("drop table planted_case, planted_half")


def test_the_role_of_the_web_server_is_no_superuser_bypasses_nothing_and_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute(
            "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = current_user"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("select pg_has_role(current_user, 'almoner_owner', 'MEMBER'), current_user")
        assert cursor.fetchone() == (False, "almoner_app")


def test_without_a_scope_no_guarded_table_shows_a_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('almoner.ctx', '', true)")
        cursor.execute(
            "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id'"
            " where n.nspname = 'public' and c.relrowsecurity and has_table_privilege(c.oid, 'select')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" where organisation_id is not null')
            assert cursor.fetchone() == (0,), table


def test_a_view_shows_no_more_than_its_reader_may_see() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and c.relkind = 'v'"
            " and not coalesce(c.reloptions::text like '%%security_invoker=true%%', false)"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and c.relkind = 'm' and has_table_privilege(c.oid, 'select')"
        )
        assert cursor.fetchall() == []
