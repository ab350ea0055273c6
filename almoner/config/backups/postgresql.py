"""PostgreSQL as a backup sees it: the address, its programs, and what the server says of itself."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import psycopg

from almoner.config.cluster import binaries


class BackupProblem(RuntimeError):
    """The backup or restore cannot be done; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """What a server says of itself."""

    version: str
    system: str
    bytes: int
    now: datetime
    segment_bytes: int
    database: str
    head: str


def one(connection: psycopg.Connection[tuple[Any, ...]], question: LiteralString) -> tuple[Any, ...]:
    """The one row that answers a question. Raises BackupProblem where there is none."""
    row = connection.execute(question).fetchone()
    if row is None:
        raise BackupProblem(f"The database gave no answer: {question}")
    return row


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs, of the version that this installation runs."""
    return str(binaries() / name)


def for_programs(url: str) -> tuple[str, dict[str, str]]:
    """The address as the programs take it, and an environment that holds the password in its stead.

    A command line can be read by everybody on the machine.
    """
    parts = urlsplit(url)
    password = unquote(parts.password or "")
    user = parts.username or ""
    place = f"{user}@{parts.netloc.rpartition('@')[2]}" if user else parts.netloc
    # `postgresql://role@/name?host=/folder` is the address of a socket; the programs read it as the driver does.
    address = urlunsplit((parts.scheme, place, parts.path, urlencode(parse_qsl(parts.query)), ""))
    return address, os.environ | ({"PGPASSWORD": password} if password else {})


def ask(url: str) -> Server:
    """What the server says of itself. Raises BackupProblem where it does not answer."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = one(
                connection,
                "select current_setting('server_version'), (select system_identifier::text from pg_control_system()),"
                " (select sum(pg_database_size(oid))::bigint from pg_database where datallowconn), clock_timestamp(),"
                " (select setting::bigint from pg_settings where name = 'wal_segment_size'),"
                " current_database()",
            )
            note = _head(connection) if one(connection, "select to_regclass('record_head') is not null")[0] else ""
    except psycopg.Error as error:
        raise BackupProblem(f"The database does not answer at DATABASE_BACKUP_URL ({type(error).__name__})") from error
    return Server(row[0], row[1], int(row[2]), row[3], int(row[4]), row[5], note)


def _head(connection: psycopg.Connection[tuple[Any, ...]]) -> str:
    try:
        row = connection.execute("select note from record_head order by size desc limit 1").fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return ""
    return str(row[0]) if row else ""


def mark(url: str) -> tuple[datetime, str]:
    """Commit something that changes nothing; when, by the database's clock, and up to where its log is on its disk.

    A restore to a moment needs a commit after it; in an idle database there would be none.
    """
    with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
        connection.execute("select pg_logical_emit_message(true, 'almoner', 'mark')")
        row = one(connection, "select clock_timestamp(), pg_current_wal_flush_lsn()::text")
    return row[0], row[1]


def received(url: str, position: str) -> bool:
    """Whether the log is here, on this machine's disk, up to a position."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(
            "select bool_or(flush_lsn >= %s::pg_lsn) from pg_stat_replication where application_name = 'pg_receivewal'",
            [position],
        ).fetchone()
    return bool(row and row[0])


def segment_of(position: str, timeline: int, segment_bytes: int) -> str:
    """The name of the segment of the log that holds a position, such as 0/2000028."""
    if not re.fullmatch(r"[0-9A-F]+/[0-9A-F]+", position):
        raise ValueError(f"not a position in the log: {position}")
    high, low = (int(part, 16) for part in position.split("/"))
    return f"{timeline:08X}{high:08X}{low // segment_bytes:08X}"
