"""What the worker does for policies."""

from __future__ import annotations

from almoner.operations.jobs import job
from almoner.policies import actions
from almoner.scope import clock


@job("finding policies that are overdue for review", every="5 * * * *")
def open_due_reviews(timestamp: int) -> None:
    """Every hour, so that it is also done on the first of a day that began without a worker."""
    actions.open_due_reviews(now=clock.now())
