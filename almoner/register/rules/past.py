"""Somebody's whole past on a register, as another register hands it over."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PastName:
    """A name from a day until the day before `ends`; the one without an end is the name today."""

    forenames: str
    family: str
    starts: date
    ends: date | None = None
    may_be_shown: bool = False


@dataclass(frozen=True, slots=True)
class PastTerm:
    """A span on the register through `until`; ended early or at its end from the day of effect `ended_on`."""

    starts: date
    until: date | None
    ended_on: date | None = None
    ended_how: str = ""


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order through `until`, with the text that the register publishes."""

    kind: str
    starts: date
    until: date | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class WholePast:
    """One entry with all its facts. `annotations` are (kind, from day)."""

    number: int
    names: tuple[PastName, ...]
    terms: tuple[PastTerm, ...]
    town: str = ""
    annotations: tuple[tuple[str, date], ...] = ()
    orders: tuple[PastOrder, ...] = ()
    kept_out_of_view: str = ""

    @property
    def since(self) -> date:
        """The first day on the register."""
        return min(term.starts for term in self.terms)
