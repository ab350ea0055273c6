"""The machine with the database is gone; what was kept elsewhere is put back on another, as it was at a moment."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from almoner.config.environment import ROOT
from tests.faults.client import Client
from tests.faults.estate import Estate, wait_until
from tests.faults.ledger import Ledger
from tests.faults.people import BREATH, OFFICERS
from tests.faults.wide import rounds, say

pytestmark = [pytest.mark.long]

OBJECTIVE_LOST = timedelta(minutes=1)
OBJECTIVE_BACK = timedelta(minutes=30)
#: Tables that change while nobody does anything: the queue's own, and those of whoever looks.
RESTLESS = ("procrastinate_", "django_session", "operations_", "usersessions_")


class Kept:
    """Where one estate's backups are, and the key that opens them."""

    def __init__(self, estate: Estate, folder: Path) -> None:
        self.folder, self.key = folder, folder.parent / "away.key"
        folder.parent.mkdir()
        made = estate.run("backup", "make-key", str(self.key))
        assert made.returncode == 0, made.stderr
        estate.variables |= {"ALMONER_BACKUPS": str(folder), "ALMONER_BACKUP_KEY": made.stdout.strip().split("=")[1]}

    def restored(self, machine: Estate, *arguments: str) -> dict[str, object]:
        """Restored on another machine, as --json says it; fails where it was not."""
        done = machine.run("restore", "--from", str(self.folder), "--key", str(self.key), "--json", *arguments)
        assert done.returncode == 0, done.stderr
        machine.start_database()
        return dict(json.loads(done.stdout))


@contextmanager
def following(estate: Estate, every: float) -> Iterator[Callable[[], datetime | None]]:
    """`almoner backup follow` beside an estate; gives up to when it has kept everything."""
    with (estate.var / "follow.log").open("wb") as log:
        process = subprocess.Popen(
            estate.command(["backup", "follow", "--every", str(every)]),
            env=estate.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    path = Path(estate.variables["ALMONER_BACKUPS"]) / "followed.json"

    def until() -> datetime | None:
        return datetime.fromisoformat(json.loads(path.read_text())["until"]) if path.exists() else None

    try:
        assert wait_until(lambda: until() is not None), (estate.var / "follow.log").read_text()
        yield until
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def another_machine(estate: Estate, var: Path, *, kept_head: bool = False) -> Estate:
    """A machine with the program, the secrets of the environment and the public key; not the key that signs."""
    (var / "keys").mkdir(parents=True)
    for name in ["almoner_secret_key", "almoner_scope_key", "record.pub", *(["record.head"] if kept_head else [])]:
        shutil.copy(estate.var / "keys" / name, var / "keys" / name)
    (var / "static_build").symlink_to(ROOT / "var" / "static_build")
    return Estate(var)


def counts(estate: Estate) -> dict[str, int]:
    """How many rows each table has."""
    names = [row[0] for row in estate.rows("select tablename from pg_tables where schemaname = 'public' order by 1")]
    with psycopg.connect(estate.superuser) as connection:
        found = {}
        for name in names:
            if not name.startswith(RESTLESS):
                row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(name))).fetchone()
                found[name] = row[0] if row else 0
    return found


def files(estate: Estate) -> dict[str, str]:
    """What lies in the store, by name."""
    folder = estate.var / "files"
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("documents/*/*"))
    }


def a_list(number: int) -> bytes:
    return f"Worker,SWE No,Office\nJane Okonkwo {number},SW{10000 + number},Leeds\n".encode()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "backups"


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Callable[..., Estate]]:
    made: list[Estate] = []

    def make(estate: Estate, **more: bool) -> Estate:
        made.append(another_machine(estate, tmp_path / f"machine{len(made)}", **more))
        return made[-1]

    yield make
    for machine in made:
        machine.remove()


def spoil(estate: Estate, file: str) -> None:
    """What nobody should do: an event altered behind every trigger, a table dropped, a file deleted."""
    with psycopg.connect(estate.superuser, autocommit=True) as connection:
        connection.execute("alter table record_entry disable trigger all")
        altered = connection.execute(
            "update record_entry set actor_id = 'somebody else'"
            " where id = (select entry_id from record_seal where index = 1)"
        )
        assert altered.rowcount == 1
        connection.execute("drop table employment_stafflistrow cascade")
    (estate.var / "files" / file).unlink()


