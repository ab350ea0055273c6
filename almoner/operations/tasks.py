"""What the worker does to keep the floor swept."""

from __future__ import annotations

from almoner.operations import actions
from almoner.operations.jobs import job
from almoner.scope import clock


@job("forgetting rate limits", every="17 * * * *")
def forget_full_allowances(timestamp: int) -> None:
    """Every hour: remove the counts that no longer limit anybody."""
    actions.forget_full_allowances(now=clock.now())
