"""Django's PostgreSQL backend, which sends the scope in force as each transaction starts.

Sent with the transaction and gone with it, so a pooled connection never carries one person's scope to another.
"""

from typing import Any

from django.db.backends.postgresql import base

from almoner.scope.context import current


class DatabaseWrapper(base.DatabaseWrapper):
    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        super().set_autocommit(autocommit, *args, **kwargs)
        scope = None if autocommit else current()
        if scope is not None:
            with self.cursor() as cursor:
                cursor.execute("select set_config('almoner.ctx', %s, true)", [scope.token()])
