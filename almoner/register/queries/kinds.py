"""Kinds as they stood on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from almoner.register import models
from almoner.register.rules.kinds import AnnotationKind, Certainty, Effect, EndingGround, OrderKind, in_force

K = TypeVar("K", OrderKind, EndingGround, AnnotationKind)


class Kinds:
    """Every kind in every version; a fact is read by the version of its own first day."""

    def __init__(self) -> None:
        self._orders = _by_code(_order_kind(row) for row in models.OrderKind.objects.order_by("valid_from"))
        self._annotations = _by_code(
            _annotation_kind(row) for row in models.AnnotationKind.objects.order_by("valid_from")
        )

    def order(self, code: str, on: date) -> OrderKind:
        """The kind of order with this code as it stood on a day; the oldest version before it began."""
        return _version(self._orders[code], on)

    def annotation(self, code: str, on: date) -> AnnotationKind:
        """The kind of annotation with this code as it stood on a day."""
        return _version(self._annotations[code], on)


def order_kinds(on: date) -> tuple[OrderKind, ...]:
    """The kinds of order that may be placed on a day."""
    return tuple(k for k in map(_order_kind, models.OrderKind.objects.order_by("id")) if in_force(k, on))


def ending_grounds(on: date) -> tuple[EndingGround, ...]:
    """The grounds on which a registration may be ended on a day (regulation 14)."""
    found = (
        EndingGround(
            g.code, g.title, g.regulation, g.must, g.restorable, Certainty(g.certainty), g.source, g.valid_from,
            g.valid_to,
        )
        for g in models.EndingGround.objects.order_by("id")
    )  # fmt: skip
    return tuple(k for k in found if in_force(k, on))


def annotation_kinds(on: date) -> tuple[AnnotationKind, ...]:
    """The annotations that may be granted on a day (PLAN-R10)."""
    return tuple(k for k in map(_annotation_kind, models.AnnotationKind.objects.order_by("id")) if in_force(k, on))


def _by_code(kinds: Iterable[K]) -> dict[str, list[K]]:
    found: dict[str, list[K]] = defaultdict(list)
    for kind in kinds:
        found[kind.code].append(kind)
    return found


def _version(versions: list[K], on: date) -> K:
    return next((k for k in reversed(versions) if k.valid_from <= on), versions[0])


def _order_kind(row: models.OrderKind) -> OrderKind:
    return OrderKind(
        row.code, row.title, Effect(row.effect), row.interim, row.longest_months, row.on_register,
        row.published_after_end, Certainty(row.certainty), row.source, row.valid_from, row.valid_to,
    )  # fmt: skip


def _annotation_kind(row: models.AnnotationKind) -> AnnotationKind:
    return AnnotationKind(
        row.code, row.title, row.granted_on, row.on_register, Certainty(row.certainty), row.source, row.valid_from,
        row.valid_to,
    )  # fmt: skip
