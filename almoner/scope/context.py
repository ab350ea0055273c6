"""Whose eyes a transaction looks through: the scope, signed and sent to the database as each transaction starts."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import logging
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

log = logging.getLogger(__name__)

SECONDS_FOR_A_PERSON = 3600
SECONDS_FOR_THE_SYSTEM = 86_400


@dataclass(frozen=True, slots=True)
class Scope:
    """A person, and the organisations whose rows they may reach; `everything` is for the platform's own work."""

    person_id: UUID | None = None
    organisation_ids: tuple[int, ...] = ()
    everything: bool = False

    def token(self) -> str:
        """The scope as the database reads it: person|organisations|everything|expiry|keyed hash."""
        seconds = SECONDS_FOR_THE_SYSTEM if self.everything else SECONDS_FOR_A_PERSON
        expires = time.time() + seconds + settings.SCOPE_EXTRA_SECONDS
        organisations = ",".join(str(i) for i in self.organisation_ids)
        body = f"{self.person_id or ''}|{organisations}|{int(self.everything)}|{expires:.0f}"
        return f"{body}|{hmac.new(settings.SCOPE_KEY, body.encode(), hashlib.sha256).hexdigest()}"


NOBODY = Scope()
_current: ContextVar[Scope | None] = ContextVar("almoner_scope", default=None)


def current() -> Scope | None:
    """The scope in force, or None where nothing has been declared (and protected tables show no rows)."""
    return _current.get()


@contextlib.contextmanager
def acting(scope: Scope) -> Iterator[None]:
    """Act in this scope: for transactions that start inside, and for the one already open."""
    before = _current.get()
    mark = _current.set(scope)
    _tell_open_transaction(scope)
    try:
        yield
    finally:
        _current.reset(mark)
        _tell_open_transaction(before)


@contextlib.contextmanager
def system(purpose: str) -> Iterator[None]:
    """Act as the platform itself, which reaches every row; `purpose` goes to the log."""
    log.debug("acting as the system: %s", purpose)
    with acting(Scope(everything=True)):
        yield


@contextlib.contextmanager
def in_no_scope() -> Iterator[None]:
    """For a statement on a table that is not protected, outside any transaction: it is sent alone, without a scope.

    A protected table shows no rows in it. A transaction that is open already keeps its scope.
    """
    mark = _current.set(None)
    try:
        yield
    finally:
        _current.reset(mark)


def _tell_open_transaction(scope: Scope | None) -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        # A broken transaction takes no statement, and its end clears the setting anyway.
        if connection.connection is None or not connection.in_atomic_block or connection.needs_rollback:
            continue
        if connection.connection.closed or connection.connection.info.transaction_status == 3:
            continue
        with connection.cursor() as cursor:
            cursor.execute("select set_config('almoner.ctx', %s, true)", [scope.token() if scope else ""])
