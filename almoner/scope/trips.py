"""Statements that go to the database together: a round trip costs more than most of what is sent in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection
from psycopg.pq import PipelineStatus


@contextlib.contextmanager
def in_one_trip() -> Iterator[None]:
    """What is written inside is sent without waiting for each answer, and waited for at the next read or at the end.

    Within a transaction only. What the database refuses comes out there, as the error of the first statement refused.
    Nobody can be told inside how many rows were changed, so it is for `update()`; `save(update_fields=...)` asks.
    """
    connection.ensure_connection()
    sent = connection.connection
    if sent.pgconn.pipeline_status != PipelineStatus.OFF:
        yield
        return
    with connection.wrap_database_errors, sent.pipeline():
        yield
