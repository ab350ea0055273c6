"""The database's disk fills up while people work: nobody is told that what could not be kept was kept."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.faults.estate import Estate, wait_until
from tests.faults.people import AtWork
from tests.faults.test_kills import then_nothing_is_lost_or_half_done
from tests.faults.wide import say

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can give the database a small disk of its own"),
]
ROOM = 160 * 2**20
SMALL = {"max_wal_size": "64MB", "min_wal_size": "32MB"}


@contextlib.contextmanager
def on_a_small_disk(data: Path) -> Iterator[Path]:
    """The database's folder on a disk of its own, with little room beyond what it holds."""
    beside = data.with_name("moved")
    data.rename(beside)
    data.mkdir(mode=0o700)
    holds = sum(path.stat().st_size for path in beside.rglob("*") if path.is_file() and not path.is_symlink())
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={holds + ROOM}", "tmpfs", str(data)], check=True)
    try:
        subprocess.run(["cp", "-a", f"{beside}/.", str(data)], check=True)
        shutil.rmtree(beside)
        yield data
    finally:
        subprocess.run(["umount", "-l", str(data)], check=True)


def fill(disk: Path) -> Path:
    """A file that leaves no room on the disk."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 2**20)
            file.flush()
    return ballast


def statuses(estate: Estate, seconds: float) -> set[int]:
    """What reading and asking got while the disk was full; 0 where no answer came."""
    found, ends = set(), time.monotonic() + seconds
    while time.monotonic() < ends:
        for path in ("/register/?q=smith", "/readyz/database", "/raise-a-concern/"):
            try:
                found.add(requests.get(estate.url + path, timeout=20).status_code)
            except requests.RequestException:
                found.add(0)
        time.sleep(0.2)
    return found


def test_what_could_not_be_kept_is_not_acknowledged_and_all_goes_on_when_there_is_room(
    estate_of: Callable[..., Estate],
) -> None:
    estate = estate_of(SMALL | {"shared_buffers": "32MB"})
    with on_a_small_disk((estate.var / "pg").resolve()) as disk:
        estate.start("web", "worker", "sealer")
        with AtWork(estate) as work, estate.kept_up("web"), estate.kept_up("worker"), estate.kept_up("sealer"):
            work.until_they_have_done(8)
            ballast = fill(disk)
            before = work.ledgers.acknowledged()
            found = statuses(estate, 15)
            kept = work.ledgers.acknowledged() - before
            ballast.unlink()
            estate.start_database()
            assert wait_until(estate.answers, 120), estate.said("web")
            work.until_they_have_done(8)
        refused = work.ledgers.unacknowledged()
        say(f"disk full for 15 s: pages answered {sorted(found)}, {kept} writes still kept, {refused} not acknowledged")
        assert 500 not in found
        assert refused, "the disk was never full, so nothing was shown"
        then_nothing_is_lost_or_half_done(estate, work.ledgers, "disk full and freed")
        believed = sum(len(account.lost) for account in work.ledgers.believed().against(estate).values())
        say(f"disk full, control (takes every answer for a yes): {believed} writes lost")
        assert believed, "everything that was sent was kept, so the disk was never full"
        estate.stop()
