"""A page asks many times over who somebody is and whom they manage; while it is drawn, the database is asked once."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from almoner.scope.context import current

P = ParamSpec("P")
R = TypeVar("R")

_remembered: ContextVar[dict[Any, Any] | None] = ContextVar("almoner_remembered", default=None)


@contextlib.contextmanager
def remembering() -> Iterator[None]:
    """Within it, a query marked `remembered` is asked once for the same arguments in the same scope.

    For a request that only reads. What is changed inside would not be seen by a query asked before.
    """
    mark = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(mark)


def remembered(query: Callable[P, R]) -> Callable[P, R]:
    """Mark a query whose answer nobody changes once they have it, and whose arguments can be keys."""

    @functools.wraps(query)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _remembered.get()
        if answers is None:
            return query(*args, **kwargs)
        key = _key(query, args, kwargs)
        if key not in answers:
            answers[key] = query(*args, **kwargs)
        answer: R = answers[key]
        return answer

    return ask


def known(query: Callable[P, R], answer: R, *args: P.args, **kwargs: P.kwargs) -> None:
    """Let a `remembered` query have been asked in this scope: for whoever has its answer from the scope before."""
    answers = _remembered.get()
    if answers is not None:
        answers[_key(inspect.unwrap(query), args, kwargs)] = answer


def _key(query: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    # Another scope sees other rows.
    return (query, current(), args, tuple(sorted(kwargs.items())))
