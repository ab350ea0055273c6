"""The power goes in the middle of an upgrade: begun again, it ends where one that nobody stopped would have."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psycopg
import pytest

from almoner.config.cluster import THROWAWAY, binaries
from almoner.config.environment import ROOT
from tests.faults.estate import Estate
from tests.faults.wide import rounds, say

pytestmark = [pytest.mark.long]


@contextlib.contextmanager
def a_new_machine(var: Path) -> Iterator[Estate]:
    """A machine with a database server and nothing in it."""
    var.mkdir()
    estate = Estate(var, THROWAWAY)
    estate.start_database()
    try:
        yield estate
    finally:
        estate.remove()


def tables(estate: Estate) -> str:
    """Every table, guard, trigger and privilege that there is, as PostgreSQL writes it down."""
    command = [
        str(binaries() / "pg_dump"),
        "--schema-only",
        "-h",
        str(estate.cluster.socket),
        "-U",
        "postgres",
        "almoner",
    ]
    dumped = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(r"(?m)^\\(un)?restrict .*$", "", dumped)


def upgrade(estate: Estate) -> subprocess.Popen[bytes]:
    """The upgrade of an installation, begun: roles, tables, guards, keys."""
    known = estate.environment | {"DJANGO_SETTINGS_MODULE": "almoner.config.settings"}
    doing = "from almoner.config.commands.database import bring_up_to_date as go; go()"
    return subprocess.Popen([sys.executable, "-c", doing], env=known, cwd=ROOT, start_new_session=True)


def began_and_killed(estate: Estate, after: float) -> bool:
    """Begin the upgrade and kill it after so many seconds; whether it was under way."""
    process = upgrade(estate)
    time.sleep(after)
    under_way = process.poll() is None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return under_way


def test_an_upgrade_that_was_killed_again_and_again_ends_where_one_that_nobody_stopped_does(tmp_path: Path) -> None:
    dice = Random(8131)
    with a_new_machine(tmp_path / "whole") as whole, a_new_machine(tmp_path / "broken") as broken:
        began = time.monotonic()
        assert upgrade(whole).wait() == 0
        takes = time.monotonic() - began
        stopped = sum(began_and_killed(broken, dice.uniform(takes / 8, takes)) for _ in range(rounds(6, 30)))
        assert upgrade(broken).wait() == 0
        say(f"upgrade of {takes:.0f} s killed {stopped} times: begun again, the same tables, guards and privileges")
        assert stopped, "it was never under way, so nothing was shown"
        assert tables(broken) == tables(whole)
        assert broken.rows("select app, name from django_migrations order by 1, 2") == whole.rows(
            "select app, name from django_migrations order by 1, 2"
        )


def test_the_control_a_guard_that_is_missing_is_seen(tmp_path: Path) -> None:
    with a_new_machine(tmp_path / "whole") as whole:
        assert upgrade(whole).wait() == 0
        before = tables(whole)
        with psycopg.connect(whole.superuser, autocommit=True) as connection:
            connection.execute("alter table register_entry no force row level security")
        assert tables(whole) != before, "the comparison cannot see a guard that is missing"
