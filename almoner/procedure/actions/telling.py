"""Notices queued with what they tell of; they are sent once that is committed."""

from __future__ import annotations

from datetime import datetime

from almoner.procedure.models import Case, Request, Step
from almoner.procedure.registry import Registered
from almoner.procedure.rules import Move


def tell(kept: Registered, case: Case, move: Move, step: Step, now: datetime) -> None:
    """Tell those whom the move's table names that a case waits for them."""


def send_request(case: Case, request: Request, what: str, now: datetime) -> None:
    """Send somebody outside the link by which they answer."""
