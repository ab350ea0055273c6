"""Processor time of the measuring process and of its database backends, beside the time on the clock.

A machine that does other work stretches the clock, not these; they still drift by a third between runs, so a ratio is
taken within one run only.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds: on the clock, of this process's processor time, and of the database backends'."""

    wall: float
    client: float
    database: float

    @property
    def cpu(self) -> float:
        """Processor time of both."""
        return self.client + self.database


def backend_seconds(pid: int) -> float:
    """Processor time that a process has had, in seconds: a database backend, or a worker."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def backend_pid() -> int:
    """The process that serves Django's connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])


class Meter:
    """`with Meter(pid) as meter: …`, then `meter.spent`. Name every backend whose work belongs to what is measured."""

    def __init__(self, *backends: int) -> None:
        self._backends = backends
        self.spent = Spent(0.0, 0.0, 0.0)

    def _databases(self) -> float:
        return sum(backend_seconds(pid) for pid in self._backends)

    def __enter__(self) -> Meter:
        # Reading the backends' time is kept outside what is measured.
        self._database = self._databases()
        self._client, self._wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        wall, client = time.perf_counter() - self._wall, time.process_time() - self._client
        self.spent = Spent(wall, client, self._databases() - self._database)
