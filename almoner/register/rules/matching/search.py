"""A list against a register that is read once and kept nowhere."""

from collections.abc import Iterable, Sequence

from .judging import Judgement, judge
from .people import Entry, Listed
from .register import Register
from .weights import PUBLISHED, Parameters


def match(rows: Sequence[Listed], entries: Iterable[Entry], parameters: Parameters = PUBLISHED) -> list[Judgement]:
    """The verdict on every row of a list against every entry of a register, in the list's order."""
    return judge(rows, Register.of(entries), parameters=parameters)
