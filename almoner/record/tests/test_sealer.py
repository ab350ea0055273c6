from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from almoner.record.keys import make_keys, signing_key
from almoner.record.models import Head, Seal, Waiting
from almoner.record.queries.heads import proof_of_consistency
from almoner.record.queries.live import verify_live
from almoner.record.rules.checkpoint import open_checkpoint
from almoner.record.rules.tree import is_consistent
from almoner.record.sealer import RecordDoesNotFit, Sealer
from almoner.record.tests.factories import CASES, an_event, events
from almoner.scope.context import system

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other(sealer: Sealer, tmp_path: Path) -> Iterator[Sealer]:
    """A second sealer, on another machine."""
    second = Sealer(sealer.url, sealer.key, tmp_path / "other" / "record.head")
    yield second
    second.close()


def fits(sealer: Sealer) -> bool:
    verdict = verify_live([sealer.key.verifier])
    assert verdict.fits, verdict.findings
    return verdict.fits


def sealed_ids() -> list[str]:
    with system("test"), transaction.atomic():
        return [str(seal.entry_id) for seal in Seal.objects.order_by("index")]


def test_events_are_sealed_in_the_order_in_which_they_were_appended(sealer: Sealer) -> None:
    appended = [str(event) for event in events(20)]
    assert sealer.seal_all() == 20
    assert sealed_ids() == appended
    assert not Waiting.objects.exists()
    assert fits(sealer)


def test_every_head_is_signed_and_each_begins_with_the_one_before(sealer: Sealer) -> None:
    for count in (1, 7, 300, 2):
        events(count)
        sealer.seal_all()
    heads = [open_checkpoint(head.note, [sealer.key.verifier]) for head in Head.objects.order_by("size")]
    assert [head.size for head in heads] == [1, 8, 308, 310]
    for old, new in pairwise(heads):
        proof = proof_of_consistency(old.size, new.size)
        assert is_consistent(old.size, old.root, new.size, new.root, proof)


def test_nothing_is_signed_where_nothing_waits(sealer: Sealer) -> None:
    events(1)
    assert sealer.seal_all() == 1
    assert sealer.seal_all() == 0
    assert Head.objects.count() == 1


def test_the_last_head_is_kept_outside_the_database(sealer: Sealer) -> None:
    events(3)
    sealer.seal_all()
    assert sealer.kept_head.read_text() == Head.objects.get().note


def test_a_large_backlog_is_sealed_in_several_batches(sealer: Sealer) -> None:
    sealer.at_a_time = 50
    with transaction.atomic():
        events(220)
    assert sealer.seal_all() == 220
    assert Head.objects.count() == 5
    assert fits(sealer)


def test_a_low_id_that_commits_after_a_higher_one_was_sealed_is_still_sealed(sealer: Sealer) -> None:
    """Why the sealer takes from a queue and never "every id above the last"."""
    began, may_commit, done = threading.Event(), threading.Event(), threading.Event()
    slow: list[str] = []

    def slow_transaction() -> None:
        with transaction.atomic():
            slow.append(str(an_event(reasons="slow")))
            began.set()
            may_commit.wait(10)
        connection.close()
        done.set()

    thread = threading.Thread(target=slow_transaction)
    thread.start()
    assert began.wait(10)
    quick = str(an_event(reasons="quick"))
    assert sealer.seal_all() == 1
    assert sealed_ids() == [quick]
    may_commit.set()
    assert done.wait(10)
    thread.join()
    assert sealer.seal_all() == 1
    assert sealed_ids() == [quick, slow[0]]
    assert fits(sealer)


