"""Reads a table of any size row by row: the database keeps the place, and memory does not grow."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from django.db import connection, transaction

ROWS_AT_A_TIME = 2000

_names = count(1)


@contextlib.contextmanager
def snapshot() -> Iterator[None]:
    """A transaction that sees the database as it was at its start, however long it reads. Inside another, it is that
    other.

    Set for the session and not in the transaction, whose first statement is the scope and so comes too late.
    """
    with contextlib.ExitStack() as after:
        if not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("set default_transaction_isolation to 'repeatable read'")
            after.callback(_as_usual)
        after.enter_context(transaction.atomic())
        yield


def _as_usual() -> None:
    with connection.cursor() as cursor:
        cursor.execute("reset default_transaction_isolation")


def streamed(query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, in order. Must be read inside a transaction, which then also fixes what is seen."""
    connection.ensure_connection()
    with connection.connection.cursor(name=f"record_{next(_names)}", binary=True) as cursor:
        cursor.itersize = ROWS_AT_A_TIME
        cursor.execute(query, values)
        yield from cursor
