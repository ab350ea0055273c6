from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from typer.testing import CliRunner, Result

from almoner.config.command import app
from almoner.record import access
from almoner.record.actions import erase, make_bundle
from almoner.record.actions.erasing import NotErased
from almoner.record.models import Entry, Head
from almoner.record.queries.bundles import NotExported, bundle_lines
from almoner.record.queries.live import verify_live
from almoner.record.queries.receipts import NoReceipt, receipt_of
from almoner.record.rules import bundle, receipt
from almoner.record.rules.checkpoint import open_checkpoint
from almoner.record.sealer import Sealer
from almoner.record.tests.factories import CASES, MOMENT, TESTER, an_event, events
from almoner.scope.context import Scope, acting, system

pytestmark = pytest.mark.django_db(transaction=True)


def bundle_of(sealer: Sealer, case: int | None = None) -> list[str]:
    case_id = None if case is None else CASES[case]
    with system("test"):
        made = make_bundle(case_id=case_id, organisation_id=1, reasons="asked for", by=TESTER, now=MOMENT)
        sealer.seal_all()
        return list(bundle_lines(made=made, case_id=case_id))


def test_a_bundle_of_the_whole_record_is_verified_with_the_key_alone(sealer: Sealer) -> None:
    events(30)
    sealer.seal_all()
    verdict = bundle.verify(bundle_of(sealer), [sealer.key.verifier])
    assert verdict.fits, verdict.findings
    assert (verdict.events, verdict.cases, verdict.heads) == (31, 2, 2)


def test_a_bundle_of_one_case_proves_each_event_and_that_none_is_left_out(sealer: Sealer) -> None:
    events(600)
    sealer.seal_all()
    lines = bundle_of(sealer, case=0)
    verdict = bundle.verify(lines, [sealer.key.verifier])
    assert verdict.fits, verdict.findings
    assert verdict.events == 201
    assert str(CASES[1]) not in "".join(lines)


def test_a_bundle_can_prove_that_the_record_begins_with_a_head_kept_earlier(sealer: Sealer) -> None:
    events(9)
    sealer.seal_all()
    kept = open_checkpoint(Head.objects.get().note, [sealer.key.verifier])
    events(300)
    with system("test"):
        made = make_bundle(case_id=CASES[0], organisation_id=1, reasons="", by=TESTER, now=MOMENT)
        sealer.seal_all()
        lines = list(bundle_lines(made=made, case_id=CASES[0], since=kept))
    assert bundle.verify(lines, [sealer.key.verifier], kept).fits


def test_no_bundle_is_made_before_its_own_event_is_sealed(sealer: Sealer) -> None:
    with system("test"):
        made = make_bundle(case_id=None, organisation_id=None, reasons="", by=TESTER, now=MOMENT)
        with pytest.raises(NotExported, match="not sealed yet"):
            list(bundle_lines(made=made, case_id=None))


