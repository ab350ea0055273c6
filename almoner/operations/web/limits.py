"""How a view says how often it may be asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from almoner.operations.rules import Limit

View = TypeVar("View", bound=Callable[..., Any])


def limited(*limits: Limit) -> Callable[[View], View]:
    """Refuse the view with 429 to who asks for it more often than each of these limits allows.

    The middleware `KeepLimits` reads the mark, so other decorators may stand inside or outside this one as long as
    they keep the function's attributes, as `functools.wraps` does.
    """

    def mark(view: View) -> View:
        view.limits = (*getattr(view, "limits", ()), *limits)  # type: ignore[attr-defined]
        return view

    return mark
