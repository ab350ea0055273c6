"""The drill: a database administrator, who can switch every trigger off, tampers; `almoner verify` says what does not
fit.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connections, transaction

from almoner.record.models import Entry, Head, Seal
from almoner.record.queries.live import verify_live
from almoner.record.queries.sealed import sealed_at
from almoner.record.rules.checkpoint import Checkpoint, open_checkpoint
from almoner.record.rules.note import SigningKey
from almoner.record.rules.tiles import Edge
from almoner.record.rules.verdict import Misfit, Verdict
from almoner.record.sealer import RecordDoesNotFit, Sealer
from almoner.record.tests.conftest import Administrator
from almoner.record.tests.factories import MOMENT, an_event, events
from almoner.scope.context import Scope, system

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record(sealer: Sealer) -> Sealer:
    """Thirty events under three heads."""
    for _ in range(3):
        events(10)
        assert sealer.seal_all() == 10
    return sealer


@pytest.fixture
def drill(record: Sealer, administrator: Administrator) -> Callable[..., Verdict]:
    """Tampers with the record as the administrator, verifies it, and puts it back for the next."""
    administrator.take_copy()

    def tamper(*statements: str, since: Sequence[Checkpoint] = ()) -> Verdict:
        administrator(*statements)
        verdict = verified(record, *since)
        administrator.put_back()
        return verdict

    return tamper


Drill = Callable[..., Verdict]


def verified(record: Sealer, *since: Checkpoint) -> Verdict:
    return verify_live([record.key.verifier], since)


def misfits(verdict: Verdict) -> set[Misfit]:
    return {found.misfit for found in verdict.findings}


def named(verdict: Verdict) -> int | None:
    assert verdict.first is not None
    return verdict.first.index


def test_a_record_that_nobody_touched_fits(record: Sealer) -> None:
    verdict = verified(record)
    assert verdict.fits, verdict.findings
    assert (verdict.events, verdict.cases, verdict.heads, verdict.size) == (30, 2, 3, 30)


def test_events_that_wait_for_their_seal_are_no_fault(record: Sealer) -> None:
    events(4)
    verdict = verified(record)
    assert verdict.fits, verdict.findings
    assert verdict.size == 30


def entry_at(index: int) -> str:
    return f"(select entry_id from record_seal where index = {index})"


EDITS = {
    "the reasons": "payload = convert_to(replace(convert_from(payload, 'UTF8'), 'reason', 'excuse'), 'UTF8')",
    "who did it": "actor_id = 'somebody else'",
    "when it happened": "at = at - interval '1 year'",
    "when it was taken": "recorded_at = recorded_at - interval '1 year'",
    "what it was": "kind = 'case.closed'",
    "what it was about": "subject = 'case:2'",
    "its clause": "clause = ''",
    "its organisation": "organisation_id = 2",
    "its case": "case_id = gen_random_uuid()",
    "its commitment": r"commitment = '\x00'",
    "its salt": r"salt = sha256('guess')",
}


PLACES = (0, 13, 29)


def test_an_edit_of_any_part_of_an_event_is_caught_and_the_event_named(drill: Drill) -> None:
    caught = 0
    for what, edit in EDITS.items():
        for index in PLACES:
            verdict = drill(f"update record_entry set {edit} where id = {entry_at(index)}")
            assert not verdict.fits, (what, index)
            assert named(verdict) == index, (what, index)
            caught += 1
    assert caught == len(EDITS) * len(PLACES)


def test_a_deleted_event_is_caught_and_named(drill: Drill) -> None:
    for index in PLACES:
        verdict = drill(f"delete from record_entry where id = {entry_at(index)}")
        assert misfits(verdict) == {Misfit.MISSING}
        assert verdict.first is not None
        assert verdict.first.words == f"Event {index} has been deleted: its seal stands, and the event is gone."


def test_an_event_deleted_with_its_seal_is_caught_and_its_place_named(drill: Drill) -> None:
    for index in PLACES:
        verdict = drill(
            f"delete from record_entry where id = {entry_at(index)}", f"delete from record_seal where index = {index}"
        )
        assert Misfit.MISSING in misfits(verdict)
        assert named(verdict) == index


def test_an_event_filed_under_another_case_is_caught_and_named(drill: Drill) -> None:
    for index in PLACES:
        verdict = drill(f"update record_seal set case_id = gen_random_uuid() where index = {index}")
        assert misfits(verdict) == {Misfit.CASE}
        assert named(verdict) == index


def test_two_events_that_changed_places_are_caught(drill: Drill) -> None:
    verdict = drill(
        "update record_seal set index = -1 where index = 12",
        "update record_seal set index = 12 where index = 15",
        "update record_seal set index = 15 where index = -1",
    )
    assert Misfit.ALTERED in misfits(verdict)
    assert named(verdict) == 12


def test_an_event_put_in_past_the_queue_is_caught(drill: Drill) -> None:
    verdict = drill(
        "create table forged as select * from record_entry limit 0",
        f"insert into forged select * from record_entry where id = {entry_at(12)}",
        "update forged set id = gen_random_uuid(), kind = 'case.forged'",
        "insert into record_entry select * from forged",
    )
    assert misfits(verdict) == {Misfit.UNSEALED}
    assert verdict.first is not None
    assert "(case.forged) is neither sealed nor waiting" in verdict.first.words


def test_an_event_deleted_before_it_was_sealed_is_caught(record: Sealer, administrator: Administrator) -> None:
    event = an_event()
    administrator(f"delete from record_entry where id = '{event}'")
    assert record.seal_all() == 0
    verdict = verified(record)
    assert misfits(verdict) == {Misfit.MISSING}
    assert verdict.first is not None
    assert str(event) in verdict.first.words


def test_an_event_backdated_through_the_front_door_shows_when_it_was_sealed(record: Sealer) -> None:
    """Whoever has the application's rights may say that it happened last year. The seal says when it was written
    down.
    """
    an_event(now=MOMENT - timedelta(days=365))
    record.seal_all()
    assert verified(record).fits
    with system("test"), transaction.atomic():
        entry = Entry.objects.latest("recorded_at")
        seal = Seal.objects.get(entry_id=entry.id)
    assert entry.at < entry.recorded_at <= seal.sealed_at
    assert seal.index == 30


def test_an_event_backdated_in_the_database_is_sealed_late_for_all_to_see(
    record: Sealer, administrator: Administrator
) -> None:
    event = an_event()
    administrator(f"update record_entry set recorded_at = recorded_at - interval '1 year' where id = '{event}'")
    record.seal_all()
    assert verified(record).sealed_late == 1


CUT = (
    "delete from record_entry where id in (select entry_id from record_seal where index >= 20)",
    "delete from record_seal where index >= 20",
)


def test_a_tail_cut_off_is_caught_by_the_heads_that_stand(drill: Drill) -> None:
    verdict = drill(*CUT)
    assert Misfit.MISSING in misfits(verdict)
    assert verdict.first is not None
    assert verdict.first.words == "A signed head covers 30 events and there are 20: events 20 to 29 are gone."


def test_a_tail_cut_off_with_its_heads_is_caught_by_a_head_kept_elsewhere(record: Sealer, drill: Drill) -> None:
    kept = open_checkpoint(Head.objects.get(size=30).note, [record.key.verifier])
    cut = (*CUT, "delete from record_head where size > 20")
    assert drill(*cut).fits, "without a head from elsewhere nothing can show it: that is why heads leave the building"
    verdict = drill(*cut, since=[kept])
    assert misfits(verdict) == {Misfit.OLD_HEAD}
    assert named(verdict) == 20


def test_the_sealer_signs_no_more_for_a_record_that_was_cut_back(record: Sealer, administrator: Administrator) -> None:
    edge = _edge_of_first(20)
    levels = ", ".join(rf"'\x{bytes(level).hex()}'::bytea" for level in edge.levels)
    administrator(
        *CUT,
        "delete from record_head where size > 20",
        f"update record_edge set size = 20, levels = array[{levels}]::bytea[]",
    )
    an_event()
    with pytest.raises(RecordDoesNotFit, match="was cut back"):
        record.seal_all()
    assert Head.objects.count() == 2


def test_after_a_restore_the_sealer_goes_on_only_when_told_why_and_the_record_says_so(
    record: Sealer, administrator: Administrator
) -> None:
    test_the_sealer_signs_no_more_for_a_record_that_was_cut_back(record, administrator)
    record.put_back("The disk failed; restored from last night.")
    assert record.seal_all() == 2
    assert verified(record).fits
    with system("test"), transaction.atomic():
        entry = Entry.objects.get(kind="record.put_back")
    assert b"The disk failed" in bytes(entry.payload or b"")
    assert b'"size":30' in bytes(entry.payload or b"")


def _edge_of_first(size: int) -> Edge:
    edge = Edge()
    with system("test"), transaction.atomic():
        for digest in Seal.objects.filter(index__lt=size).order_by("index").values_list("digest", flat=True):
            edge.add(bytes(digest))
    return edge


def _rehash(index: int) -> str:
    """What the seal of an event would be, had it been sealed as it stands now: an administrator can compute it too."""
    with system("test"), transaction.atomic():
        event = sealed_at(index)
    assert event is not None
    return event.leaf.digest().hex()


def test_an_edit_whose_hash_was_made_to_match_is_caught_and_named(record: Sealer, administrator: Administrator) -> None:
    administrator(f"update record_entry set actor_id = 'somebody else' where id = {entry_at(13)}")
    administrator(rf"update record_seal set digest = '\x{_rehash(13)}' where index = 13")
    verdict = verified(record)
    assert misfits(verdict) == {Misfit.HEAD, Misfit.CASE}
    assert named(verdict) == 13
    assert verdict.first is not None
    assert verdict.first.words == "Event 13 is not the one over which the head of 20 events was signed."


def test_a_forger_who_rewrites_the_tree_as_well_is_caught_because_heads_cannot_be_signed(
    record: Sealer, administrator: Administrator
) -> None:
    administrator(f"update record_entry set actor_id = 'somebody else' where id = {entry_at(29)}")
    administrator(rf"update record_seal set digest = '\x{_rehash(29)}' where index = 29")
    edge = _edge_of_first(30)
    levels = ", ".join(rf"'\x{bytes(level).hex()}'::bytea" for level in edge.levels)
    forged = Checkpoint(record.key.verifier.name, 30, edge.root()).signed(SigningKey.generate(record.key.verifier.name))
    administrator(
        f"update record_edge set levels = array[{levels}]::bytea[]",
        rf"update record_head set root = '\x{edge.root().hex()}', note = '{forged}' where size = 30",
    )
    verdict = verified(record)
    assert Misfit.SIGNATURE in misfits(verdict)
    an_event()
    with pytest.raises(RecordDoesNotFit, match="not one that this key signed"):
        record.seal_all()


def test_a_head_altered_is_caught(record: Sealer, administrator: Administrator) -> None:
    administrator("update record_head set note = replace(note, E'\\n20\\n', E'\\n21\\n') where size = 20")
    assert Misfit.SIGNATURE in misfits(verified(record))


def test_erased_content_without_an_event_of_erasure_is_caught(record: Sealer, administrator: Administrator) -> None:
    administrator(f"update record_entry set payload = null, salt = null where id = {entry_at(7)}")
    verdict = verified(record)
    assert misfits(verdict) == {Misfit.ERASED}
    assert named(verdict) == 7


ATTEMPTS = (
    f"update record_entry set kind = 'case.other' where id = {entry_at(7)}",
    f"update record_entry set payload = null, salt = null where id = {entry_at(7)}",
    f"delete from record_entry where id = {entry_at(7)}",
    "truncate record_entry",
    "update record_seal set number = 9 where index = 7",
    "delete from record_seal",
    "delete from record_head",
    "delete from record_tile where false; truncate record_tile",
    "truncate record_reading",
)


def test_with_its_triggers_on_the_record_refuses_even_a_superuser(record: Sealer, administrator: Administrator) -> None:
    for attempt in ATTEMPTS:
        with administrator.connected() as connection:
            connection.execute("set session_replication_role = replica")
            with pytest.raises(psycopg.Error, match="append-only"):
                connection.execute(attempt)
    assert verified(record).fits


def test_the_owner_of_the_tables_changes_nothing_either(record: Sealer) -> None:
    """Row-level security is forced on the owner too: where no trigger refuses, no row is reached."""
    for attempt in ATTEMPTS:
        with (
            contextlib.suppress(psycopg.errors.InsufficientPrivilege),
            psycopg.connect(settings.DATABASE_OWNER_URL) as owner,
        ):
            owner.execute("select set_config('almoner.ctx', %s, true)", [Scope(everything=True).token()])
            owner.execute(attempt)
    verdict = verified(record)
    assert verdict.fits, verdict.findings
    assert verdict.events == 30


def test_the_drill_can_pass(drill: Drill) -> None:
    """The control: the administrator who writes what was there before is not accused."""
    assert drill("update record_entry set kind = kind", "update record_seal set number = number").fits


def test_the_tests_do_not_run_as_somebody_who_may_do_anything() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)
    with pytest.raises(ProgrammingError), connections["default"].cursor() as cursor:
        cursor.execute("select * from scope_key")
