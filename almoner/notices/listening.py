"""Whom to tell what became of a notice: floors above that keep a state of their own, such as a request's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from almoner.notices.models import Notice

Listener = Callable[[Notice, datetime], None]
_listeners: dict[str, Listener] = {}


def when_settled(name: str, listener: Listener) -> None:
    """Call `listener(notice, now)` in the transaction in which a notice is found delivered, bounced or set aside."""
    _listeners[name] = listener


def listeners() -> Sequence[Listener]:
    """Every listener."""
    return tuple(_listeners.values())
