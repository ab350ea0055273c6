"""Work that the worker does for the record."""

from __future__ import annotations

from procrastinate.contrib.django import app

from almoner.record import actions
from almoner.record.rules import SystemActor
from almoner.scope import clock
from almoner.scope.context import system


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="record.sweep", pass_context=False)
def sweep_for_unrecorded_changes(timestamp: int) -> int:
    """Finds changes that no action recorded, every five minutes; returns how many."""
    with system("sweep for unrecorded changes"):
        return len(actions.sweep(by=SystemActor("worker:record sweep"), now=clock.now()))
