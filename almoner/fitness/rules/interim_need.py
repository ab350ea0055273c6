"""The step by which somebody at work on a concern sees that an interim order may be needed (PLAN-F6)."""

from __future__ import annotations

from collections.abc import Sequence

from almoner.procedure.rules import STAY, Field, Kind, Move


def sees_a_need(frm: Sequence[str], by: Sequence[str]) -> Move:
    """The move for a procedure's table, from these states by these roles; `interim.identify_from` follows it."""
    return Move(
        "interim_need", tuple(frm), to=STAY, by=list(by), cites="PLAN-F6", waits=False,
        label="Say that an interim order may be needed", done="Saw that an interim order may be needed",
        guidance="At any time, where the public or the worker may come to harm before the case is decided.",
        fields=[Field("interim_why", "Why may an interim order be needed now?", Kind.LONG)],
    )  # fmt: skip
