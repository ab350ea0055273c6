"""A web machine whose clock is ten minutes off: what is done there keeps its order, and it says that it is off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

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


def lists_sent(estate: Estate) -> list[str]:
    """The digests of the lists that the drill sent and that are there."""
    return [str(row[0]) for row in estate.rows("select sha256 from employment_stafflist where title like 'drill%'")]
