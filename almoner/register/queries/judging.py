"""The verdict on every row of an employer's list, against the register here or against an extract in a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from almoner.documents import spreadsheets
from almoner.register.models import Entry as EntryRow
from almoner.register.queries.matching import MatchRow, ids_with_keys, match_rows
from almoner.register.rules import extract
from almoner.register.rules.kinds import ANNOTATION_KINDS
from almoner.register.rules.matching import (
    PUBLISHED,
    Band,
    Candidate,
    Entry,
    Frequencies,
    Judgement,
    Listed,
    Reason,
    judge,
    match,
    name_keys,
    number_slips,
    read_number,
)
from almoner.register.rules.names import PersonName
from almoner.register.rules.number import shown
from almoner.register.rules.standing import AnnotationFact, Facts, StandingOn, TermFact, day, standing_on

__all__ = [
    "PUBLISHED",
    "Band",
    "Candidate",
    "Extract",
    "ExtractEntry",
    "Judgement",
    "Listed",
    "Reason",
    "judge_rows",
    "judge_rows_against",
    "read_extract",
    "read_number",
]

Progress = Callable[[int, int], None]
ROWS_AT_ONCE = 1000


def judge_rows(rows: Sequence[Listed], progress: Progress | None = None) -> list[Judgement]:
    """The verdict on every row against the published entries here, in the list's order. STD-7.1.

    `progress` is told how many rows of how many have been looked for. A candidate's `entry.key` is the entry's id.
    """
    found: dict[int, dict[int, Entry]] = {}
    for start in range(0, len(rows), ROWS_AT_ONCE):
        # A transaction for each part, so that what `progress` writes between them is seen.
        with transaction.atomic():
            found |= _found(rows[start : start + ROWS_AT_ONCE])
        if progress is not None:
            progress(min(start + ROWS_AT_ONCE, len(rows)), len(rows))
    with transaction.atomic():
        frequencies = _frequencies(rows, (entry for entries in found.values() for entry in entries.values()))
    first = judge(rows, {line: list(entries.values()) for line, entries in found.items()}, frequencies)
    unsettled = [row for row, each in zip(rows, first, strict=True) if each.band is not Band.CERTAIN]
    with transaction.atomic():
        slipped = _one_slip_away([row for row in unsettled if row.reading.number])
    if not slipped:
        return first
    for line, entries in slipped.items():
        found.setdefault(line, {}).update(entries)
    return judge(rows, {line: list(entries.values()) for line, entries in found.items()}, frequencies)


def _found(rows: Sequence[Listed]) -> dict[int, dict[int, Entry]]:
    keys = {row.line: name_keys(row) for row in rows}
    ids = ids_with_keys({key for wanted in keys.values() for key in wanted})
    by_line = {line: {entry for key in wanted for entry in ids.get(key, ())} for line, wanted in keys.items()}
    owners = _ids_of({row.line: {int(row.reading.number[2:])} for row in rows if row.reading.number})
    for line, entries in owners.items():
        by_line[line] |= entries
    people = _entries({entry for entries in by_line.values() for entry in entries})
    return {line: {entry: people[entry] for entry in entries if entry in people} for line, entries in by_line.items()}


def _ids_of(numbers: Mapping[int, Collection[int]]) -> dict[int, set[int]]:
    wanted = sorted({number for each in numbers.values() for number in each})
    ids = dict(EntryRow.objects.filter(number__in=wanted, suppressed=False).values_list("number", "id"))
    return {line: {ids[number] for number in each if number in ids} for line, each in numbers.items()}


def _one_slip_away(rows: Sequence[Listed]) -> dict[int, dict[int, Entry]]:
    """Entries whose number is one slip from the row's and who share an initial with it."""
    found: dict[int, dict[int, Entry]] = {}
    for start in range(0, len(rows), 100):
        some = rows[start : start + 100]
        by_line = _ids_of({row.line: number_slips(row.reading.number or "") for row in some})
        people = _entries({entry for entries in by_line.values() for entry in entries})
        for row in some:
            initials = {word[0] for name in row.names for word in (name.given, name.surname) if word}
            found[row.line] = {
                entry: people[entry]
                for entry in by_line[row.line]
                if entry in people and initials & {w[0] for n in people[entry].names for w in (n.given, n.surname) if w}
            }
    return {line: entries for line, entries in found.items() if entries}


def _entries(ids: Collection[int]) -> dict[int, Entry]:
    wanted = sorted(ids)
    found: dict[int, Entry] = {}
    for start in range(0, len(wanted), 5000):
        found |= {at: _entry(row) for at, row in match_rows(wanted[start : start + 5000]).items()}
    return found


def _entry(row: MatchRow) -> Entry:
    return Entry(
        key=str(row.entry_id),
        number=shown(row.number),
        forenames=row.name.forenames,
        family=row.name.family,
        former_names=row.former,
        town=row.town,
        registered_from=row.registered_from,
    )


