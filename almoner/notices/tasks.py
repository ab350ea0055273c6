"""What the worker does for notices."""

from __future__ import annotations

from uuid import UUID

from almoner.notices import actions
from almoner.operations.jobs import job
from almoner.scope import clock


@job("sending a notice", queue="notices")
def send(*, notice_id: str) -> None:
    """Send one notice, when it is due."""
    actions.send(notice_id=UUID(notice_id), now=clock.now())


@job("rescuing notices", queue="notices", every="* * * * *")
def rescue(timestamp: int) -> None:
    """Every minute: find notices whose job was lost or whose worker fell over."""
    actions.rescue(now=clock.now())


@job("asking what became of notices", queue="notices", every="*/5 * * * *")
def ask_what_became(timestamp: int) -> None:
    """Every five minutes: ask the carrier about notices it has not reported on."""
    actions.ask_what_became(now=clock.now())
