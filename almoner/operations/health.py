"""Whether the platform can do its work: each part that it needs, named, and asked one by one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from almoner.scope.clock import CLOCKS_APART
from almoner.scope.clock import now as this_machines

log = structlog.get_logger("almoner.health")

#: A worker writes a sign of life every ten seconds; three missed and it is taken for gone.
WORKER_SILENT_AFTER = timedelta(seconds=40)


class Unwell(Exception):
    """A part cannot do its work; said in fixed words, since the page may be read by anybody."""


@dataclass(frozen=True, slots=True)
class Part:
    """How one part is."""

    name: str
    well: bool
    words: str
    ms: float


def database() -> None:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def migrations() -> None:
    """The database has the tables that this version of the program expects."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise Unwell(f"{len(missing)} migrations have not been applied")


def worker() -> None:
    """A worker has given a sign of life lately, so that jobs are done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)",
            [WORKER_SILENT_AFTER.total_seconds()],
        )
        (alive,) = cursor.fetchone()
    if not alive:
        raise Unwell("no worker is running")


def clock() -> None:
    """This machine's clock agrees with the database's, by which scopes end and jobs fall due."""
    before = this_machines()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    apart = max(before - theirs, theirs - this_machines())
    if apart > CLOCKS_APART:
        raise Unwell(f"this machine's clock is {apart.total_seconds():.0f} seconds from the database's")


Check = Callable[[], None]
CHECKS: dict[str, Check] = {"database": database, "migrations": migrations, "worker": worker, "clock": clock}


def part(name: str, check: Check) -> None:
    """Add a part that is asked: `check` returns when it is well and raises when it is not."""
    CHECKS[name] = check


def ask(name: str, check: Check) -> Part:
    """How one part is; never raises, since a broken part is an answer."""
    started = time.perf_counter()
    try:
        check()
    except Unwell as unwell:
        well, words = False, str(unwell)
    except Exception:
        log.exception("a part is not well", backend=name)
        well, words = False, "not working"
    else:
        well, words = True, "working"
    return Part(name, well, words, round((time.perf_counter() - started) * 1000, 1))


def ask_all() -> list[Part]:
    """How every part is, in order."""
    return [ask(name, check) for name, check in CHECKS.items()]
