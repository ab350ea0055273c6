"""Two officers at once: whoever follows the change feed by its numbers must not miss the slower one's change."""

import threading
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import connection, transaction

from almoner.register import actions, queries
from almoner.register.tests.factories import MACHINE, an_entry
from almoner.scope.context import system

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


pytestmark = pytest.mark.django_db(transaction=True)


def test_a_change_never_appears_behind_one_that_was_already_read() -> None:
    changed, told = followed()
    assert told == changed


def test_without_the_lock_the_slower_change_would_be_missed(superuser: str) -> None:
    with psycopg.connect(superuser, dbname=str(connection.settings_dict["NAME"]), autocommit=True) as database:
        database.execute("alter table register_change disable trigger in_order")
    changed, told = followed()
    assert told < changed


def followed() -> tuple[set[int], set[int]]:
    """(entries that two officers changed at once, those that a follower of the feed was told of)."""
    slow, quick = an_entry(), an_entry()
    written, read = threading.Event(), threading.Event()

    def change(entry_id: int, *, wait: bool) -> None:
        try:
            with system("test"), transaction.atomic():
                actions.change_town(entry_id=entry_id, town="Hull", from_day=date(2026, 1, 5), by=MACHINE, now=NOW)
                if wait:
                    written.set()
                    read.wait(10)
        finally:
            connection.close()

    first = threading.Thread(target=change, args=(slow.id,), kwargs={"wait": True})
    second = threading.Thread(target=change, args=(quick.id,), kwargs={"wait": False})
    first.start()
    assert written.wait(10)
    second.start()
    second.join(0.7)
    with system("test"):
        seen = queries.changes_since(0)
        read.set()
        first.join(10)
        second.join(10)
        later = queries.changes_since(seen[-1].seq)
    return {slow.id, quick.id}, {row.entry_id for row in [*seen, *later] if row.kind == "town"}
