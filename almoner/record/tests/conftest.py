"""What the record's tests share: a sealer with a key of its own, and the database administrator it is built against."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as configured
from pytest_django import Settings

from almoner.record.keys import make_keys
from almoner.record.rules.note import SigningKey
from almoner.record.sealer import Sealer
from almoner.record.tests.books import ORIGIN

TABLES = ("record_entry", "record_queue", "record_seal", "record_tile", "record_edge", "record_head")


@dataclass
class Administrator:
    """The adversary of the tamper drill: the database's superuser, who switches every trigger off and writes what
    they like.
    """

    address: str
    database: str

    def __call__(self, *statements: str) -> None:
        """Runs the statements with no trigger in their way."""
        with self.connected() as connection:
            for table in TABLES:
                connection.execute(f"alter table {table} disable trigger user")
            for statement in statements:
                connection.execute(statement)
            for table in TABLES:
                connection.execute(f"alter table {table} enable trigger user")
                for name in ("append_only", "append_only_all", "wait"):
                    if connection.execute(_HAS_TRIGGER, [table, name]).fetchone():
                        connection.execute(f"alter table {table} enable always trigger {name}")

    def connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection as the superuser, with the triggers as they are."""
        return psycopg.connect(self.address, dbname=self.database)

    def take_copy(self) -> None:
        """Keeps the record as it is, so that one drill after another starts from it."""
        for table in TABLES:
            self(f"create table copy_of_{table} as table {table}")

    def put_back(self) -> None:
        """Puts the copy back."""
        for table in TABLES:
            self(f"truncate {table}", f"insert into {table} overriding system value select * from copy_of_{table}")


_HAS_TRIGGER = "select 1 from pg_trigger where tgrelid = %s::regclass and tgname = %s"


@pytest.fixture
def keys(tmp_path: Path, settings: Settings) -> SigningKey:
    """The record's keys, in a folder of the test's own, where the settings say they are."""
    settings.RECORD_ORIGIN = ORIGIN
    settings.RECORD_KEY_FILE = tmp_path / "keys" / "record.pem"
    settings.RECORD_PUBLIC_KEY_FILE = tmp_path / "keys" / "record.pub"
    settings.RECORD_KEPT_HEAD = tmp_path / "keys" / "record.head"
    return make_keys(ORIGIN, configured.RECORD_KEY_FILE, configured.RECORD_PUBLIC_KEY_FILE)


@pytest.fixture
def sealer(keys: SigningKey) -> Iterator[Sealer]:
    """The sealer. Needs committed data, so a test that uses it is marked `transaction=True`."""
    working = Sealer(configured.DATABASE_SEALER_URL, keys, configured.RECORD_KEPT_HEAD)
    yield working
    working.close()


@pytest.fixture
def administrator(superuser: str) -> Administrator:
    """Somebody with every right in the database, and not the key."""
    return Administrator(superuser, f"almoner_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
