"""A machine whose clock is off: what is done there keeps its order, it says that it is off, and removes nothing new."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from almoner.documents.models import Document
from almoner.documents.rules import IN_DOUBT_FOR
from tests.faults.client import Client
from tests.faults.clocks import BACKWARDS, RIGHT, STEPS, needs_faketime, set_by
from tests.faults.estate import Estate, wait_until
from tests.faults.ledger import Ledger
from tests.faults.people import a_list
from tests.faults.whole import halves
from tests.faults.wide import say

pytestmark = [pytest.mark.long, needs_faketime]


def with_its_clock(estate: Estate, off: str) -> None:
    """Start the web server anew, on a machine whose clock is so far off."""
    if "web" in estate.processes:
        estate.kill("web")
    estate.variables |= set_by(off) if off else RIGHT
    estate.start_part("web")
    assert wait_until(estate.answers), estate.said("web")


def test_a_machine_whose_clock_is_off_keeps_the_order_of_moves_and_says_that_it_is_off(
    estate_of: Callable[..., Estate],
) -> None:
    estate, ledger = estate_of(), Ledger()
    estate.start("worker", "sealer")
    with_its_clock(estate, "")
    client = Client(estate, ledger).sign_in("hr_officer")
    assert requests.get(f"{estate.url}/readyz/clock", timeout=10).status_code == 200
    lists = [client.upload(a_list(number), f"drill{number}.csv").rstrip("/").rpartition("/")[2] for number in range(2)]
    assert all(lists)
    read = "select count(*) from employment_stafflist where state = 'read' and id::text = any (%s)"
    assert wait_until(lambda: estate.one(read, lists) == 2)

    for off, list_id in zip(("-10m", "+10m"), lists, strict=True):
        with_its_clock(estate, off)
        ready = requests.get(f"{estate.url}/readyz/clock", timeout=10)
        assert ready.status_code == 503
        assert "seconds from the database's" in ready.json()["parts"][0]["words"]
        # Signed in by a clock ten minutes ahead, they are not believed; by one ten minutes behind, they are idle.
        client.sign_in("hr_officer")
        seen = client.get(f"/staff/lists/{list_id}/columns/")
        assert seen.status_code == 200, (off, seen.status_code, seen.headers.get("Location"))
        assert client.discard(list_id), "a machine ten minutes off refused a move"
        steps = estate.rows(STEPS, list_id)
        assert [move for move, _ in steps][:: len(steps) - 1] == ["upload", "discard"]
        apart = (steps[-1][1] - steps[0][1]).total_seconds()
        assert apart < -60 if off == "-10m" else apart > 300, "the control: its clock was not off"
    assert estate.one(BACKWARDS) == 0, "something ended before it began"
    assert halves(estate) == {}
    assert ledger.against(lists_sent(estate) + lists).balanced
    assert wait_until(estate.is_quiet, 60)
    verified = estate.run("verify", **RIGHT)
    assert verified.returncode == 0, verified.stdout
    say("clock ten minutes behind, and ahead: moves in order, nothing ended before it began, /readyz/clock says so")


SWEEPS = "select count(*) from procrastinate_jobs where task_name = 'documents.remove_unclaimed' and status = %s"
YEARS = timedelta(days=1000)


def test_a_worker_whose_clock_is_years_ahead_removes_nothing_that_is_just_being_uploaded(
    estate_of: Callable[..., Estate],
) -> None:
    estate = estate_of()
    estate.start_database()
    document = half_uploaded(estate.var / "files")
    sweep(estate, YEARS)
    assert (estate.var / "files" / document.key).exists(), "what was being uploaded is gone"

    long_ago = time.time() - IN_DOUBT_FOR.total_seconds() - 60
    os.utime(estate.var / "files" / document.doubt, (long_ago, long_ago))
    sweep(estate, YEARS + timedelta(hours=1))
    assert not (estate.var / "files" / document.key).exists(), "the control: no sweep would have removed it"
    say("a worker years ahead of the disk: the hourly sweep leaves what is being uploaded, and takes what is a day old")


def half_uploaded(files: Path) -> Document:
    """A document whose content is stored, and whose row another process has not committed yet."""
    document = Document(id=uuid4())
    for key, content in ((document.doubt, b""), (document.key, b"half of something")):
        (files / key).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        (files / key).write_bytes(content)
    return document


def sweep(estate: Estate, ahead: timedelta) -> None:
    """Have a worker sweep the store, whose clock is so far ahead and has just passed the minute of the sweep."""
    done = estate.one(SWEEPS, "succeeded")
    past_the_minute = 17 * 60 + 2 - time.time() % 3600
    estate.variables |= set_by(f"+{int(ahead.total_seconds() + past_the_minute)}")
    estate.start_part("worker")
    assert wait_until(lambda: estate.one(SWEEPS, "succeeded") > done, 60), estate.said("worker")
    estate.kill("worker")


def lists_sent(estate: Estate) -> list[str]:
    """The digests of the lists that the drill sent and that are there."""
    return [str(row[0]) for row in estate.rows("select sha256 from employment_stafflist where title like 'drill%'")]