def test_a_restore_to_a_moment_has_its_head_its_rows_and_its_files(
    estate_of: Callable[..., Estate], machines: Callable[..., Estate], place: Path
) -> None:
    estate = estate_of()
    kept = Kept(estate, place)
    estate.start("web", "worker", "sealer")
    client = Client(estate, Ledger()).sign_in("hr_officer")
    with following(estate, every=1.0) as until:
        client.upload(a_list(0))
        taken = estate.run("backup", "--json")
        assert taken.returncode == 0, taken.stderr
        for number in range(1, rounds(6, 50)):
            assert client.upload(a_list(number))
        assert wait_until(estate.is_quiet)
        for part in ("web", "worker", "sealer"):
            estate.kill(part)
        rows, stored = counts(estate), files(estate)
        head = estate.one("select note from record_head order by size desc limit 1")
        moment = estate.one("select clock_timestamp()")
        estate.start("web", "worker", "sealer")
        client = Client(estate, Ledger()).sign_in("hr_officer")
        for number in range(1000, 1003):
            assert client.upload(a_list(number))
        # One that was there for a while: what came in the last second need not have been copied yet.
        spoil(estate, next(iter(stored)))
        assert counts(estate) != rows
        spoilt = estate.one("select clock_timestamp()")
        assert wait_until(lambda: bool((kept_until := until()) and kept_until > spoilt))
    estate.stop()
    shutil.rmtree((estate.var / "pg").resolve())

    other = machines(estate)
    began = time.monotonic()
    restored = kept.restored(other, "--at", moment.isoformat())
    seconds = time.monotonic() - began
    assert counts(other) == rows
    assert restored["head"] == head
    assert restored["missing"] == []
    assert files(other) == stored
    (other.var / "kept.head").write_text(head)
    verified = other.run("verify", "--since", str(other.var / "kept.head"))
    assert verified.returncode == 0, verified.stdout
    assert timedelta(seconds=seconds) < OBJECTIVE_BACK
    size = other.one("select pg_database_size('almoner')")
    say(
        f"backup: restored to a moment in {seconds:.0f} s ({size / 1e6:.0f} MB of database, {len(stored)} files):"
        f" head, {sum(rows.values()):,} rows of {len(rows)} tables and files equal"
    )

    later = machines(estate)
    done = later.run("restore", "--from", str(place), "--key", str(kept.key), "--json")
    later.start_database()
    assert later.run("verify").returncode == 1, "the control: what was spoilt is still spoilt in the newest state"
    assert counts(later) != rows
    assert json.loads(done.stdout)["missing"] == [], "the file that was deleted was kept"


def test_with_nothing_left_of_the_machine_at_most_a_minute_is_lost(
    estate_of: Callable[..., Estate], machines: Callable[..., Estate], place: Path
) -> None:
    estate = estate_of()
    kept, ledger = Kept(estate, place), Ledger()
    estate.start("web")
    officers = [Client(estate, ledger).sign_in("hr_officer", place) for place in range(OFFICERS)]
    written: dict[str, datetime] = {}
    with following(estate, every=20.0):
        assert estate.run("backup").returncode == 0
        ends = time.monotonic() + rounds(30, 90)
        number = 0
        while time.monotonic() < ends:
            number += 1
            content = a_list(number)
            assert officers[number % OFFICERS].upload(content)
            written[hashlib.sha256(content).hexdigest()] = estate.one("select clock_timestamp()")
            time.sleep(BREATH)
        gone = estate.one("select clock_timestamp()")
        as_kept = place.with_name("as-kept")
        shutil.copytree(place, as_kept)
        estate.kill_database()
    kept.folder = as_kept

    other = machines(estate)
    restored = kept.restored(other)
    moment = datetime.fromisoformat(str(restored["moment"]))
    there = {row[0] for row in other.rows("select sha256 from employment_stafflist")}
    lost = [key for key in written if key not in there]
    assert gone - moment <= OBJECTIVE_LOST
    assert all(gone - written[key] <= OBJECTIVE_LOST for key in lost)
    assert [key for key, at in written.items() if at <= moment and key not in there] == []
    assert restored["missing"] == []
    assert lost, "the control: the copy was taken at once, so what was written since its last round is not in it"
    say(
        f"backup: machine gone at full speed: {(gone - moment).total_seconds():.0f} s lost ({len(lost)} of"
        f" {len(written)} writes), none of them older, no file missing"
    )


def test_a_restore_changes_nothing_that_it_was_not_told_to(
    estate_of: Callable[..., Estate], machines: Callable[..., Estate], place: Path
) -> None:
    estate = estate_of()
    kept = Kept(estate, place)
    estate.start()
    assert estate.run("backup").returncode == 0
    (sealed,) = place.glob("bases/*/base.tar.gz.age")
    asked = ("restore", "--from", str(place))

    live = estate.run(*asked, "--key", str(kept.key))
    assert live.returncode == 3
    assert "It is running." in live.stderr
    assert estate.one("select 1") == 1

    machine = machines(estate)
    assert machine.run(*asked).returncode == 4, "encrypted, and no key"
    whole = sealed.read_bytes()
    sealed.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    altered = machine.run(*asked, "--key", str(kept.key))
    assert (altered.returncode, "altered" in altered.stderr) == (4, True), altered.stderr
    sealed.write_bytes(whole)
    assert machine.run(*asked, "--key", str(kept.key)).returncode == 3, "what the broken one left is not written over"
    assert machine.run(*asked, "--key", str(kept.key), "--over").returncode == 0
    assert machine.run(*asked, "--key", str(kept.key), "--at", "2019-01-01").returncode == 4
    assert machine.run(*asked, "--key", str(kept.key), "--at", "yesterday").returncode == 2

    head = estate.one("select pg_read_file('PG_VERSION')").encode()
    secret = (estate.var / "keys" / "record.pem").read_bytes().splitlines()[1]
    for path in place.rglob("*"):
        assert not path.is_file() or secret not in path.read_bytes()
    assert head not in whole[:64]


def test_a_backup_without_a_key_is_refused_unless_told(estate_of: Callable[..., Estate], place: Path) -> None:
    estate = estate_of(ALMONER_BACKUPS=str(place))
    estate.start()
    assert estate.run("backup").returncode == 5
    assert not place.exists()
    clear = estate.run("backup", "--in-clear")
    assert clear.returncode == 0
    assert "NOT ENCRYPTED" in clear.stderr
