"""The table drawn: as Mermaid for the documentation, and as an SVG that needs no program to see it.

The SVG gives each state a vertical line and each move a row with an arrow between two of them, so that
nothing crosses or overlaps however many moves there are.
"""

from __future__ import annotations

from html import escape

from almoner.procedure.rules.moves import STAY, Procedure, words_for

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
    width, height = LEFT + COLUMN * len(procedure.state_names) + 10, TOP + ROW * len(procedure.moves) + 30
    title = f"{procedure.words}: states and moves"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{escape(title)}" font-family="Arial, sans-serif" font-size="14">',
        f"<title>{escape(title)}</title>",
        '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9"'
        ' markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
        '<path d="M0 0 10 5 0 10z" fill="#1d70b8"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for state in procedure.state_names:
        parts += _state(procedure, state, column[state], height)
    for row, move in enumerate(procedure.moves):
        label = f"{move.words} ({move.cites})"
        froms = sorted(column[source] for source in procedure.sources(move))
        end = None if move.to == STAY else column[move.to]
        parts += _arrow(label, f"{label}: {words_for(move.by)}", froms, end, TOP + ROW * row + 34)
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


def _arrow(label: str, detail: str, froms: list[int], end: int | None, y: int) -> list[str]:
    """A dot on every state that the move may leave, and an arrow to where it leads; rings where it stays."""
    fill = "#1d70b8" if end is not None else "#ffffff"
    dots = [f'<circle cx="{x}" cy="{y}" r="5" fill="{fill}" stroke="#1d70b8" stroke-width="2"/>' for x in froms]
    reach = [*froms, end] if end is not None else froms
    tails = [x for x in (min(froms), max(froms)) if end is not None and x != end]
    lines = [
        f'<path d="M{x} {y}H{end}" stroke="#1d70b8" stroke-width="2" marker-end="url(#head)"/>' for x in set(tails)
    ]
    middle = (min(reach) + max(reach)) // 2
    text = f'<text x="{middle}" y="{y - 11}" text-anchor="middle" fill="#0b0c0c" stroke="#ffffff" stroke-width="4"'
    shown = f"{escape(label)}{'' if end is not None else ', and it stays there'}"
    words = f'{text} paint-order="stroke">{shown}</text></g>'
    return [f"<g><title>{escape(detail)}</title>", *sorted(lines), *dots, words]
