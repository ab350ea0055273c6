"""docs/procedures/: every procedure as a page with its diagram, made from the tables that run."""

from __future__ import annotations

from almoner.casework.rules.diagrams import mermaid, svg
from almoner.casework.rules.sentences import clock_in_words
from almoner.procedure import registry
from almoner.procedure.rules import STAY, Procedure, words_for

FOLDER = "docs/procedures"
MADE = "Made from the code by `almoner docs`; `make check` fails when it is out of date."


def documents() -> dict[str, str]:
    """The pages by their path: a list of the procedures, and for each its page and its drawing."""
    procedures = sorted((kept.procedure for kept in registry.everything()), key=lambda one: one.name)
    rows = [f"- [{one.words}]({one.name}.md): {len(one.moves)} steps" for one in procedures]
    pages = {f"{FOLDER}/README.md": "\n".join(["# Procedures", "", MADE, "", *rows, ""])}
    for one in procedures:
        pages[f"{FOLDER}/{one.name}.md"] = _page(one)
        pages[f"{FOLDER}/{one.name}.svg"] = svg(one) + "\n"
    return pages


def _page(procedure: Procedure) -> str:
    lines = [f"# {procedure.words}", "", MADE, "", f"![{procedure.words}: states and steps]({procedure.name}.svg)", ""]
    lines += ["| Step | From | To | Who may take it | Clause |", "| --- | --- | --- | --- | --- |"]
    for move in procedure.moves:
        frm = ", ".join(procedure.state_words(s) if s else "start" for s in procedure.sources(move))
        to = "stays" if move.to == STAY else procedure.state_words(move.to)
        apart = "".join(f"; never the taker of “{m}”" for m in move.not_by_taker_of)
        who = f"{words_for(move.by)}{apart}{'; with reasons' if move.reasons else ''}"
        lines.append(f"| {move.words} | {frm} | {to} | {who} | {move.cites} |")
    if procedure.clocks:
        lines += ["", "## Clocks", "", *(f"- {clock_in_words(procedure, clock)}" for clock in procedure.clocks)]
    if procedure.requests:
        lines += ["", "## What may be asked of others", ""]
        lines += [
            f"- {kind.words} ({kind.cites}): asked by {words_for(kind.by)}, for {kind.expires_after} days"
            for kind in procedure.requests
        ]
    return "\n".join([*lines, "", "```mermaid", mermaid(procedure), "```", ""])
