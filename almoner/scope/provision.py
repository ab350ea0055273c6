"""What only a superuser may do, once per database: the roles, and who may do what. docs/running.md has it as SQL."""

from __future__ import annotations

import hashlib
from typing import LiteralString

import psycopg
from psycopg import sql

OWNER, APP, SEALER, SEARCH = "almoner_owner", "almoner_app", "almoner_sealer", "almoner_search"

ROLES: LiteralString = """
do $$
declare role_sql text;
begin
  foreach role_sql in array array[
    'create role almoner_owner login noinherit',
    'create role almoner_app login noinherit nosuperuser nobypassrls',
    'create role almoner_sealer login noinherit nosuperuser nobypassrls',
    'create role almoner_search nologin bypassrls',
    'grant almoner_search to almoner_owner with inherit false, set true'
  ] loop
    -- Two installations on one server may meet here; whoever comes second finds it done.
    begin execute role_sql; exception when duplicate_object or unique_violation then null; end;
  end loop;
end $$;
"""

GRANTS: LiteralString = """
alter schema public owner to almoner_owner;
revoke create on schema public from public;
grant usage on schema public to almoner_app, almoner_sealer;
grant usage, create on schema public to almoner_search;
alter default privileges for role almoner_owner in schema public
  grant select, insert, update, delete on tables to almoner_app;
alter default privileges for role almoner_owner in schema public grant usage, select on sequences to almoner_app;
alter default privileges for role almoner_owner in schema public grant execute on functions to almoner_app;
"""


def provision(superuser: str, database: str) -> bool:
    """Make the roles and the database (`superuser` is its connection string); True when the database is new."""
    with psycopg.connect(superuser, dbname="postgres", autocommit=True) as server:
        server.execute(ROLES)
        found = server.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
        if found is None:
            server.execute(sql.SQL("create database {} owner almoner_owner").format(sql.Identifier(database)))
    with psycopg.connect(superuser, dbname=database, autocommit=True) as inside:
        inside.execute(GRANTS)
    return found is None


def install_scope_key(owner: str, key: bytes) -> None:
    """Put the key by which the database checks a scope where only the checking function can read it.

    Kept as the two padded halves of HMAC-SHA-256, so that the function needs nothing but sha256().
    """
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner, outer = (bytes(b ^ pad for b in block) for pad in (0x36, 0x5C))
    with psycopg.connect(owner) as database:
        database.execute(
            "insert into scope_key (id, inner_pad, outer_pad) values (1, %s, %s)"
            " on conflict (id) do update set inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
            [inner, outer],
        )