def _frequencies(rows: Iterable[Listed], people: Iterable[Entry]) -> Frequencies:
    """How common the names and towns of these rows and entries are among all published entries. Four queries."""
    surnames, givens, towns = set[str](), set[str](), {row.place for row in rows}
    for person in people:
        towns.add(person.place)
        for name in person.names:
            surnames |= {name.surname, *name.parts}
            givens |= {name.given, *name.middles}
    for row in rows:
        for name in row.names:
            surnames |= {name.surname, *name.parts}
            givens |= {name.given, *name.called}
    return Frequencies(
        entries=EntryRow.objects.filter(suppressed=False).count(),
        surnames=_counts(_FAMILIES, surnames),
        givens=_counts(_GIVENS, givens),
        towns=_counts(_TOWNS, towns),
    )


_FAMILIES = "select family, count(distinct entry_id) from register_namepair where family = any(%s) group by family"
_GIVENS = (
    "select given, count(distinct entry_id) from register_namepair where rank = 0 and given = any(%s) group by given"
)
_TOWNS = (
    "select folded, count(*) from register_town where ends is null and withdrawn_at is null and not hidden"
    " and folded = any(%s) group by folded"
)


def _counts(question: str, words: set[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(question, [sorted(words - {""})])
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class ExtractEntry:
    """An entry of an extract: its standing on the day asked, and what has to be said about its status there."""

    number: str
    name: str
    town: str
    standing: StandingOn
    annotations: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class Extract:
    """A register extract read from a file: entries to match, how each stands, and every row that could not be read."""

    entries: list[Entry]
    standings: Mapping[str, ExtractEntry]
    faults: list[tuple[int, str]]
    notices: list[str]


def read_extract(source: str | os.PathLike[str], on: date, progress: Callable[[int], None] | None = None) -> Extract:
    """Reads a register extract (CSV, XLSX, ODS; the fields of domain.md 1.1) and works out each standing on `on`.

    Raises spreadsheets.Unreadable when the file, or its headings, cannot be a register extract. A number that stands
    in two rows is kept once, as first met, and the other row is reported.
    """
    entries: list[Entry] = []
    standings: dict[str, ExtractEntry] = {}
    faults: list[tuple[int, str]] = []
    with spreadsheets.read(source, expects=extract.FIELDS) as table:
        where = extract.columns(table.columns)
        if where.fault:
            raise spreadsheets.Unreadable(
                where.fault, f"A register extract has the columns {', '.join(extract.FIELDS)}."
            )
        for count, row in enumerate(table, start=1):
            try:
                read = extract.read_row(row.values, where)
            except extract.RowFault as fault:
                faults.append((row.line, str(fault)))
                continue
            number = shown(read.number)
            if number in standings:
                faults.append((row.line, f"{number} stands in an earlier row too; this row was left out."))
                continue
            standings[number] = _standing(read, number, on)
            entries.append(Entry(number, number, read.forenames, read.family, (), read.town or "", read.starts))
            if progress is not None and count % 1000 == 0:
                progress(count)
        notices = list(table.notices)
    return Extract(entries, standings, faults, notices)


def _standing(read: extract.ExtractRow, number: str, on: date) -> ExtractEntry:
    standing = standing_on(facts_of(read), on)
    said = ""
    if read.registered and not standing.may_practise and read.until is not None and read.until < on:
        said = f"The extract calls this entry registered, but its last day, {day(read.until)}, has passed."
    name = PersonName(read.forenames, read.family).full
    return ExtractEntry(number, name, read.town or "", standing, read.annotations or (), said)


def facts_of(read: extract.ExtractRow) -> Facts:
    """The dated facts that a row of an extract states. One that says “no longer registered” ends, whatever its dates.

    An ending whose day the extract does not give is taken to have been there from the start, so that it never shows
    as current.
    """
    starts = read.starts or date(1900, 1, 1)
    kinds = {kind.code: kind for kind in ANNOTATION_KINDS}
    annotations = tuple(AnnotationFact(kinds[code], starts) for code in read.annotations or ())
    if read.registered:
        return Facts((TermFact(starts, read.until),), (), annotations)
    ended = read.until + timedelta(days=1) if read.until and read.until >= starts else starts
    return Facts((TermFact(starts, None, ended, read.ground or "unstated"),), (), ())


def judge_rows_against(
    rows: Sequence[Listed], register: Extract, progress: Callable[[int], None] | None = None
) -> Iterator[tuple[Judgement, ExtractEntry | None]]:
    """The verdict on every row against an extract, with how the likeliest entry stands. Needs no database."""
    for judgement in match(rows, register.entries, progress=progress):
        best = judgement.best
        yield judgement, register.standings[best.entry.key] if best else None