def test_two_sealers_seal_each_event_once(sealer: Sealer, other: Sealer) -> None:
    sealer.at_a_time = other.at_a_time = 10
    total, failures = [], []

    def work(which: Sealer) -> None:
        try:
            for _ in range(60):
                total.append(which.seal_once())
        except Exception as error:
            failures.append(error)

    with transaction.atomic():
        events(300)
    threads = [threading.Thread(target=work, args=[which]) for which in (sealer, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total.append(sealer.seal_all())
    assert not failures
    assert sum(total) == 300
    assert len(sealed_ids()) == 300
    assert fits(sealer)


def test_a_sealer_that_finds_another_at_work_does_nothing(sealer: Sealer, other: Sealer) -> None:
    events(3)
    with other.connection.transaction():
        assert other._alone()
        assert sealer.seal_once() == 0
    assert sealer.seal_once() == 3


class Killed(BaseException):
    """The process ends here."""


def until_it_is_gone(backend: int) -> None:
    """Wait until the server has noticed that nobody is there, and let go of what was locked."""
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("select from pg_stat_activity where pid = %s", [backend])
            if not cursor.rowcount:
                return
        time.sleep(0.01)
    pytest.fail("the server never let go")


STEPS = ["_alone", "_edge", "_check_still_the_record_that_was_signed", "_last_of", "_keep", "_sign"]


@pytest.mark.parametrize("step", STEPS)
def test_a_sealer_killed_between_two_steps_leaves_nothing_half_done(
    step: str, sealer: Sealer, other: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    events(5)
    sealer.seal_all()
    events(5)
    real = getattr(Sealer, step)

    def killed_after(self: Sealer, *given: Any) -> Any:
        real(self, *given)
        backend = self.connection.info.backend_pid
        self.connection.close()  # as the server sees a process that was killed
        until_it_is_gone(backend)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Sealer, step, killed_after)
        with pytest.raises((Killed, psycopg.OperationalError)):
            sealer.seal_once()
    assert Waiting.objects.count() == 5
    assert Head.objects.count() == 1
    assert other.seal_all() == 5
    assert fits(other)


def test_a_sealer_killed_after_the_commit_and_before_it_kept_the_head_goes_on(
    sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    events(5)
    sealer.seal_all()
    events(5)

    def killed(path: Path, text: str) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("almoner.record.sealer._write_whole", killed)
        with pytest.raises(Killed):
            sealer.seal_once()
    assert open_checkpoint(sealer.kept_head.read_text(), [sealer.key.verifier]).size == 5
    events(400)
    assert sealer.seal_all() == 400
    assert open_checkpoint(sealer.kept_head.read_text(), [sealer.key.verifier]).size == 410
    assert fits(sealer)


def test_a_kept_head_of_another_record_stops_the_sealer(sealer: Sealer) -> None:
    events(5)
    sealer.seal_all()
    head = open_checkpoint(sealer.kept_head.read_text(), [sealer.key.verifier])
    sealer.kept_head.write_text(replace(head, root=bytes(32)).signed(sealer.key))
    events(1)
    with pytest.raises(RecordDoesNotFit, match="the tree was altered"):
        sealer.seal_all()


def the_process(*options: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "ALMONER_RECORD_ORIGIN": settings.RECORD_ORIGIN,
        "ALMONER_RECORD_KEY_FILE": str(settings.RECORD_KEY_FILE),
        "ALMONER_RECORD_KEPT_HEAD": str(settings.RECORD_KEPT_HEAD),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "almoner", "sealer", *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def until(seconds: float, reached: Any) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if reached():
            return True
        time.sleep(0.05)
    return False


def test_the_process_seals_a_decision_at_once_and_other_events_soon(sealer: Sealer) -> None:
    events(2)
    with the_process() as process:
        try:
            assert until(60, lambda: not Waiting.objects.exists())
            time.sleep(0.3)  # it is now waiting its five seconds
            started = time.monotonic()
            an_event(kind="referral.decided")
            assert until(10, lambda: not Waiting.objects.exists())
            assert time.monotonic() - started < 2.5
            an_event()
            assert until(10, lambda: not Waiting.objects.exists())
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert fits(sealer)


def test_a_process_killed_outright_again_and_again_loses_nothing_and_seals_nothing_twice(sealer: Sealer) -> None:
    appended: list[str] = []
    for round_ in range(3):
        with transaction.atomic():
            appended += [str(event) for event in events(400)]
        wanted = 400 * round_ + 1
        with the_process() as process:
            assert until(60, lambda: Head.objects.filter(size__gte=wanted).exists())  # noqa: B023
            process.kill()
    sealer.seal_all()
    assert sealed_ids() == appended
    assert fits(sealer)


def test_without_a_key_the_process_says_how_to_make_one(sealer: Sealer) -> None:
    settings.RECORD_KEY_FILE.unlink()
    with the_process("--once") as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 3
    assert b"almoner record make-keys" in errors


def test_a_key_that_others_can_read_is_not_used(sealer: Sealer) -> None:
    settings.RECORD_KEY_FILE.chmod(0o640)
    with pytest.raises(PermissionError, match="chmod 600"):
        signing_key(settings.RECORD_ORIGIN, settings.RECORD_KEY_FILE)


def test_keys_are_made_once_and_for_one_reader(tmp_path: Path) -> None:
    private, public = tmp_path / "keys" / "a.pem", tmp_path / "keys" / "a.pub"
    key = make_keys("almoner.example/record", private, public)
    assert private.stat().st_mode & 0o777 == 0o600
    assert public.read_text() == f"{key.verifier}\n"
    with pytest.raises(FileExistsError):
        make_keys("almoner.example/record", private, public)


def test_case_numbers_follow_on_across_batches(sealer: Sealer) -> None:
    for _ in range(3):
        an_event(case_id=CASES[0])
        an_event(case_id=None)
        sealer.seal_all()
    with system("test"), transaction.atomic():
        seals = list(Seal.objects.order_by("index"))
    assert [seal.number for seal in seals] == [1, 0, 2, 0, 3, 0]
    assert [bytes(seal.previous) for seal in seals if seal.case_id] == [
        b"",
        bytes(seals[0].digest),
        bytes(seals[2].digest),
    ]


def test_the_sealer_may_not_alter_what_it_sealed(sealer: Sealer) -> None:
    events(1)
    sealer.seal_all()
    for attempt in (
        "update record_seal set number = 5",
        "delete from record_head",
        "update record_entry set kind = 'x'",
        "delete from record_entry",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), sealer.connection.transaction():
            sealer.connection.execute(attempt)
