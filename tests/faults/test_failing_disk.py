"""The disk says that it could not write: the database stops rather than answer for what may not be there.

The disk's error is made where PostgreSQL asks for its writes to be kept: a library put in front of fsync and fdatasync
answers EIO while a file is there. The device mapper's own failing disk is not to be had in every kernel.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from almoner.config.cluster import DURABLE
from tests.faults.estate import Estate, wait_until
from tests.faults.people import AtWork
from tests.faults.test_full_disk import statuses
from tests.faults.test_kills import then_nothing_is_lost_or_half_done
from tests.faults.wide import rounds, say

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("gcc"), reason="gcc is not installed, which makes the library that fails"),
]
LIBRARY = r"""
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
static int broken(void) { const char *flag = getenv("BROKEN_DISK"); return flag && access(flag, F_OK) == 0; }
int fsync(int fd) { if (broken()) { errno = EIO; return -1; } return syscall(SYS_fsync, fd); }
int fdatasync(int fd) { if (broken()) { errno = EIO; return -1; } return syscall(SYS_fdatasync, fd); }
"""


class Disk:
    """A disk for PostgreSQL that fails from one moment to the next."""

    def __init__(self, folder: Path) -> None:
        self.library, self._flag = folder / "failing.so", folder / "broken"
        (folder / "failing.c").write_text(LIBRARY)
        command = ["gcc", "-shared", "-fPIC", "-O1", "-o", str(self.library), str(folder / "failing.c")]
        subprocess.run(command, check=True, capture_output=True)

    def carry(self, estate: Estate) -> None:
        """Start an estate's database on it."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LD_PRELOAD", str(self.library))
            patch.setenv("BROKEN_DISK", str(self._flag))
            estate.start_database()

    def fail(self) -> None:
        """From now on nothing that is written is kept."""
        self._flag.touch()

    def be_replaced(self) -> None:
        """It is well again."""
        self._flag.unlink()


@pytest.fixture
def disk() -> Iterator[Disk]:
    # PostgreSQL runs as nobody, who must reach it.
    folder = Path(tempfile.mkdtemp(prefix="almoner-disk-"))
    folder.chmod(0o755)
    yield Disk(folder)
    shutil.rmtree(folder)


def test_a_disk_that_cannot_keep_a_write_stops_the_database_and_no_write_is_lost(
    estate_of: Callable[..., Estate], disk: Disk
) -> None:
    estate, times = estate_of(), rounds(1, 6)
    disk.carry(estate)
    estate.start("web", "worker", "sealer")
    kept = 0
    with AtWork(estate) as work, estate.kept_up("web"), estate.kept_up("worker"), estate.kept_up("sealer"):
        for _ in range(times):
            work.until_they_have_done(6)
            disk.fail()
            assert wait_until(lambda: not estate.cluster.answers(), 30), "it went on without its disk"
            before = work.ledgers.acknowledged()
            found = statuses(estate, 3)
            kept += work.ledgers.acknowledged() - before
            assert 500 not in found, found
            assert 503 in found, found
            disk.be_replaced()
            estate.cluster.stop("immediate")
            disk.carry(estate)
            assert wait_until(estate.answers), estate.said("web")
        work.until_they_have_done(6)
    log = (estate.var / "pg" / "server.log").read_text(errors="replace")
    panics = log.count("PANIC:  could not fsync") + log.count("PANIC:  could not fdatasync")
    assert panics >= times, "the disk never failed where it matters"
    assert kept == 0, "a write was acknowledged after the disk had failed"
    then_nothing_is_lost_or_half_done(estate, work.ledgers, f"disk failed {times} times, {panics} stops")


def test_the_control_a_database_that_does_not_ask_its_disk_goes_on_acknowledging(
    estate_of: Callable[..., Estate], disk: Disk
) -> None:
    estate = estate_of(DURABLE | {"fsync": "off"})
    disk.carry(estate)
    estate.start("web")
    with AtWork(estate) as work:
        work.until_they_have_done(2)
        disk.fail()
        before = work.ledgers.acknowledged()
        wait_until(lambda: work.ledgers.acknowledged() - before >= 4, 20)
        kept = work.ledgers.acknowledged() - before
    say(f"disk failed, control (does not ask its disk): {kept} writes acknowledged after that")
    assert kept, "the drill cannot see a write that no disk kept"
