"""Round trips to the database, counted on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile

from psycopg.pq import Trace
from psycopg.pq.abc import PGconn


@dataclass
class Trips:
    """How often the client sent something and waited for the answer."""

    count: int = 0


@contextmanager
def trips_of(connection: PGconn) -> Iterator[Trips]:
    """Counts the trips that are made inside, told by the driver's own trace: known once the block has ended."""
    found = Trips()
    with TemporaryFile("w+") as told:
        connection.trace(told.fileno())
        connection.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        try:
            yield found
        finally:
            connection.untrace()
        told.seek(0)
        found.count = _waits(told)


def _waits(told: Iterator[str]) -> int:
    """The client waits after a simple query, and after what ends or flushes those sent together."""
    sent = [parts[2] for parts in (line.rstrip().split("\t") for line in told) if parts[0] == "F" and len(parts) > 2]
    before = ["", *sent]
    return sum(
        one in ("Query", "Sync") or (one == "Flush" and was != "Sync") for was, one in zip(before, sent, strict=False)
    )
