"""What the worker does for concerns."""

from __future__ import annotations

from almoner.fitness.actions import diary, raising
from almoner.operations.jobs import job
from almoner.scope import clock


@job("forgetting concerns that were begun and never sent", every="50 3 * * *")
def forget_unsent(timestamp: int) -> None:
    """Every night: forget what was begun and left for 28 days."""
    raising.forget_unsent(now=clock.now())


@job("keeping the order diary", every="20 * * * *")
def keep_the_diary(timestamp: int) -> None:
    """Every hour: what the day brings to orders, and their owners warned."""
    diary.keep_the_diary(now=clock.now())
