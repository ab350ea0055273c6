"""What every process of the installation must remember alike, for a short while: Django's cache, kept in PostgreSQL.

The sign-in library counts wrong passwords and remembers used codes in the cache. In the memory of one process, each
process would grant the allowance anew and take a code once more. One statement for each change, so that of two
processes at once one is first; JSON, because what is read back must never be run; keys as keyed hashes, because they
hold addresses and codes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.utils.crypto import salted_hmac

from almoner.scope import clock

_GET = "SELECT value FROM operations_remembered WHERE key = %(key)s AND ends > %(now)s"
_SET = """
INSERT INTO operations_remembered (key, value, ends) VALUES (%(key)s, %(value)s, %(ends)s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends = excluded.ends
"""
_ADD = """
INSERT INTO operations_remembered AS r (key, value, ends) VALUES (%(key)s, %(value)s, %(ends)s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends = excluded.ends WHERE r.ends <= %(now)s
RETURNING true
"""
_TOUCH = "UPDATE operations_remembered SET ends = %(ends)s WHERE key = %(key)s AND ends > %(now)s RETURNING true"
_DELETE = "DELETE FROM operations_remembered WHERE key = %(key)s RETURNING true"

#: What is added once is remembered for at least this long. A code app’s code is taken for three periods of thirty
#: seconds, and the sign-in library would forget after one that it had been used.
AT_LEAST = timedelta(seconds=90)
FOR_GOOD = timedelta(days=36_500)


class SharedMemory(BaseCache):
    """Django's cache over the table `operations_remembered`."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What was kept under the key and has not run out; else `default`."""
        found = self._ask(_GET, key, version)
        return default if found is None else json.loads(found)

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep it under the key, whatever was there."""
        self._do(_SET, key, version, value=json.dumps(value), ends=self._ends(timeout))

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep it under the key if nothing is there. Of several at once, one is told that it did."""
        ends = max(self._ends(timeout), clock.now() + AT_LEAST)
        return bool(self._ask(_ADD, key, version, value=json.dumps(value), ends=ends))

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep what is there for longer or less long. Whether there was anything."""
        return bool(self._ask(_TOUCH, key, version, ends=self._ends(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget it. Whether there was anything."""
        return bool(self._ask(_DELETE, key, version))

    def clear(self) -> None:
        """Forget everything."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM operations_remembered")

    def _ends(self, timeout: float | None) -> datetime:
        seconds = self._seconds(timeout)
        return clock.now() + (FOR_GOOD if seconds is None else timedelta(seconds=seconds))

    def _seconds(self, timeout: float | None) -> float | None:
        given: float | None = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return given

    def _ask(self, statement: str, key: str, version: int | None, **values: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement, self._values(key, version, values))
            row = cursor.fetchone()
        return row[0] if row else None

    def _do(self, statement: str, key: str, version: int | None, **values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, self._values(key, version, values))

    def _values(self, key: str, version: int | None, values: Mapping[str, Any]) -> dict[str, Any]:
        made = self.make_and_validate_key(key, version=version)
        hashed = salted_hmac("almoner.remembered", made, secret=settings.SECRET_KEY, algorithm="sha256").digest()
        return {"key": hashed, "now": clock.now(), **values}
