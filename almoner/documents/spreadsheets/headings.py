"""Where the headings of a table stand, and what its columns are called.

Lists come with a title, a date and a blank line above the headings, with headings left blank or
written twice, and sometimes with none at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from almoner.documents.spreadsheets.cells import Cell, Record, is_blank, text_of
from almoner.documents.spreadsheets.dates import date_of

PEEKED_RECORDS = 40
_LONGEST_HEADING = 120
_NUMBERLIKE = re.compile(r"[\s£€$+(-]*\d[\d\s,./%)-]*")
_REFERENCE = re.compile(r"[A-Za-z]{1,4}[\s-]?\d{3,}")
_WORDLESS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns' names and where they were found; `at` counts within the records looked at."""

    columns: tuple[str, ...]
    at: int | None
    line: int | None
    notices: tuple[str, ...]


def headings_of(records: Sequence[Record], expects: Collection[str] = ()) -> Headings:
    """The headings among a table's first records.

    The row with most names out of `expects` (at least two) is taken; without such a row, the first
    that is about as wide as the rows under it, of words mostly different, with no number, date or
    reference in it. If there is none, the columns are called by their letters.
    """
    at = _expected_row(records, expects)
    if at is None:
        at = _likely_row(records)
    width = _width(records, at)
    if at is None:
        letters = tuple(f"Column {column_letter(index)}" for index in range(width))
        return Headings(
            letters, None, None, ("No row of headings was found; the columns are called by their letters.",)
        )
    line, cells, _ = records[at]
    columns, notices = _names(cells, width)
    above = [text_of(cell).strip() for _, row, _ in records[:at] for cell in row if not is_blank(cell)]
    if above:
        shown = "; ".join(list(dict.fromkeys(above))[:3])
        notices.insert(0, f"The headings are in row {line}. What stands above them was left out: {shown[:200]}.")
    return Headings(columns, at, line, tuple(notices))


def column_letter(index: int) -> str:
    """The letter of a column as a spreadsheet program shows it: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def plain_name(heading: str) -> str:
    """A heading without case, spaces or marks, for comparing: `SWE No.` and `swe_no` are one."""
    return _WORDLESS.sub("", heading.casefold()).replace("_", "")


def _expected_row(records: Sequence[Record], expects: Collection[str]) -> int | None:
    wanted = {plain_name(name) for name in expects}
    counts = [len(wanted & {plain_name(text_of(cell)) for cell in cells}) for _, cells, _ in records]
    if not counts or max(counts) < min(2, len(wanted) or 2):
        return None
    return counts.index(max(counts))


def _likely_row(records: Sequence[Record]) -> int | None:
    filled = [sum(1 for cell in cells if not is_blank(cell)) for _, cells, _ in records]
    rows = [count for count in filled if count]
    if not rows:
        return None
    usual = median(rows) if len(rows) > 2 else max(rows)
    for at, (_, cells, _) in enumerate(records):
        words = [text_of(cell).strip() for cell in cells if not is_blank(cell)]
        different = len({word.casefold() for word in words})
        if len(words) * 2 < usual or different * 3 < len(words) or different < min(2, usual):
            continue
        return at if _reads_as_headings(cells) else None
    return None


def _reads_as_headings(cells: Sequence[Cell]) -> bool:
    filled = [cell for cell in cells if not is_blank(cell)]
    dataful = sum(1 for cell in filled if _is_data(cell))
    return dataful * 5 < len(filled)


def _is_data(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return True
    text = cell.strip()
    return (
        len(text) > _LONGEST_HEADING
        or bool(_NUMBERLIKE.fullmatch(text))
        or bool(_REFERENCE.fullmatch(text))
        or "@" in text
        or date_of(text) is not None
    )


def _width(records: Sequence[Record], at: int | None) -> int:
    """As many columns as there are headings, or more if most rows below use more."""
    below = [_used(cells) for _, cells, _ in records[(at + 1 if at is not None else 0) :]]
    below = [width for width in below if width]
    headed = _used(records[at][1]) if at is not None else 0
    if not below:
        return headed
    if at is None:
        return max(below)
    width, times = Counter(below).most_common(1)[0]
    return max(headed, width) if len(below) > 1 and times * 2 > len(below) else headed


def _used(cells: Sequence[Cell]) -> int:
    width = len(cells)
    while width and is_blank(cells[width - 1]):
        width -= 1
    return width


def _names(cells: Sequence[Cell], width: int) -> tuple[tuple[str, ...], list[str]]:
    names: list[str] = []
    blank, repeated = [], []
    seen: set[str] = set()
    for index in range(width):
        name = " ".join(text_of(cells[index]).split()) if index < len(cells) else ""
        if not name:
            name = f"Column {column_letter(index)}"
            blank.append(name)
        unique, times = name, 1
        while unique.casefold() in seen:
            times += 1
            unique = f"{name} ({times})"
        if times > 1 and name not in repeated:
            repeated.append(name)
        seen.add(unique.casefold())
        names.append(unique)
    notices = []
    if blank:
        notices.append(f"Some columns have no heading and are called by their letter: {', '.join(blank[:5])}.")
    if repeated:
        notices.append(f"Some headings stand there more than once and were numbered: {', '.join(repeated[:5])}.")
    return tuple(names), notices