def test_memory_does_not_grow_with_the_record(sealer: Sealer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("almoner.record.queries.streams.ROWS_AT_A_TIME", 100)
    with transaction.atomic():
        events(4000)
    sealer.seal_all()
    with system("test"):
        made = make_bundle(case_id=None, organisation_id=None, reasons="", by=TESTER, now=MOMENT)
        sealer.seal_all()
        tracemalloc.start()
        characters = sum(map(len, bundle_lines(made=made, case_id=None)))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert characters > 2_500_000
    assert peak < characters / 2


@pytest.fixture
def tester_may_erase(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tester has the permission, in organisation 1."""
    monkeypatch.setattr(access, "_may_erase", [lambda by, organisation, now: by is TESTER and organisation == 1])


@pytest.mark.clause("PLAN-O9")
def test_erased_content_is_gone_and_the_record_still_fits_live_and_in_a_bundle(
    sealer: Sealer, tester_may_erase: None
) -> None:
    ids = events(9)
    sealer.seal_all()
    with acting(Scope(organisation_ids=(1,))):
        erase(
            event=ids[3], reasons="The practitioner asked, and nothing requires it to be kept.", by=TESTER, now=MOMENT
        )
    verdict = verify_live([sealer.key.verifier])
    assert verdict.fits, "also while the erasure waits for its seal"
    sealer.seal_all()
    with system("test"), transaction.atomic():
        entry = Entry.objects.get(id=ids[3])
        recorded = Entry.objects.get(kind="record.erased")
    assert entry.payload is None
    assert entry.salt is None
    assert recorded.subject == f"record.event:{ids[3]}"
    assert b"The practitioner asked" in bytes(recorded.payload or b"")
    verdict = verify_live([sealer.key.verifier])
    assert verdict.fits, verdict.findings
    assert verdict.erased == 1
    lines = bundle_of(sealer, case=0)
    assert bundle.verify(lines, [sealer.key.verifier]).fits
    assert "reason 3" not in "".join(lines)


@pytest.mark.clause("PLAN-O9")
def test_nobody_erases_without_the_permission_without_a_reason_or_twice(sealer: Sealer, tester_may_erase: None) -> None:
    event, elsewhere = an_event(), an_event(organisation_id=2)
    with acting(Scope(organisation_ids=(1, 2))):
        with pytest.raises(PermissionDenied):
            erase(event=elsewhere, reasons="Asked.", by=TESTER, now=MOMENT)
        with pytest.raises(NotErased, match="Say why"):
            erase(event=event, reasons="  ", by=TESTER, now=MOMENT)
        recorded = erase(event=event, reasons="Asked.", by=TESTER, now=MOMENT)
        with pytest.raises(NotErased, match="erased before"):
            erase(event=event, reasons="Again.", by=TESTER, now=MOMENT)
        with pytest.raises(NotErased, match="are kept"):
            erase(event=recorded, reasons="Hide it.", by=TESTER, now=MOMENT)
    with acting(Scope(organisation_ids=(7,))), pytest.raises(NotErased, match="no such event"):
        erase(event=event, reasons="Asked.", by=TESTER, now=MOMENT)
    with system("test"), transaction.atomic():
        assert Entry.objects.filter(kind="record.erased").count() == 1


def test_until_people_say_who_may_nobody_may_erase(sealer: Sealer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_may_erase", [])
    event = an_event()
    with system("test"), pytest.raises(PermissionDenied):
        erase(event=event, reasons="Asked.", by=TESTER, now=MOMENT)


def test_a_receipt_can_be_had_once_the_event_is_sealed_and_proves_it(sealer: Sealer) -> None:
    ids = events(300)
    with acting(Scope(organisation_ids=(1,))):
        with pytest.raises(NoReceipt, match="waits for its seal"):
            receipt_of(ids[280])
        sealer.seal_all()
        found = receipt.read(receipt_of(ids[280]), [sealer.key.verifier])
    assert (found.leaf.index, found.head.size) == (280, 300)
    with acting(Scope(organisation_ids=(2,))), pytest.raises(NoReceipt, match="no such event"):
        receipt_of(ids[280])


def command(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module", autouse=True)
def _commands() -> None:
    from almoner.record.commands import add_to

    if not any(group.name == "record" for group in app.registered_groups):
        add_to(app)


def test_the_command_verifies_the_live_record_and_names_the_first_event_that_does_not_fit(
    sealer: Sealer, administrator: Callable[..., None]
) -> None:
    events(12)
    sealer.seal_all()
    honest = command("verify", "--json")
    assert honest.exit_code == 0, honest.output
    assert json.loads(honest.stdout)["size"] == 12
    administrator(
        "update record_entry set actor_id = 'x' where id = (select entry_id from record_seal where index = 4)"
    )
    tampered = command("verify")
    assert tampered.exit_code == 1
    assert "DOES NOT FIT. First: Event 4 (case.noted) is not what was sealed" in tampered.stdout
    assert json.loads(command("verify", "--json").stdout)["first"]["index"] == 4


def test_the_live_record_is_held_against_the_head_that_the_sealer_kept(
    sealer: Sealer, administrator: Callable[..., None]
) -> None:
    events(5)
    sealer.seal_all()
    events(5)
    sealer.seal_all()
    administrator("delete from record_entry where id in (select entry_id from record_seal where index >= 5)")
    administrator("delete from record_seal where index >= 5", "delete from record_head where size > 5")
    told = command("verify")
    assert told.exit_code == 1
    assert "The head that you kept covers 10 events and there are 5" in told.stdout


OFFLINE = """
import sys
class NoDatabase:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in ('django', 'psycopg'):
            raise ImportError(name)
sys.meta_path.insert(0, NoDatabase())
import typer
from almoner.record.commands.verify import verify
typer.run(verify)
"""


def offline(*words: str) -> subprocess.CompletedProcess[str]:
    """`almoner verify` where neither Django nor a database driver can be imported."""
    return subprocess.run(
        [sys.executable, "-c", OFFLINE, *words], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_bundle_is_verified_from_its_file_and_the_public_key_with_no_database_and_no_django(
    sealer: Sealer, tmp_path: Path
) -> None:
    events(12)
    sealer.seal_all()
    kept = tmp_path / "kept.head"
    kept.write_text(Head.objects.get().note)
    file, key = tmp_path / "all.jsonl", tmp_path / "record.pub"
    file.write_text("\n".join(bundle_of(sealer)) + "\n")
    key.write_text(f"{sealer.key.verifier}\n")
    done = offline(str(file), "--key", str(key), "--since", str(kept), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["events"] == 13
    file.write_text(file.read_text().replace("reason 7", "excuse 7"))
    done = offline(str(file), "--key", str(key))
    assert done.returncode == 1
    assert "First: Event 7 (case.noted) does not have the content that was sealed." in done.stdout


def test_what_cannot_be_checked_is_said_to_be_unchecked(tmp_path: Path) -> None:
    key = tmp_path / "record.pub"
    key.write_text("nonsense\n")
    assert offline(str(tmp_path / "none.jsonl")).returncode == 2
    assert offline(str(tmp_path / "none.jsonl"), "--key", str(key)).returncode == 3
    assert offline(str(key), "--key", str(tmp_path / "none.pub")).returncode == 3


def test_the_command_writes_a_bundle_a_head_and_a_receipt(
    sealer: Sealer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = events(12)
    assert command("record", "heads").exit_code == 2
    sealer.seal_all()
    monkeypatch.setattr("almoner.record.commands.holding._sealed_within", lambda made, seconds: bool(sealer.seal_all()))
    out = tmp_path / "case.jsonl"
    done = command("record", "export", "--case", str(CASES[0]), "--out", str(out), "--reason", "for the panel")
    assert done.exit_code == 0, done.output
    assert bundle.verify(out.read_text().splitlines(), [sealer.key.verifier]).fits
    latest = command("record", "heads", "--latest")
    assert open_checkpoint(latest.stdout, [sealer.key.verifier]).size == 13
    assert [row["size"] for row in json.loads(command("record", "heads", "--json").stdout)] == [13, 12]
    assert receipt.read(command("record", "receipt", str(ids[5])).stdout, [sealer.key.verifier]).leaf.index == 5
    assert command("record", "receipt", str(CASES[0])).exit_code == 2


def test_without_a_sealer_no_bundle_is_written_and_it_says_why(sealer: Sealer, tmp_path: Path) -> None:
    out = tmp_path / "all.jsonl"
    done = command("record", "export", "--out", str(out), "--wait", "0.1")
    assert done.exit_code == 3
    assert "almoner sealer" in done.output
    assert not out.exists()


def test_the_sweep_command_ends_with_1_where_something_was_found(sealer: Sealer) -> None:
    done = command("record", "sweep", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, [])
