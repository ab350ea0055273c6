"""What the worker does for references."""

from __future__ import annotations

from almoner.operations.jobs import job
from almoner.references.actions import files, verification
from almoner.references.actions.assignment_watch import watch_assignments
from almoner.scope import clock
from almoner.scope.context import system


@job("raising what nobody has answered about references", every="30 6 * * *")
def climb(timestamp: int) -> None:
    """Every morning: remind those whose last day it is, and raise what is overdue one level on both sides."""
    verification.climb(now=clock.now())


@job("expiring candidates' files", every="15 0,23 * * *")
def expire_files(timestamp: int) -> None:
    """Every night, by London's midnight or Greenwich's: a file whose days are over is a passport no longer."""
    with system("candidates' files expire"):
        files.expire_files(now=clock.now())


@job("watching the register for those on assignments", queue="watch", every="* * * * *")
def watch(timestamp: int) -> None:
    """Every minute: those whom the register has changed; once a day: everybody on an assignment."""
    watch_assignments(now=clock.now())
