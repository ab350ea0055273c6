"""kill -9 while people work: what they were told was done is done, whole, and once."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

import pytest

from almoner.config.cluster import DURABLE
from tests.faults.estate import Estate, wait_until
from tests.faults.people import AtWork, Ledgers, come_to_rest
from tests.faults.whole import halves, left
from tests.faults.wide import rounds, say

pytestmark = [pytest.mark.long]
PARTS = ("web", "worker", "sealer")
CUT_OFF = "select count(*) from procrastinate_jobs where attempts > 0 and status in ('todo', 'doing')"


def then_nothing_is_lost_or_half_done(estate: Estate, ledgers: Ledgers, what: str) -> None:
    """The ledgers against what is there, once everything has come to rest; and the record fits."""
    come_to_rest(estate)
    accounts = ledgers.against(estate)
    say(f"{what}: " + "; ".join(f"{kind}: {account}" for kind, account in accounts.items()))
    for kind, account in accounts.items():
        assert account.balanced, (kind, account)
        assert account.acknowledged, f"nobody got any of their {kind} done, so nothing was shown"
    assert halves(estate) == {}
    # What was cut off while it was handed over waits three minutes for the clock; here they are over at once.
    estate.rows("update notices_notice set claimed_at = now() - interval '4 min' where state = 'sending' returning id")
    assert wait_until(lambda: left(estate) == {}, 120), left(estate)
    verified = estate.run("verify")
    assert verified.returncode == 0, verified.stdout


def test_no_acknowledged_write_is_lost_when_the_database_is_killed(estate_of: Callable[..., Estate]) -> None:
    estate, dice = estate_of(), Random(8128)
    estate.start(*PARTS)
    times = rounds(3, 20)
    slowest = 0.0
    with AtWork(estate) as work:
        for _ in range(times):
            work.until_they_have_done(8)
            time.sleep(dice.random())
            estate.kill_database()
            began = time.monotonic()
            estate.start_database()
            assert wait_until(estate.answers), estate.said("web")
            slowest = max(slowest, time.monotonic() - began)
            # A job that was cut off three times is taken for poison, so those cut off now are let through first.
            assert wait_until(lambda: not estate.one(CUT_OFF), 120), estate.said("worker")
        work.until_they_have_done(4)
    then_nothing_is_lost_or_half_done(estate, work.ledgers, f"database killed {times} times, back in {slowest:.1f} s")


def test_the_control_a_database_that_answers_before_it_has_written_loses_what_it_acknowledged(
    estate_of: Callable[..., Estate],
) -> None:
    hasty = DURABLE | {"synchronous_commit": "off", "wal_writer_delay": "10000ms", "wal_writer_flush_after": "1GB"}
    estate, lost = estate_of(hasty), 0
    estate.start("web")
    # Its writer wakes every ten seconds, and just then there is nothing to lose.
    for _ in range(4):
        # It forgets who was signed in as well, so each time they sign in anew.
        with AtWork(estate) as work:
            work.until_they_have_done(10)
            estate.kill_database()
        estate.start_database()
        assert wait_until(estate.answers), estate.said("web")
        if lost := sum(len(account.lost) for account in work.ledgers.against(estate).values()):
            break
    say(f"database killed, control (answers before it has written): {lost} acknowledged writes lost")
    assert lost, "the harness cannot see a lost write"


def test_no_write_is_lost_or_made_twice_when_web_workers_are_killed(estate_of: Callable[..., Estate]) -> None:
    estate, dice = estate_of(), Random(8129)
    estate.start(*PARTS)
    times = rounds(8, 60)
    # A server whose workers die too often ends, and is started again, as `Restart=always` does.
    with AtWork(estate) as work, estate.kept_up("web"):
        for _ in range(times):
            work.until_they_have_done(3)
            time.sleep(dice.random() / 5)
            assert wait_until(lambda: estate.killed_a_web_worker(dice))
        assert wait_until(estate.killed_the_web_server)
        assert wait_until(estate.answers), estate.said("web")
        work.until_they_have_done(4)
    then_nothing_is_lost_or_half_done(estate, work.ledgers, f"web worker killed {times} times, the whole server once")


def test_every_list_is_read_and_every_notice_sent_once_when_job_workers_are_killed(
    estate_of: Callable[..., Estate],
) -> None:
    estate, dice = estate_of(), Random(8130)
    estate.start(*PARTS)
    times = rounds(4, 20)
    with AtWork(estate) as work:
        for _ in range(times):
            work.until_they_have_done(4)
            time.sleep(0.5 + dice.random())
            estate.kill("worker")
            estate.start_part("worker")
    then_nothing_is_lost_or_half_done(estate, work.ledgers, f"job worker killed {times} times")
    assert estate.one("select count(*) from procrastinate_jobs where attempts > 0"), "no job was cut off: no drill"
    rows = estate.one(
        "select count(*) from employment_stafflist l where l.title like 'drill%' and l.state = 'read'"
        " and (select count(*) from employment_stafflistrow r where r.staff_list_id = l.id) <> 2"
    )
    assert rows == 0, "a list was read in part, or twice"
