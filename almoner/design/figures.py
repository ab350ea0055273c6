"""Bar and line charts as SVG, drawn on the server. Pure; the table that says the same stands beside them.

A chart is a picture with a text alternative: colours come from the style sheet by class, so no style is inside a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

Number = int | float | Decimal

WIDTH = 640
BAR = 26
GAP = 14
LABELS = 215
PLOT_HEIGHT = 220
FIRST_LABEL = 44


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its label and place: all lengths in the units of the drawing."""

    label: str
    value: str
    y: float
    length: float
    text_x: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """What a page needs to draw horizontal bars."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    labels: int
    bar: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its words."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """What a page needs to draw a line over time; a gap in the figures is a gap in the line."""

    segments: tuple[str, ...]
    points: tuple[tuple[float, float, str], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int
    height: int
    left: int
    floor: int


def bar_chart(rows: Sequence[tuple[str, Number]], suffix: str = "") -> BarChart:
    """Bars from the largest value down to zero as the rows come; negative values count as nothing."""
    most = max((float(value) for _, value in rows), default=0.0) or 1.0
    room = WIDTH - LABELS - 90
    bars = []
    for place, (label, value) in enumerate(rows):
        length = round(max(float(value), 0) / most * room, 1)
        y = GAP / 2 + place * (BAR + GAP)
        bars.append(Bar(_shortened(label), f"{value:,}{suffix}", y, max(length, 1.5), LABELS + max(length, 1.5) + 8))
    return BarChart(tuple(bars), WIDTH, len(rows) * (BAR + GAP), LABELS, BAR)


def line_chart(rows: Sequence[tuple[str, Number | None]], suffix: str = "") -> LineChart:
    """A line through the rows in order, on a scale of round numbers from zero."""
    known = [float(value) for _, value in rows if value is not None]
    step = _round_step(max(known, default=1.0) or 1.0)
    if all(isinstance(value, int) for _, value in rows if value is not None):
        step = max(step, 1.0)
    top = step * max(ceil((max(known, default=1.0) or 1.0) / step), 1)
    ticks = [(step * i, f"{step * i:,.10g}{suffix}") for i in range(floor(top / step) + 1)]
    # The first of the labels below stands under the axis, half of it to the left.
    left = max(max(len(words) for _, words in ticks) * 8 + 18, FIRST_LABEL)
    span = WIDTH - left - 30
    apart = span / max(len(rows) - 1, 1)
    place = [
        None if value is None else (round(left + i * apart, 1), round(12 + PLOT_HEIGHT * (1 - float(value) / top), 1))
        for i, (_, value) in enumerate(rows)
    ]
    every = max(ceil(len(rows) / 8), 1)
    across = tuple(Tick(round(left + i * apart, 1), label) for i, (label, _) in enumerate(rows) if i % every == 0)
    up = tuple(Tick(round(12 + PLOT_HEIGHT * (1 - tick / top), 1), words) for tick, words in ticks)
    points = tuple((*at, f"{label}: {value:,}{suffix}") for at, (label, value) in zip(place, rows, strict=True) if at)
    return LineChart(_segments(place), points, across, up, WIDTH, PLOT_HEIGHT + 48, left, PLOT_HEIGHT + 12)


def _segments(place: Sequence[tuple[float, float] | None]) -> tuple[str, ...]:
    runs: list[list[str]] = [[]]
    for at in place:
        if at is None:
            runs.append([])
        else:
            runs[-1].append(f"{at[0]},{at[1]}")
    return tuple(" ".join(run) for run in runs if len(run) > 1)


def _round_step(most: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that makes three to six lines."""
    power = float(10 ** floor(log10(most / 4)))
    return next(power * lead for lead in (1, 2, 5, 10) if power * lead >= most / 5)


def _shortened(label: str, most: int = 24) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
