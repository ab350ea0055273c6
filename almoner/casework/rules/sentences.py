"""What a worklist says of a case: who is waited for, to do what, by when."""

from __future__ import annotations

from collections.abc import Iterable

from almoner.dates.counting import Reading
from almoner.dates.dated import Dated
from almoner.design.formats import format_date, plural
from almoner.procedure.rules.clocks import Clock, Length
from almoner.procedure.rules.moves import Move, Procedure, joined, several, words_for


def waits_for(procedure: Procedure, state: str, asked: Iterable[str] = ()) -> str:
    """ "Waiting for the head of service to agree or decline"; an outstanding request is named first."""
    outside = list(dict.fromkeys(asked))
    if outside:
        return f"Waiting for {joined(outside, 'and')} to answer"
    onward = procedure.onward(state)
    if not onward:
        return "Nothing more is waited for"
    first = [m for m in onward if set(m.by) == set(onward[0].by)]
    return f"Waiting for {words_for(first[0].by)} to {_verbs(first)}"


def time_left(reading: Reading) -> str:
    """ "3 of 5 working days used, due 12 May 2026", or that it is late, paused or stopped."""
    one = reading.unit.removesuffix("s")
    used = f"{reading.used} of {plural(reading.allowed, one)} used"
    if reading.paused_by:
        return f"{used}, paused: {reading.paused_by.because}"
    if not reading.running:
        return f"Stopped after {plural(reading.used, one)}, {reading.allowed} allowed"
    late = f"{plural(reading.over, one)} late, was due" if reading.over else f"{used}, due"
    return f"{late} {format_date(reading.due)}" if reading.due else used


def to_do(procedure: Procedure, moves: Iterable[str]) -> str:
    """ "You can agree or decline"; "" stands for an answer to be reviewed."""
    names = set(moves)
    verbs = _verbs([move for move in procedure.moves if move.name in names])
    review = "review an answer" if "" in names else ""
    return f"You can {' and '.join(words for words in (review, verbs) if words)}"


def clock_in_words(procedure: Procedure, clock: Clock) -> str:
    """A clock's rule in a sentence: how long, from which state to which, and when it stands."""
    length = f"{_now(clock.working_days)} working days" if clock.working_days else ""
    length = length or (f"{_now(clock.days)} days" if clock.days else f"{_now(clock.months)} months")
    starts, stops = ([f"“{procedure.state_words(s)}”" for s in several(ends)] for ends in (clock.starts, clock.stops))
    stands = "; ".join(f"stands while {pause.because} ({pause.cites})" for pause in clock.pauses)
    rule = f"{clock.words}: {length} from {joined(starts)} to {joined(stops)}"
    return f"{rule}{f' ({clock.cites})' if clock.cites else ''}{f'; {stands}' if stands else ''}"


def _now(length: Length | None) -> int | None:
    """A length as the table says it; of a rule that has dates, the value that was set last."""
    return length.values[-1].value if isinstance(length, Dated) else length


def _verbs(moves: list[Move]) -> str:
    return joined([m.words[:1].lower() + m.words[1:] for m in moves])
