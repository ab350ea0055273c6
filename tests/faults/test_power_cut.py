"""The power goes, and with it what was only in the machine's memory: what was acknowledged is on the disk.

A disk that forgets what it said it had kept takes acknowledged writes with it. No program on that machine can help
that; the head of the record that was kept elsewhere says that something is gone.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from almoner.config.cluster import DURABLE, ClusterProblem
from tests.faults.estate import Estate, wait_until
from tests.faults.people import AtWork, come_to_rest
from tests.faults.power import carried_by, on_a_disk_of_its_own, that_forgets, why_not
from tests.faults.test_kills import then_nothing_is_lost_or_half_done
from tests.faults.wide import rounds, say

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
]
SMALL = DURABLE | {"max_wal_size": "64MB", "min_wal_size": "32MB", "shared_buffers": "64MB"}


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that PostgreSQL reaches, who runs as nobody."""
    folder = Path(tempfile.mkdtemp(prefix="almoner-power-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def lost(work: AtWork, estate: Estate) -> int:
    """How many acknowledged writes are gone."""
    return sum(len(account.lost) for account in work.ledgers.against(estate).values())


def test_what_was_acknowledged_is_there_when_the_power_comes_back(
    estate_of: Callable[..., Estate], place: Path
) -> None:
    estate, dice, times = estate_of(SMALL), Random(8132), rounds(2, 20)
    with on_a_disk_of_its_own((estate.var / "pg").resolve(), place / "disk") as power:
        estate.start("web", "worker", "sealer")
        with AtWork(estate) as work, estate.kept_up("web"), estate.kept_up("worker"), estate.kept_up("sealer"):
            for _ in range(times):
                work.until_they_have_done(8)
                time.sleep(dice.random())
                power.cut(estate)
                estate.start_database()
                assert wait_until(estate.answers), estate.said("web")
            work.until_they_have_done(4)
        then_nothing_is_lost_or_half_done(estate, work.ledgers, f"power cut {times} times, memory gone each time")
        estate.stop()


def test_the_control_a_disk_that_forgets_loses_what_was_acknowledged_and_the_head_kept_elsewhere_says_so(
    estate_of: Callable[..., Estate], place: Path
) -> None:
    estate = estate_of(SMALL)
    with on_a_disk_of_its_own((estate.var / "pg").resolve(), place / "disk") as power:
        with carried_by(that_forgets(place)):
            estate.start_database()
        estate.start("web", "worker", "sealer")
        with AtWork(estate) as work:
            work.until_they_have_done(10)
        come_to_rest(estate)
        assert estate.run("verify").returncode == 0, "before the power went all was well"
        for part in ("web", "worker", "sealer"):
            estate.kill(part)
        power.cut(estate)
        gone, words = _what_is_left(estate, work)
        say(f"power cut, control (a disk that forgets): {words}")
        assert gone, "the drill cannot see what a power cut takes"
        estate.stop()


def _what_is_left(estate: Estate, work: AtWork) -> tuple[int, str]:
    """How much of what was acknowledged is gone, and in words; where the database does not start, all of it."""
    try:
        estate.start_database()
    except ClusterProblem:
        return work.ledgers.acknowledged(), "the database does not start, and says so"
    gone = lost(work, estate)
    verified = estate.run("verify")
    assert verified.returncode == 1, "writes are gone, and nothing noticed"
    return gone, f"{gone} acknowledged writes lost, and `almoner verify` says so"
