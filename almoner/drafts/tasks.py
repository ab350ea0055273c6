"""What the worker does for drafts."""

from __future__ import annotations

from almoner.drafts import actions
from almoner.operations.jobs import job
from almoner.scope import clock


@job("forgetting drafts that nobody came back to", every="40 3 * * *")
def forget_old(timestamp: int) -> None:
    """Every night: forget drafts untouched for 90 days."""
    actions.forget_old(now=clock.now())
