"""From which database a read comes: the primary, or its streaming replica while `from_replica()` lasts.

Everything is written to the primary, and nothing is read from the replica that did not ask to be: a page that shows
what somebody has just done must not be behind it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections

from almoner.scope.postgres.base import DatabaseWrapper

PRIMARY = DEFAULT_DB_ALIAS
REPLICA = "replica"
_alias: ContextVar[str] = ContextVar("almoner_reading", default=PRIMARY)


def is_from_replica() -> bool:
    """Whether what is read now comes from the replica."""
    return _alias.get() == REPLICA


def connection() -> DatabaseWrapper:
    """The connection to read by, for statements written out."""
    return cast(DatabaseWrapper, connections[_alias.get()])


@contextlib.contextmanager
def from_replica() -> Iterator[None]:
    """Reads inside come from the replica."""
    mark = _alias.set(REPLICA)
    try:
        yield
    finally:
        _alias.reset(mark)


class Router:
    """Django's questions, answered by the above."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Where its objects are read."""
        return _alias.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Where its objects are written."""
        return PRIMARY

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        """The replica's rows are the primary's; of any other database it says nothing."""
        return True if {one._state.db, other._state.db} <= {PRIMARY, REPLICA} else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """The replica's tables come with its rows."""
        return False if db == REPLICA else None
