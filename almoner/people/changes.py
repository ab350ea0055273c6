"""Whom to tell that an organisation's people changed: floors above, which keep whose turn it is by who people are."""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[int], object]
_listeners: dict[str, Listener] = {}


def when_people_change(name: str, listener: Listener) -> None:
    """Call `listener(organisation_id)` in each transaction in which roles, posts, the line or cover change there."""
    _listeners[name] = listener


def people_changed(organisation_id: int) -> None:
    """Tell every listener that who is what in an organisation is no longer as it was."""
    for listener in _listeners.values():
        listener(organisation_id)
