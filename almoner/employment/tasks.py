"""What the worker does for employment."""

from __future__ import annotations

from uuid import UUID

from almoner.employment import actions
from almoner.operations.jobs import job
from almoner.scope import clock


@job("reading a staff list", queue="lists", retry=3)
def read(*, list_id: str) -> None:
    """Read a list that has arrived."""
    actions.read(list_id=UUID(list_id), now=clock.now())


@job("checking a staff list", queue="lists", retry=3)
def check(*, list_id: str) -> None:
    """Check every row of a list against the register."""
    actions.check(list_id=UUID(list_id), now=clock.now())


@job("watching the register", queue="watch", every="* * * * *")
def watch(timestamp: int) -> None:
    """Every minute: those whom the register has changed; once a day: everybody."""
    actions.sweep(now=clock.now())
