"""Tests that look at what is known of a case, beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from almoner.procedure.rules import Asking, Refusal

Test = Callable[[Asking], Refusal | None]


def looks(test: Test) -> Test:
    """A test that has nothing to say where nothing is known of the case, as in the drawing of its table."""

    @wraps(test)
    def asked(asking: Asking) -> Refusal | None:
        return None if asking.facts is None else test(asking)

    return asked
