"""What a bench hands back: figures, goals met or missed, tables and charts for the page, and what could not be run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class How:
    """How a run is asked for. `folder` is scratch shared by the parts of one run, gone at its end.

    `most` is the largest size to measure at: a slow or busy machine may have no hour for a million.
    """

    quick: bool
    wide: bool
    seed: int
    rounds: int
    folder: Path
    most: int = 10_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `at` is the size it was measured at, for figures that are compared as sizes grow.

    `grows` says why it grows faster than its work, for the page to say where it does.
    """

    name: str
    value: float
    unit: str
    at: int | None = None
    grows: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that has to be at most or at least something; `aim` is the further mark beyond that floor."""

    id: str
    words: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    aim: float | None = None
    why: str = ""

    @property
    def goal(self) -> float:
        """The floor, whichever way it runs."""
        floor = self.at_most if self.at_most is not None else self.at_least
        assert floor is not None  # noqa: S101  Figures.goal sees to it
        return floor

    def reaches(self, mark: float) -> bool:
        """Whether the value is on the right side of a mark."""
        return self.value <= mark if self.at_most is not None else self.value >= mark

    @property
    def met(self) -> bool:
        """Whether the floor was reached."""
        return self.reaches(self.goal)

    @property
    def short_by(self) -> float:
        """How far beyond (positive) or short (negative) of the floor it is, as a share of the floor."""
        way = self.goal - self.value if self.at_most is not None else self.value - self.goal
        return way / abs(self.goal) if self.goal else way

    def as_json(self) -> dict[str, Any]:
        """As results.json has it."""
        return {
            "id": self.id, "words": self.words, "value": self.value, "unit": self.unit, "goal": self.goal,
            "sense": "at most" if self.at_most is not None else "at least", "met": self.met,
            "by": round(self.short_by, 4), "aim": self.aim,
            "aim_met": None if self.aim is None else self.reaches(self.aim), "why": self.why,
        }  # fmt: skip


@dataclass(slots=True)
class Figures:
    """Gathers what one bench found."""

    figures: list[Figure] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    charts: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def figure(self, name: str, value: float, unit: str, at: int | None = None, grows: str = "") -> None:
        """Keep a figure; with `at` it joins the page on growth, which gives `grows` where it grows by a quarter."""
        self.figures.append(Figure(name, float(value), unit, at, grows))

    def goal(
        self, id: str, words: str, value: float, *, unit: str = "", at_most: float | None = None,
        at_least: float | None = None, aim: float | None = None, why: str = "",
    ) -> None:  # fmt: skip
        """Hold a figure against its goal: one of `at_most` and `at_least`; `why` explains one that is missed."""
        if (at_most is None) == (at_least is None):
            raise ValueError(f"{id} needs one of at_most and at_least.")
        self.goals.append(Goal(id, words, round(float(value), 6), unit, at_most, at_least, aim, why))

    def table(self, title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A table of the page; numbers are formatted there."""
        self.tables.append({"title": title, "head": list(head), "rows": [list(row) for row in rows]})

    def chart(self, title: str, unit: str, bars: Mapping[str, float], *, ours: str = "") -> None:
        """A bar chart of the page; `ours` names the bar that is ours."""
        self.charts.append({"title": title, "unit": unit, "bars": dict(bars), "ours": ours})

    def join(self, other: Figures) -> None:
        """Take in what another bench, or another size, found."""
        for mine, theirs in (
            (self.figures, other.figures), (self.goals, other.goals), (self.tables, other.tables),
            (self.charts, other.charts), (self.skipped, other.skipped), (self.notes, other.notes),
        ):  # fmt: skip
            mine.extend(theirs)  # type: ignore[arg-type]

    def skip(self, name: str, why: str) -> None:
        """Say by name what was not run, and why."""
        self.skipped.append({"name": name, "why": why})

    def note(self, text: str) -> None:
        """A sentence for the page."""
        self.notes.append(text)

    def as_json(self) -> dict[str, Any]:
        """As results.json has it."""
        return {
            "goals": [goal.as_json() for goal in self.goals],
            "figures": [asdict(figure) for figure in self.figures],
            "tables": self.tables, "charts": self.charts, "skipped": self.skipped, "notes": self.notes,
        }  # fmt: skip
