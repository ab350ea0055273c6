"""What the worker does for cases: reminds those who were asked, and lets go what nobody answered in time."""

from __future__ import annotations

from almoner.operations.jobs import job
from almoner.procedure.actions import follow_up
from almoner.scope import clock


@job("following up requests", every="15 7 * * *")
def follow_up_requests(timestamp: int) -> None:
    """Every morning: remind or expire each request whose day has come."""
    follow_up(now=clock.now())
