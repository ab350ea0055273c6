"""What the metrics page says about the record."""

from __future__ import annotations

from django.db import connection, transaction

from almoner.operations import metrics
from almoner.record.queries.heads import waiting_count
from almoner.scope.context import system


def register() -> None:
    """Have the sealer's lag on the metrics page."""
    metrics.gauge("almoner_record_unsealed", "Events of the record that no signed head covers yet.", waiting_count)
    metrics.gauge("almoner_record_unsealed_seconds", "How long the oldest of them has waited.", _oldest)


def _oldest() -> float:
    with system("metrics"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM now() - min(e.recorded_at)), 0)"
            " FROM record_queue q JOIN record_entry e ON e.id = q.entry_id"
        )
        return float(cursor.fetchone()[0])
