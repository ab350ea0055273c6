"""Rules have dates: a requirement, fee or period is looked up at the date of the event it applies to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class DatedError(ValueError):
    """The dated values overlap, leave a gap, or say nothing for the day asked."""


@dataclass(frozen=True)
class Valid(Generic[T]):
    """A value in force from `valid_from` to `valid_to`, both days included; None means no end is set."""

    value: T
    valid_from: date
    valid_to: date | None = None
    source: str = ""


class Dated(Generic[T]):
    """One named rule's values over time, without overlap or gap between the first day and the last."""

    def __init__(self, name: str, values: Iterable[Valid[T]]) -> None:
        self.name = name
        self.values = tuple(sorted(values, key=lambda v: v.valid_from))
        if not self.values:
            raise DatedError(f"{name}: no value is given.")
        for one in self.values:
            if one.valid_to and one.valid_to < one.valid_from:
                raise DatedError(f"{name}: {one.value} ends on {one.valid_to}, before it begins.")
        for one, following in zip(self.values, self.values[1:], strict=False):
            if one.valid_to is None or one.valid_to >= following.valid_from:
                raise DatedError(
                    f"{name}: two values hold on {following.valid_from}, {one.value} and {following.value}."
                )
            if one.valid_to + timedelta(days=1) != following.valid_from:
                raise DatedError(f"{name}: no value holds between {one.valid_to} and {following.valid_from}.")

    def on(self, day: date) -> T:
        """The value in force on `day`; DatedError, naming the days covered, when there is none."""
        for one in self.values:
            if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to):
                return one.value
        last = self.values[-1].valid_to or "further notice"
        raise DatedError(f"{self.name}: no value holds on {day}; it is set from {self.values[0].valid_from} to {last}.")
