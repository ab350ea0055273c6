"""Whether a procedure can be run at all: a mistake in the table is found when it is declared, not by a user."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from .moves import OPEN, START, STAY, Procedure, several


def faults(procedure: Procedure, clause_exists: Callable[[str], bool] = bool) -> Iterator[str]:
    """Each thing wrong with the table, as a sentence; nothing means it is well formed."""
    for kind, names in (
        ("move", [m.name for m in procedure.moves]),
        ("clock", [c.name for c in procedure.clocks]),
        ("request", [r.name for r in procedure.requests]),
    ):
        yield from (f"Two {kind}s are called {name!r}." for name, n in Counter(names).items() if n > 1)
    yield from _move_faults(procedure)
    yield from _path_faults(procedure)
    yield from _clock_faults(procedure)
    clocks = [clock for clock in procedure.clocks if clock.cites]
    pauses = [pause for clock in procedure.clocks for pause in clock.pauses]
    for one in (*clocks, *procedure.moves, *pauses, *procedure.requests):
        if not clause_exists(one.cites):
            what = type(one).__name__.removesuffix("Kind")
            yield f"{what} {one.name!r} cites {one.cites!r}, which no source has."


def _move_faults(procedure: Procedure) -> Iterator[str]:
    names = {move.name for move in procedure.moves}
    for move in procedure.moves:
        if not move.by:
            yield f"Move {move.name!r} can be taken by nobody."
        if START in several(move.frm) and move.to == STAY:
            yield f"Move {move.name!r} opens a case but names no state for it."
        yield from (
            f"Move {move.name!r} bars the taker of {m!r}, which is no move."
            for m in move.not_by_taker_of
            if m not in names
        )
        repeated = Counter(one.name for one in move.fields)
        yield from (f"Move {move.name!r} asks for {name!r} twice." for name, n in repeated.items() if n > 1)
    for state in procedure.states:
        if state not in procedure.state_names:
            yield f"There are words for {state!r}, which no move names."


def _path_faults(procedure: Procedure) -> Iterator[str]:
    steps = {(s, procedure.target(m, s)) for m in procedure.moves for s in procedure.sources(m)}
    if not any(OPEN not in several(m.frm) and START in several(m.frm) for m in procedure.moves):
        yield "No move opens a case."
    reached = _closure({START}, steps)
    yield from (f"State {s!r} cannot be reached." for s in procedure.state_names if s not in reached)
    ending = _closure(set(procedure.final), {(b, a) for a, b in steps})
    yield from (f"From state {s!r} no end can be reached." for s in procedure.state_names if s not in ending)


def _closure(found: set[str], steps: set[tuple[str, str]]) -> set[str]:
    while more := {b for a, b in steps if a in found} - found:
        found = found | more
    return found


def _clock_faults(procedure: Procedure) -> Iterator[str]:
    states, asked = set(procedure.state_names), {r.name for r in procedure.requests}
    for clock in procedure.clocks:
        if sum(length is not None for length in (clock.working_days, clock.days, clock.months)) != 1:
            yield f"Clock {clock.name!r} needs one length: working_days, days or months."
        named = {*several(clock.starts), *several(clock.stops), *(s for p in clock.pauses for s in p.while_in)}
        yield from (f"Clock {clock.name!r} names {s!r}, which is no state." for s in sorted(named - states))
        requests = {r for p in clock.pauses for r in p.while_asked}
        yield from (f"Clock {clock.name!r} pauses for {r!r}, which is no request." for r in sorted(requests - asked))
    for kind in procedure.requests:
        yield from (f"Request {kind.name!r} names {s!r}, which is no state." for s in kind.while_in if s not in states)
