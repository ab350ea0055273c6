import time
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from almoner.record.actions import append, note_read
from almoner.record.models import Entry, Reading, Waiting
from almoner.record.rules import SystemActor
from almoner.record.tests.factories import CASES, MOMENT, TESTER, an_event
from almoner.scope.context import Scope, acting, system

pytestmark = pytest.mark.django_db


def test_an_event_keeps_who_what_when_why_and_under_which_clause(arranging: None) -> None:
    event = an_event(reasons="She had agreed to it.")
    entry = Entry.objects.get(id=event)
    assert (entry.actor_id, entry.kind, entry.subject, entry.clause) == (
        "test:record",
        "case.noted",
        "case:1",
        "FTP-3.5",
    )
    assert (entry.at, entry.organisation_id, entry.case_id) == (MOMENT, 1, CASES[0])
    assert bytes(entry.payload or b"") == (
        b'{"after":{"state":"agreed"},"before":{"state":"raised"},"reasons":"She had agreed to it."}'
    )
    assert bytes(entry.commitment) == sha256(bytes(entry.salt or b"") + bytes(entry.payload or b"")).digest()


def test_an_event_is_appended_in_one_round_trip() -> None:
    for kind in ("case.noted", "case.decided"):
        with CaptureQueriesContext(connection) as captured:
            an_event(kind=kind)
        assert len(captured) == 1


def test_an_event_waits_for_its_seal_from_the_moment_it_is_committed() -> None:
    event = an_event()
    assert Waiting.objects.filter(entry_id=event).exists()


def test_an_event_that_is_rolled_back_never_was(arranging: None) -> None:
    with transaction.atomic():
        event = an_event()
        transaction.set_rollback(True)
    assert not Entry.objects.filter(id=event).exists()
    assert not Waiting.objects.filter(entry_id=event).exists()


def test_somebody_who_cannot_read_an_event_can_still_append_it() -> None:
    with acting(Scope(organisation_ids=(7,))):
        event = an_event(organisation_id=8)
        assert not Entry.objects.filter(id=event).exists()
    with acting(Scope(organisation_ids=(8,))):
        assert Entry.objects.filter(id=event).exists()


def test_without_a_scope_no_event_can_be_read() -> None:
    an_event()
    assert not Entry.objects.exists()


def test_events_of_no_organisation_are_the_platforms_alone() -> None:
    event = an_event(organisation_id=None)
    with acting(Scope(organisation_ids=(1, 2, 3))):
        assert not Entry.objects.filter(id=event).exists()
    with system("test"):
        assert Entry.objects.filter(id=event).exists()


def test_ids_sort_by_the_moment_of_the_event() -> None:
    first = an_event(now=MOMENT)
    later = an_event(now=datetime.fromisoformat("2026-11-23T09:31:00+00:00"))
    assert first < later
    assert first.version == 7
    assert len({an_event() for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"kind": "Noted"}, ValueError),
        ({"now": datetime(2026, 11, 23)}, ValueError),
        ({"after": {"rate": 0.1}}, TypeError),
        ({"after": {"person": object()}}, TypeError),
    ],
)
def test_what_the_record_cannot_keep_is_refused_before_anything_is_written(
    wrong: dict[str, object], error: type[Exception]
) -> None:
    given: dict[str, object] = {
        "kind": "case.noted",
        "subject": "case:1",
        "organisation_id": 1,
        "by": TESTER,
        "now": MOMENT,
    }
    with pytest.raises(error):
        append(**{**given, **wrong})  # type: ignore[arg-type]
    assert Waiting.objects.count() == 0


REFUSED = [
    "update {table} set kind = 'case.other'",
    "delete from {table}",
    "truncate {table}",
]


@pytest.mark.parametrize("statement", REFUSED)
@pytest.mark.parametrize("table", ["record_entry", "record_reading", "record_seal", "record_head", "record_tile"])
def test_the_web_server_may_not_alter_empty_or_delete(table: str, statement: str, arranging: None) -> None:
    an_event()
    column = {"record_reading": "subject", "record_seal": "number", "record_head": "note", "record_tile": "level"}.get(
        table, "kind"
    )
    value = "1" if column in ("number", "level") else "'x'"
    told = statement.replace("kind = 'case.other'", f"{column} = {value}").format(table=table)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(told)


@pytest.mark.parametrize(
    "table", ["record_queue", "record_seal", "record_head", "record_tile", "record_edge", "record_touched"]
)
def test_only_triggers_and_the_sealer_write_what_is_theirs(table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"insert into {table} default values")


def test_who_read_what_is_noted_and_only_their_organisation_sees_it() -> None:
    with CaptureQueriesContext(connection) as captured:
        note_read(subject="case:1", case_id=CASES[0], organisation_id=4, by=SystemActor("test:reader"), now=MOMENT)
    assert len(captured) == 1
    with acting(Scope(organisation_ids=(5,))):
        assert not Reading.objects.exists()
    with acting(Scope(organisation_ids=(4,))):
        reading = Reading.objects.get()
    assert (reading.actor_id, reading.subject, reading.case_id, reading.at) == (
        "test:reader",
        "case:1",
        CASES[0],
        MOMENT,
    )


def test_an_append_costs_little() -> None:
    """A guard against an order of magnitude, not a measurement: docs/record.md has that, with its command."""
    started = time.process_time()
    for _ in range(200):
        an_event()
    assert (time.process_time() - started) / 200 < 0.005


def test_the_transaction_of_an_event_is_kept_for_the_sweep(arranging: None) -> None:
    event: UUID = an_event()
    with connection.cursor() as cursor:
        cursor.execute("select transaction_id = pg_current_xact_id() from record_entry where id = %s", [event])
        assert cursor.fetchone() == (True,)


def test_the_application_cannot_switch_the_refusal_off() -> None:
    with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("alter table record_entry disable trigger append_only")
