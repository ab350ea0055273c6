"""The table drawn: as Mermaid for the documentation, and as an SVG that needs no program to see it.

The SVG gives each state a vertical line and each move a row with an arrow between two of them, so that
nothing crosses or overlaps however many moves there are.
"""

from __future__ import annotations

from html import escape

from .moves import Procedure, words_for

COLUMN, ROW, TOP, LEFT = 190, 52, 70, 40


def mermaid(procedure: Procedure) -> str:
    """A `stateDiagram-v2` of the procedure, one line a move."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{procedure.state_words(s)}" as {s}' for s in procedure.state_names]
    for move in procedure.moves:
        for source in procedure.sources(move):
            lines.append(f"    {source or '[*]'} --> {procedure.target(move, source)}: {move.words} ({move.cites})")
    lines += [f"    {state} --> [*]" for state in procedure.state_names if state in procedure.final]
    return "\n".join(lines)


def svg(procedure: Procedure) -> str:
    """The same as an SVG with a title and description; every word of it is also in the table beside it."""
    column = {state: LEFT + COLUMN // 2 + n * COLUMN for n, state in enumerate(procedure.state_names)} | {"": LEFT - 20}
    arrows = [(move, source) for move in procedure.moves for source in procedure.sources(move)]
    width, height = LEFT + COLUMN * len(procedure.state_names) + 10, TOP + ROW * len(arrows) + 30
    title = f"{procedure.words}: states and moves"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{escape(title)}" font-family="Arial, sans-serif" font-size="14">',
        f"<title>{escape(title)}</title>",
        '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8"'
        ' orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="#1d70b8"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for state in procedure.state_names:
        parts += _state(procedure, state, column[state], height)
    for row, (move, source) in enumerate(arrows):
        label = f"{move.words} ({move.cites})"
        at = column[source], column[procedure.target(move, source)], TOP + ROW * row + 34
        parts += _arrow(label, f"{label}: {words_for(move.by)}", *at)
    return "\n".join([*parts, "</svg>"])


def _state(procedure: Procedure, state: str, x: int, height: int) -> list[str]:
    fill, ink = ("#505a5f", "#ffffff") if state in procedure.final else ("#d2e2f1", "#0c2d4a")
    box = f'x="{x - COLUMN // 2 + 8}" y="14" width="{COLUMN - 16}" height="38" rx="4"'
    return [
        f'<line x1="{x}" y1="52" x2="{x}" y2="{height - 12}" stroke="#b1b4b6" stroke-dasharray="4 4"/>',
        f'<rect {box} fill="{fill}"/>',
        f'<text x="{x}" y="38" text-anchor="middle" font-weight="bold" fill="{ink}">'
        f"{escape(procedure.state_words(state))}</text>",
    ]


def _arrow(label: str, detail: str, start: int, end: int, y: int) -> list[str]:
    path = f"M{start} {y}H{end}" if start != end else f"M{start} {y - 8}h24v16h-22"
    anchor, x = ("middle", (start + end) // 2) if start != end else ("start", start + 30)
    return [
        f"<g><title>{escape(detail)}</title>",
        f'<circle cx="{start}" cy="{y if start != end else y - 8}" r="4" fill="#1d70b8"/>',
        f'<path d="{path}" fill="none" stroke="#1d70b8" stroke-width="2" marker-end="url(#head)"/>',
        f'<text x="{x}" y="{y - 8 if start != end else y + 4}" text-anchor="{anchor}" fill="#0b0c0c" stroke="#ffffff"'
        f' stroke-width="4" paint-order="stroke">{escape(label)}</text></g>',
    ]
