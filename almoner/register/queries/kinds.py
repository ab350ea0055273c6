"""Kinds as they stood on a day.

They come with a release alone, and every page of the register needs them: a process reads them once a minute.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from almoner.register import models
from almoner.register.rules.kinds import AnnotationKind, Certainty, Effect, EndingGround, OrderKind, in_force

K = TypeVar("K", OrderKind, EndingGround, AnnotationKind)

READ_AGAIN_AFTER_SECONDS = 60.0
_kept: dict[Any, tuple[float, tuple[Any, ...]]] = {}


class Kinds:
    """Every kind in every version; a fact is read by the version of its own first day."""

    def __init__(self) -> None:
        self._orders = _by_code(_every(models.OrderKind, _order_kind))
        self._annotations = _by_code(_every(models.AnnotationKind, _annotation_kind))

    def order(self, code: str, on: date) -> OrderKind:
        """The kind of order with this code as it stood on a day; the oldest version before it began."""
        return _version(self._orders[code], on)

    def annotation(self, code: str, on: date) -> AnnotationKind:
        """The kind of annotation with this code as it stood on a day."""
        return _version(self._annotations[code], on)


def order_kinds(on: date) -> tuple[OrderKind, ...]:
    """The kinds of order that may be placed on a day."""
    return tuple(k for k in _every(models.OrderKind, _order_kind) if in_force(k, on))


def ending_grounds(on: date) -> tuple[EndingGround, ...]:
    """The grounds on which a registration may be ended on a day (regulation 14)."""
    return tuple(k for k in _every(models.EndingGround, _ending_ground) if in_force(k, on))


def annotation_kinds(on: date) -> tuple[AnnotationKind, ...]:
    """The annotations that may be granted on a day (PLAN-R10)."""
    return tuple(k for k in _every(models.AnnotationKind, _annotation_kind) if in_force(k, on))


def _by_code(kinds: Iterable[K]) -> dict[str, list[K]]:
    found: dict[str, list[K]] = defaultdict(list)
    for kind in sorted(kinds, key=lambda kind: kind.valid_from):
        found[kind.code].append(kind)
    return found


def _every(model: Any, made: Callable[[Any], K]) -> tuple[K, ...]:
    """Every version of the kinds of a table, in their order there; read again where nothing was found."""
    read, found = _kept.get(model, (0.0, ()))
    if not found or time.monotonic() - read > READ_AGAIN_AFTER_SECONDS:
        found = tuple(made(row) for row in model.objects.order_by("id"))
        _kept[model] = (time.monotonic(), found)
    return found


def _version(versions: list[K], on: date) -> K:
    return next((k for k in reversed(versions) if k.valid_from <= on), versions[0])


def _order_kind(row: models.OrderKind) -> OrderKind:
    return OrderKind(
        row.code, row.title, Effect(row.effect), row.interim, row.longest_months, row.on_register,
        row.published_after_end, Certainty(row.certainty), row.source, row.valid_from, row.valid_to,
    )  # fmt: skip


def _ending_ground(row: models.EndingGround) -> EndingGround:
    return EndingGround(
        row.code, row.title, row.regulation, row.must, row.restorable, Certainty(row.certainty), row.source,
        row.valid_from, row.valid_to,
    )  # fmt: skip


def _annotation_kind(row: models.AnnotationKind) -> AnnotationKind:
    return AnnotationKind(
        row.code, row.title, row.granted_on, row.on_register, Certainty(row.certainty), row.source, row.valid_from,
        row.valid_to,
    )  # fmt: skip
