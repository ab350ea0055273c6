"""More than one machine: pages read from a replica, and a primary that is lost with everything on it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import psycopg
import pytest
import requests
from django.conf import settings

from almoner.scope.context import Scope
from tests.faults.client import Client
from tests.faults.estate import copied, wait_until
from tests.faults.ledger import Ledger
from tests.faults.machines import PASSWORD, ApplicationMachine, Machines, Stopped, machines
from tests.faults.network import NOT_POSSIBLE
from tests.faults.people import AtWork
from tests.faults.test_kills import then_nothing_is_lost_or_half_done
from tests.faults.wide import rounds, say
from tests.proxy_install import NGINX

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(bool(NOT_POSSIBLE), reason=NOT_POSSIBLE),
    pytest.mark.skipif(not NGINX, reason="nginx is not installed (Debian: nginx-light)"),
]


STRANGERS = itertools.count()


@pytest.fixture
def installation(prepared: Path, tmp_path: Path) -> Iterator[Callable[[], Machines]]:
    """The demonstration, on machines of its own."""
    with ExitStack() as after:
        yield lambda: after.enter_context(machines(copied(prepared, tmp_path / "var")))


def test_nothing_that_was_acknowledged_is_lost_with_the_primary(installation: Callable[[], Machines]) -> None:
    made = installation()
    with AtWork(made) as work:
        work.until_they_have_done(rounds(12, 100))
        made.lose_the_primary()
        began = time.monotonic()
        made.follow("When the primary is lost")
        promoted = time.monotonic() - began
        work.until_they_have_done(1)
        back = time.monotonic() - began
        work.until_they_have_done(rounds(8, 50))
    then_nothing_is_lost_or_half_done(
        made,
        work.ledgers,
        f"primary lost, replica promoted by the runbook in {promoted:.0f} s, work in {back:.0f} s",
    )


@pytest.fixture(scope="module")
def with_readers(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """The same, for those who leave it as it was."""
    with machines(copied(prepared, tmp_path_factory.mktemp("readers") / "var")) as made:
        yield made


def standing(machine: ApplicationMachine, number: str) -> str:
    """What a machine's page says of an entry to somebody who has not asked before."""
    asked = next(STRANGERS)
    stranger = {"X-Forwarded-For": f"203.{asked // 250}.{asked % 250}.7"}
    page = requests.get(f"{machine.url}/register/{number}/", headers=stranger, timeout=20)
    assert page.status_code == 200, page.status_code
    return "ended" if "is no longer registered" in page.text else "registered"


def practises(machine: ApplicationMachine, number: str) -> set[bool]:
    """What a machine tells other machines of an entry, by its API and by the regulator's own look-up."""
    stranger = {"X-Forwarded-For": f"198.51.100.{next(STRANGERS) % 250}"}
    asked = (f"/api/register/entries/{number}", f"/GetSocialWorkerById?swid={number.removeprefix('SW')}")
    api, look_up = (requests.get(machine.url + path, headers=stranger, timeout=20).json() for path in asked)
    return {api["may_practise"], look_up["Registered"]}


def read_from(machine: ApplicationMachine, source: str) -> float:
    """How many public pages of the register a machine has read from a source."""
    return machine.figure(f'almoner_public_reads_total{{source="{source}"}}')


def test_strangers_read_from_the_replica_and_never_what_is_older_than_is_said(with_readers: Machines) -> None:
    made = with_readers
    careful, careless = made.web[0], made.web[1]
    careless.file.write_text(careless.file.read_text().replace("REPLICA_SECONDS=11", "REPLICA_SECONDS=600"))
    careless.restart()
    assert wait_until(lambda: made.has_web(careless))
    work = AtWork(made)
    number = next(work._registrations)
    assert wait_until(lambda: standing(careful, number) == "registered" and read_from(careful, "replica") > 0)
    signed_in = Client(made, Ledger()).sign_in("register_officer")

    with psycopg.connect(made.replica.superuser, autocommit=True) as replica:
        replica.execute("select pg_wal_replay_pause()")
        paused = time.monotonic()
        assert signed_in.end_registration(number, date.today())
        assert "is no longer registered" in signed_in.get(f"/register/{number}/").text, "their own page was behind"
        assert wait_until(lambda: standing(careful, number) == "ended", 30)
        seconds = time.monotonic() - paused
        assert practises(careful, number) == {False}
        assert standing(careless, number) == "registered", "the control: it is told to show what is older, and does"
        assert practises(careless, number) == {True}
        replica.execute("select pg_wal_replay_resume()")
    assert seconds < 11 + 10, "a page showed what was older than is said"
    before = read_from(careful, "replica")
    assert wait_until(lambda: standing(careful, number) == "ended" and read_from(careful, "replica") > before, 30)
    before = read_from(careful, "replica")
    assert practises(careful, number) == {False}
    assert read_from(careful, "replica") == before + 2

    made.replica.machine.cut_off()
    slowest, ends = 0.0, time.monotonic() + 8
    while time.monotonic() < ends:
        began = time.monotonic()
        assert standing(careful, number) == "ended"
        slowest = max(slowest, time.monotonic() - began)
    made.replica.machine.connect()
    say(
        f"replica: stopped following, the primary answers after {seconds:.0f} s (11 allowed); cut off, the slowest page"
        f" took {slowest:.1f} s"
    )
    assert slowest < 5


def test_what_the_primary_keeps_from_a_stranger_the_replica_does_too(
    with_readers: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = with_readers
    monkeypatch.setattr(settings, "SCOPE_KEY", (made.var / "keys" / "almoner_scope_key").read_bytes())
    address = f"postgresql://almoner_app:{PASSWORD}@{made.replica.address}/almoner"
    asked = "select count(*) from employment_stafflist"
    with psycopg.connect(address) as replica:
        assert replica.execute("select pg_is_in_recovery()").fetchone() == (True,)
        assert replica.execute(asked).fetchone() == (0,)
        replica.execute("select set_config('almoner.ctx', %s, false)", [Scope(everything=True).token()])
        there = replica.execute(asked).fetchone()
        assert there, "the control: the platform itself sees them"
        assert there[0] == made.one("select count(*) from employment_stafflist") > 0
        replica.execute("select set_config('almoner.ctx', %s, false)", [f"||1|9999999999|{'0' * 64}"])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not signed"):
            replica.execute(asked)


def test_the_control_a_replica_that_was_done_without_lacks_what_was_acknowledged(
    installation: Callable[[], Machines],
) -> None:
    made = installation()
    with AtWork(made) as work:
        work.until_they_have_done(4)
        made.replica.machine.cut_off()
        time.sleep(1.0)  # what was on its way
        before = work.ledgers.acknowledged()
        time.sleep(rounds(4, 20))
        assert work.ledgers.acknowledged() == before, "a write was acknowledged that is on one machine only"
        assert requests.get(f"{made.url}/register/?q=smith", timeout=20).status_code == 200
        made.follow("When the replica is lost")
        work.until_they_have_done(8)
    made.lose_the_primary()
    made.replica.machine.connect()
    with pytest.raises(Stopped, match="are gone"):
        made.follow("When the primary is lost")
    assert wait_until(made.answers), made.said("web")
    lost = sum(len(account.lost) for account in work.ledgers.against(made).values())
    say(f"primary lost, control (replica done without): {lost} acknowledged writes lost, and `almoner verify` says so")
    assert lost, "the drill cannot see a lost write"
