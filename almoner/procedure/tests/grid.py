"""The test that is generated from a table: every state x move x role follows it, and nothing else does.

`follows_the_table` keeps its own, separate reading of what the table means and holds `check` against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from almoner.procedure.rules import OPEN, About, Asking, Move, Procedure, Refusal, Taken, check

ME, OTHER = "me", "somebody-else"
ON = date(2026, 6, 1)
Check = Callable[..., tuple[Refusal, ...]]
STRUCTURE = {About.STATE, About.ROLE, About.DUTIES}


def everybody(procedure: Procedure) -> list[str]:
    """Each role or relation the table names, and somebody who holds none of them."""
    return [*sorted({str(role) for move in procedure.moves for role in move.by}), "a_stranger"]


def expected(procedure: Procedure, move: Move, state: str, role: str, earlier: str, taker: str) -> set[About]:
    """What the table alone says must stand in the way."""
    listed = [move.frm] if isinstance(move.frm, str) else list(move.frm)
    leaves = {m.frm if isinstance(m.frm, str) else tuple(m.frm) for m in procedure.moves if m.to != "="}
    named = {one for frm in leaves for one in ([frm] if isinstance(frm, str) else frm)}
    fits = state in listed or (OPEN in listed and state in named and state != "")
    reasons = set() if fits else {About.STATE}
    if role not in {str(one) for one in move.by}:
        reasons.add(About.ROLE)
    if taker == ME and earlier in move.not_by_taker_of:
        reasons.add(About.DUTIES)
    return reasons


def cells(procedure: Procedure) -> Iterator[tuple[Move, str, str, str, str]]:
    """Every move x state x role x one earlier step taken by me or by another."""
    for move in procedure.moves:
        for state in ("", *procedure.state_names):
            for role in everybody(procedure):
                for earlier in procedure.moves:
                    for taker in (ME, OTHER):
                        yield move, state, role, earlier.name, taker


def follows_the_table(procedure: Procedure, check: Check = check) -> int:
    """Hold `check` against the table in every cell; the number of cells looked at."""
    looked = 0
    for move, state, role, earlier, taker in cells(procedure):
        taken = (Taken(earlier, taker, "", datetime(2026, 5, 1, tzinfo=UTC)),)
        asking = Asking(state, ME, frozenset({role}), ON, taken)
        found = {refusal.about for refusal in check(procedure, move.name, asking)} & STRUCTURE
        wanted = expected(procedure, move, state, role, earlier, taker)
        assert found == wanted, f"{procedure.name}: {role} taking {move.name!r} from {state!r}: {found}, not {wanted}"
        looked += 1
    return looked
