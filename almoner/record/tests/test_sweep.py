"""Changes that no action recorded are found. Transactions commit here, for the sweep sees only those that did."""

from __future__ import annotations

import threading

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation

from almoner.config.watched import APART_FROM, UNWATCHED
from almoner.record.actions import sweep
from almoner.record.models import Entry
from almoner.record.queries import unwatched_tables
from almoner.record.tests.conftest import Administrator
from almoner.record.tests.factories import MOMENT, TESTER, an_event
from almoner.record.watch import UNWATCHED as PREFIX
from almoner.record.watch import leave_unwatched, watch, watch_the_rest
from almoner.scope.context import system

pytestmark = pytest.mark.django_db(transaction=True)

WATCHED = "a_watched_table"


def sql_of(operations: list[Operation]) -> list[str]:
    """What the operations of a migration run."""
    return [str(operation.sql) for operation in operations if isinstance(operation, RunSQL)]


@pytest.fixture(autouse=True)
def watched(administrator: Administrator) -> None:
    """A table with a watch on it, as a migration would set it."""
    administrator(
        f"create table {WATCHED} (id int primary key, name text)",
        f"grant select, insert, update, delete on {WATCHED} to almoner_app",
        *sql_of(watch(WATCHED)),
    )


def swept() -> list[tuple[str, str, int]]:
    with system("test"):
        return [(change.table, change.operation, change.rows) for change in sweep(by=TESTER, now=MOMENT)]


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


INSERT = f"insert into {WATCHED} select n, 'Sam' from generate_series(1, 3) n"


def test_a_bare_change_is_found_with_its_table_what_it_did_and_to_how_many_rows() -> None:
    run(INSERT)
    run(f"update {WATCHED} set name = 'Alex' where id < 3")
    run(f"delete from {WATCHED} where id = 3")
    assert swept() == [(WATCHED, "insert", 3), (WATCHED, "update", 2), (WATCHED, "delete", 1)]


def test_a_change_made_by_an_action_is_not_found() -> None:
    with transaction.atomic():
        run(INSERT)
        an_event()
    assert swept() == []


def test_the_event_may_come_before_the_change_and_inside_a_savepoint() -> None:
    with transaction.atomic():
        with transaction.atomic():
            an_event()
        run(INSERT)
    assert swept() == []


def test_an_event_that_was_rolled_back_covers_nothing() -> None:
    with transaction.atomic():
        run(INSERT)
        with transaction.atomic():
            an_event()
            transaction.set_rollback(True)
    assert swept() == [(WATCHED, "insert", 3)]


def test_an_event_of_another_transaction_covers_nothing() -> None:
    an_event()
    run(INSERT)
    an_event()
    assert swept() == [(WATCHED, "insert", 3)]


def test_a_statement_that_changed_no_row_is_no_change() -> None:
    run(f"update {WATCHED} set name = 'Alex'")
    assert swept() == []


def test_what_was_found_is_itself_recorded_and_found_once() -> None:
    run(INSERT)
    assert len(swept()) == 1
    assert swept() == []
    with system("test"), transaction.atomic():
        entry = Entry.objects.get(kind="record.unrecorded_change")
    assert f'"table":"{WATCHED}"'.encode() in bytes(entry.payload or b"")
    assert entry.actor_id == "test:record"


def test_a_change_that_has_not_committed_yet_is_left_for_the_next_sweep() -> None:
    """The change and its event commit together after the sweep has looked: never a false alarm."""
    changed, may_commit = threading.Event(), threading.Event()

    def slow_action() -> None:
        with transaction.atomic():
            run(INSERT)
            changed.set()
            may_commit.wait(10)
            an_event()
        connection.close()

    thread = threading.Thread(target=slow_action)
    thread.start()
    assert changed.wait(10)
    assert swept() == []
    may_commit.set()
    thread.join()
    assert swept() == []


def test_a_truncated_table_is_found(administrator: Administrator) -> None:
    run(INSERT)
    swept()
    with administrator.connected() as superuser:
        superuser.execute(f"truncate {WATCHED}")
    assert swept() == [(WATCHED, "truncate", 0)]


def test_only_the_platform_itself_sweeps() -> None:
    with pytest.raises(ProgrammingError, match="only the platform itself"):
        sweep(by=TESTER, now=MOMENT)


def test_the_application_cannot_hide_a_change() -> None:
    run(INSERT)
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("delete from record_touched")
    assert len(swept()) == 1


def test_a_table_is_left_unwatched_only_with_a_reason(administrator: Administrator) -> None:
    with pytest.raises(ValueError, match="say why"):
        leave_unwatched(WATCHED, " ")
    administrator(*sql_of(leave_unwatched(WATCHED, "somebody's own notes")))
    with connection.cursor() as cursor:
        cursor.execute("select obj_description(%s::regclass)", [WATCHED])
        assert cursor.fetchone() == (f"{PREFIX}somebody's own notes",)


def test_an_update_of_nothing_but_a_column_that_says_nothing_is_no_change(administrator: Administrator) -> None:
    administrator(
        "create table an_account (id int primary key, name text, last_login timestamptz)",
        "grant select, insert, update, delete on an_account to almoner_app",
        "insert into an_account values (1, 'Sam', null), (2, 'Alex', null)",
        *sql_of(watch("an_account", apart_from=["last_login"])),
    )
    run("update an_account set last_login = now()")
    assert swept() == []
    run("update an_account set last_login = now(), name = 'Alexandra' where name = 'Alex'")
    assert swept() == [("an_account", "update", 1)]
    run("insert into an_account values (3, 'Jo', null)")
    run("delete from an_account where id = 1")
    assert swept() == [("an_account", "insert", 1), ("an_account", "delete", 1)]


def test_every_table_of_ours_is_watched_or_left_unwatched_with_a_reason() -> None:
    assert unwatched_tables() == []


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_table_that_nobody_thought_of_is_noticed_and_then_watched(administrator: Administrator) -> None:
    with administrator.connected() as superuser:
        superuser.execute("drop trigger watch_update on people_organisation")
    assert unwatched_tables() == ["people_organisation"]
    assert watch_the_rest({}, {}) == ["people_organisation"]
    assert unwatched_tables() == []


def test_what_is_left_unwatched_is_a_table_there_is() -> None:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        columns = {
            table: {column.name for column in connection.introspection.get_table_description(cursor, table)}
            for table in APART_FROM
        }
    assert set(UNWATCHED) <= tables
    assert all(set(names) <= columns[table] for table, names in APART_FROM.items())
