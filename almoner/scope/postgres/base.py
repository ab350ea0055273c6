"""Django's PostgreSQL backend, which sends the scope in force as each transaction starts.

Sent with the transaction and gone with it, so a pooled connection never carries one person's scope to another.
A statement outside any transaction gets one of its own when a scope is in force: without it, it would see no rows
and say nothing.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.utils import CursorWrapper
from psycopg import ClientCursor, Cursor

from almoner.scope.context import current


class _Prepared(Cursor[Any]):
    def execute(self, *args: Any, **kwargs: Any) -> Any:
        """Run the statement, planned at its first use on this connection and kept, where the settings let it be."""
        return super().execute(*args, **{**kwargs, "prepare": True})


class _Operations(DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """The statement written out with its values, for whoever counts statements."""
        if isinstance(cursor, _Prepared):
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = _Operations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._in_a_transaction)

    def prepared_cursor(self) -> CursorWrapper:
        """A cursor whose statements are planned once for each connection, not each time.

        For statements written out, few and always the same, whose planning takes longer than their answer.
        """
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor: Any = _Prepared(self.connection)
        return self.make_debug_cursor(cursor) if self.queries_logged else self.make_cursor(cursor)

    def _start_transaction_under_autocommit(self) -> None:
        """Begin as Django asks of a backend that begins for itself: with the scope, in one round trip."""
        scope = current()
        if scope is None:
            self.connection.autocommit = False
            return
        # The driver stays as it is between transactions; otherwise it would begin by itself, in a trip of its own.
        with self.wrap_database_errors, ClientCursor(self.connection) as cursor:
            cursor.execute("begin; select set_config('almoner.ctx', %s, true)", [scope.token()])

    def _in_a_transaction(self, execute: Callable[..., Any], *statement: Any) -> Any:
        if current() is None or not self.get_autocommit():
            return execute(*statement)
        with transaction.atomic(using=self.alias):
            return execute(*statement)
