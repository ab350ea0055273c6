"""Counting what is limited, which is about nobody and so not on the record; and jobs that are begun again, which is
for whoever has them begun again to put there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.crypto import salted_hmac

from almoner.operations.rules import Answer, Limit, answer
from almoner.scope.context import in_no_scope

# One statement, so that of two at once each sees the other. What is kept is when the allowance is full again; it
# moves only when the use is allowed, so asking while refused does not push the end further away. Nobody waits for it
# to be on a disk, or at a replica that may be away: a count that a crash undoes lets somebody search once more.
_USE = """
INSERT INTO operations_allowance AS a (bucket, full_again)
SELECT %(bucket)s, %(now)s + %(spacing)s WHERE set_config('synchronous_commit', 'off', true) = 'off'
ON CONFLICT (bucket) DO UPDATE SET full_again = greatest(a.full_again, %(now)s) + %(spacing)s
WHERE greatest(a.full_again, %(now)s) + %(spacing)s <= %(now)s + %(per)s
RETURNING full_again
"""

_GIVE_BACK = """
UPDATE operations_allowance SET full_again = full_again - %(spacing)s
WHERE bucket = %(bucket)s AND set_config('synchronous_commit', 'off', true) = 'off'
"""


def use(limit: Limit, *, key: str, now: datetime) -> Answer:
    """Count one use of a limit by `key` (an address or account), and answer whether it is within the limit.

    Only a keyed hash of `key` is stored. Call it outside a transaction, or the count is undone with it.
    """
    bucket = _bucket(limit, key)
    values: dict[str, Any] = {"bucket": bucket, "now": now, "spacing": limit.spacing, "per": limit.per}
    # Each statement of its own: what is counted is nobody's, and a transaction would cost three more.
    with in_no_scope(), connection.cursor() as cursor:
        cursor.execute(_USE, values)
        if cursor.fetchone():
            return Answer(True)
        cursor.execute("SELECT full_again FROM operations_allowance WHERE bucket = %s", [bucket])
        row = cursor.fetchone()
    return answer(limit, before=row[0] if row else None, now=now)


def give_back(limit: Limit, *, key: str) -> None:
    """Undo one use of a limit by `key` that turned out to be none: never more often than it was counted."""
    values: dict[str, Any] = {"bucket": _bucket(limit, key), "spacing": limit.spacing}
    with in_no_scope(), connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, values)


def _bucket(limit: Limit, key: str) -> bytes:
    return salted_hmac(f"almoner.limit.{limit.name}", key, secret=settings.SECRET_KEY, algorithm="sha256").digest()


def forget_full_allowances(*, now: datetime) -> int:
    """Remove the counts that no longer limit anybody, and what has run out of the shared memory. Returns how many
    counts.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM operations_remembered WHERE ends <= %s", [now])
        cursor.execute("DELETE FROM operations_allowance WHERE full_again <= %s", [now])
        removed: int = cursor.rowcount
    return removed


def begin_again(job_id: int) -> bool:
    """Have a job that was set aside done after all, with all its tries before it and no death counted against it.

    False where it is not set aside (any more), or where another of its kind waits already and would do the same.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = now()"
                " WHERE id = %s AND status = 'failed'",
                [job_id],
            )
            is_begun: bool = cursor.rowcount == 1
            if is_begun:
                cursor.execute("DELETE FROM operations_death WHERE job_id = %s", [job_id])
            return is_begun
    except IntegrityError:
        return False
