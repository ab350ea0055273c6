"""Finding the entries each row is worth comparing with, from a stream of entries, without a database."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from .judging import Judgement, judge
from .keys import entry_keys, listed_keys
from .people import Entry, Frequencies, Listed
from .weights import PUBLISHED, Parameters

Progress = Callable[[int], None]


def match(
    rows: Sequence[Listed],
    entries: Iterable[Entry],
    parameters: Parameters = PUBLISHED,
    progress: Progress | None = None,
) -> list[Judgement]:
    """The verdict on every row of a list against every entry of a register, in the list's order.

    The list is small and the register large, so it is the list that is indexed and the register that goes by: one
    pass, and only entries that share a key with a row are kept. `progress` is told how many entries have gone by.
    """
    found, frequencies = candidates(rows, entries, progress)
    return judge(rows, found, frequencies, parameters)


def candidates(
    rows: Sequence[Listed], entries: Iterable[Entry], progress: Progress | None = None
) -> tuple[dict[int, list[Entry]], Frequencies]:
    """By line, the entries sharing a key with that row; and how common names are among all entries."""
    index = defaultdict[str, list[int]](list)
    for row in rows:
        for key in listed_keys(row):
            index[key].append(row.line)
    found = defaultdict[int, list[Entry]](list)
    seen = 0

    def gone_by() -> Iterable[Entry]:
        nonlocal seen
        for entry in entries:
            lines = {line for key in entry_keys(entry) & index.keys() for line in index[key]}
            for line in lines:
                found[line].append(entry)
            yield entry
            seen += 1
            if progress is not None and seen % 1000 == 0:
                progress(seen)

    frequencies = Frequencies.of(gone_by())
    return dict(found), frequencies
