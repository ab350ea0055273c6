"""The verdict on every row of an employer's list, against the register here or against an extract in a file."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from almoner.documents import spreadsheets
from almoner.register.models import Entry as EntryRow
from almoner.register.queries.entries import ids_of_numbers
from almoner.register.queries.matching import MatchRow, ids_sharing, match_rows
from almoner.register.rules import extract
from almoner.register.rules.kinds import ANNOTATION_KINDS
from almoner.register.rules.matching import (
    PUBLISHED,
    Band,
    Candidate,
    Frequencies,
    Judgement,
    Listed,
    Reason,
    Register,
    judge,
    name_keys,
    number_slips,
    plainly_theirs,
    read_number,
    settled,
)
from almoner.register.rules.names import PersonName
from almoner.register.rules.number import HIGHEST, shown
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

#: A register is a file of the register office: larger than a list, and still read in a limited child.
REGISTER_LIMITS = spreadsheets.Limits(
    file_bytes=512 << 20, unpacked_bytes=2048 << 20, rows=2_000_000, cpu_seconds=900, wall_seconds=1800.0
)


def judge_rows(rows: Sequence[Listed], progress: Progress | None = None) -> list[Judgement]:
    """The verdict on every row against the published entries here, in the list's order. STD-7.1.

    `progress` is told how many rows of how many have been looked for. A candidate's `entry.key` is the entry's id.
    """
    people: dict[int, MatchRow] = {}
    for start in range(0, len(rows), ROWS_AT_ONCE):
        # A transaction for each part, so that what `progress` writes between them is seen.
        with transaction.atomic():
            _fetch(people, _sharing_a_key(rows[start : start + ROWS_AT_ONCE]))
        if progress is not None:
            progress(min(start + ROWS_AT_ONCE, len(rows)), len(rows))
    asked = _not_plain(rows, people)
    _fetch_slips(people, asked)
    judged, before = _judged(rows, people), len(people)
    unsettled = [row for row, each in zip(rows, judged, strict=True) if row.reading.number and not settled(each)]
    known = {row.line for row in asked}
    _fetch_slips(people, [row for row in unsettled if row.line not in known])
    return judged if len(people) == before else _judged(rows, people)


def _not_plain(rows: Sequence[Listed], people: Mapping[int, MatchRow]) -> list[Listed]:
    """The rows that their number alone may leave unsettled, so that a like number has to be looked for."""
    by_number = {person.number: person.name for person in people.values()}
    found = []
    for row in rows:
        if row.reading.number:
            name = by_number.get(int(row.reading.number[2:]))
            if name is None or not plainly_theirs(row, name.forenames, name.family):
                found.append(row)
    return found


def _fetch_slips(people: dict[int, MatchRow], rows: Iterable[Listed]) -> None:
    with transaction.atomic():
        slips = {slip for row in rows for slip in number_slips(row.reading.number or "")}
        _fetch(people, ids_of_numbers(slips).values())


def _judged(rows: Sequence[Listed], people: Mapping[int, MatchRow]) -> list[Judgement]:
    register = Register()
    for at in sorted(people):
        row = people[at]
        register.add(
            str(at), row.number, row.name.forenames, row.name.family, row.town, row.registered_from, former=row.former
        )
    with transaction.atomic():
        frequencies = _frequencies(rows, register)
    return judge(rows, register, frequencies)


def _sharing_a_key(rows: Sequence[Listed]) -> set[int]:
    """Published entries that share a key of the name, or the number, with any of these rows."""
    bearing = ids_of_numbers({int(row.reading.number[2:]) for row in rows if row.reading.number})
    return {*bearing.values(), *ids_sharing({key for row in rows for key in name_keys(row)})}


def _fetch(people: dict[int, MatchRow], ids: Iterable[int]) -> None:
    wanted = sorted(set(ids) - people.keys())
    for start in range(0, len(wanted), 5000):
        people |= match_rows(wanted[start : start + 5000])


def _frequencies(rows: Iterable[Listed], register: Register) -> Frequencies:
    """How common the names and towns of these rows and entries are among all published entries. Four queries."""
    surnames = {word for surname, parts in register.family_readings for word in (surname, *parts)}
    givens = {word for words in register.forename_readings for word in words}
    towns = {*register.places, *(row.place for row in rows)}
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


class Extract:
    """A register extract read from a file: its entries as columns, and every row that could not be read.

    How an entry stands is worked out when it is asked for, since a list asks for a few thousand of a million.
    """

    def __init__(self, on: date) -> None:
        self.on = on
        self.register = Register()
        self.faults: list[tuple[int, str]] = []
        self.notices: list[str] = []
        self._at = array("i", [-1]) * (HIGHEST + 1)
        self._until, self._status = array("i"), array("i")
        self._statuses: dict[tuple[bool, str, tuple[str, ...] | None, bool], int] = {}

    def __len__(self) -> int:
        return len(self.register)

    def add(self, line: int, read: extract.ExtractRow) -> None:
        """Keeps one row, or reports it when its number stands in an earlier row."""
        if self._at[read.number] >= 0:
            words = f"{shown(read.number)} stands in an earlier row too; this row was left out."
            self.faults.append((line, words))
            return
        self._at[read.number] = len(self.register)
        self.register.add("", read.number, read.forenames, read.family, read.town or "", read.starts)
        self._until.append(read.until.toordinal() if read.until else 0)
        status = (read.registered, read.ground, read.annotations, read.town is None)
        self._status.append(self._statuses.setdefault(status, len(self._statuses)))

    def entry(self, number: str) -> ExtractEntry:
        """How the entry of this number stands, on the day asked."""
        at = self._at[int(number[2:])]
        kept = self.register.entry(at)
        registered, ground, annotations, townless = tuple(self._statuses)[self._status[at]]
        until = date.fromordinal(self._until[at]) if self._until[at] else None
        read = extract.ExtractRow(
            int(number[2:]), kept.forenames, kept.family, registered, ground, None if townless else kept.town,
            kept.registered_from, until, annotations,
        )  # fmt: skip
        return _standing(read, number, self.on)


def read_extract(source: str | os.PathLike[str], on: date, progress: Callable[[int], None] | None = None) -> Extract:
    """Reads a register extract (CSV, XLSX, ODS; the fields of domain.md 1.1), for its standings on `on`.

    Raises spreadsheets.Unreadable when the file, or its headings, cannot be a register extract. A number that stands
    in two rows is kept once, as first met, and the other row is reported.
    """
    found = Extract(on)
    with spreadsheets.read(source, expects=extract.FIELDS, limits=REGISTER_LIMITS) as table:
        where = extract.columns(table.columns)
        if where.fault:
            raise spreadsheets.Unreadable(
                where.fault, f"A register extract has the columns {', '.join(extract.FIELDS)}."
            )
        for count, row in enumerate(table, start=1):
            try:
                found.add(row.line, extract.read_row(row.values, where))
            except extract.RowFault as fault:
                found.faults.append((row.line, str(fault)))
            if progress is not None and count % 1000 == 0:
                progress(count)
        found.notices = list(table.notices)
    return found


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
    rows: Sequence[Listed], extract: Extract, progress: Callable[[int], None] | None = None
) -> list[Judgement]:
    """The verdict on every row against an extract, in the list's order. Needs no database. STD-7.1.

    `progress` is told how many rows have been compared. A candidate's `entry.key` is its number.
    """
    return judge(rows, extract.register, progress=progress)
