"""What the metrics page says about notices."""

from __future__ import annotations

from django.db import transaction

from almoner.notices import queries
from almoner.operations import metrics
from almoner.scope import clock
from almoner.scope.context import system


def register() -> None:
    """Have the age of the outbox and its failures on the metrics page."""
    metrics.gauge("almoner_outbox_oldest_seconds", "Age of the oldest notice that is due and not sent.", _age)
    metrics.gauge("almoner_outbox_waiting", "Notices that are due and not sent.", _waiting)


def _age() -> float:
    with system("metrics"), transaction.atomic():
        return queries.oldest_due(now=clock.now()).total_seconds()


def _waiting() -> float:
    with system("metrics"), transaction.atomic():
        return queries.how_many_due(now=clock.now())
