"""Whether the streaming replica may be read now: it answers, and is behind the primary by no more than is allowed.

How far it is behind is how old the last change is that it has applied. Every worker gives a sign of life each ten
seconds, which is such a change, so an installation where nothing happens is not mistaken for one that is cut off.
"""

from __future__ import annotations

import time

import structlog
from django.conf import settings
from django.db import connections

from almoner.operations import metrics
from almoner.scope.reading import REPLICA

log = structlog.get_logger("almoner.replica")

#: After it was found away or behind, nobody asks it for so long, in seconds.
PAUSE = 5.0

# One that was promoted is a replica no more; what it last applied as one gets older and older.
_BEHIND = "select extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) where pg_is_in_recovery()"


def behind() -> float | None:
    """By how many seconds it is behind the primary; None where it is no replica, or has applied nothing yet."""
    with connections[REPLICA].cursor() as cursor:
        cursor.execute(_BEHIND)
        row = cursor.fetchone()
    return None if row is None or row[0] is None else max(0.0, float(row[0]))


def is_near_enough() -> bool:
    """Whether what it shows is recent enough to be shown. Asked in the transaction that then reads."""
    seconds = behind()
    if seconds is not None and seconds <= settings.REPLICA_SECONDS:
        _aside.until = 0.0
        return True
    put_aside(None, seconds)
    return False


def is_asked() -> bool:
    """Whether there is one, and it was not put aside a moment ago.

    After that moment the first who asks tries it, and nobody else of this process waits while they do.
    """
    if REPLICA not in settings.DATABASES or time.monotonic() < _aside.until:
        return False
    if _aside.until:
        _aside.until = time.monotonic() + PAUSE
    return True


def put_aside(error: Exception | None, seconds: float | None = None) -> None:
    """Ask it nothing for a while, and say why in the log."""
    _aside.until = time.monotonic() + PAUSE
    log.warning("replica put aside", error=type(error).__name__ if error else None, seconds=seconds)


class _Aside:
    until = 0.0


_aside = _Aside()


def register() -> None:
    """Have how far it is behind on the metrics page."""
    if REPLICA in settings.DATABASES:
        words = "By how many seconds the replica is behind the primary."
        metrics.gauge("almoner_replica_behind_seconds", words, lambda: _or_not_a_number(behind()))


def _or_not_a_number(seconds: float | None) -> float:
    return float("nan") if seconds is None else seconds
