"""Bar charts as SVG, to be seen in a page on a light or a dark ground, and read aloud by their title."""

from __future__ import annotations

import math
from html import escape
from typing import Final

WIDTH: Final = 760
LEFT: Final = 270
ROW: Final = 30
TOP: Final = 58
OURS: Final = "#1d70b8"
OTHERS: Final = "#b1b4b6"


def bars(title: str, unit: str, values: dict[str, float], ours: str) -> str:
    """Horizontal bars, ours in blue; by powers of ten where the longest is more than thirty times the shortest."""
    shown = {name: value for name, value in values.items() if value == value}
    positive = [value for value in shown.values() if value > 0]
    wide = bool(positive) and max(positive) > 30 * min(positive)
    height = TOP + ROW * len(shown) + 16
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" font-family="Helvetica, Arial, sans-serif" font-size="14">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="26" font-size="16" font-weight="bold" fill="#0b0c0c">{escape(title)}</text>',
        f'<text x="16" y="45" fill="#505a5f">{escape(unit)}{", each step ten times the last" if wide else ""}</text>',
    ]
    for place, (name, value) in enumerate(shown.items()):
        lines += _bar(place, name, value, _length(value, positive, wide), name == ours)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _length(value: float, positive: list[float], wide: bool) -> float:
    room = WIDTH - LEFT - 110
    if value <= 0 or not positive:
        return 0.0
    if not wide:
        return room * value / max(positive)
    low, high = math.floor(math.log10(min(positive))), math.log10(max(positive))
    return room * (math.log10(value) - low) / max(high - low, 1e-9)


def _bar(place: int, name: str, value: float, length: float, own: bool) -> list[str]:
    y = TOP + ROW * place
    weight = ' font-weight="bold"' if own else ""
    number = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return [
        f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end" fill="#0b0c0c"{weight}>{escape(name)}</text>',
        f'<rect x="{LEFT}" y="{y}" width="{max(length, 1.5):.1f}" height="20" fill="{OURS if own else OTHERS}"/>',
        f'<text x="{LEFT + max(length, 1.5) + 8:.1f}" y="{y + 15}" fill="#0b0c0c"{weight}>{number}</text>',
    ]
