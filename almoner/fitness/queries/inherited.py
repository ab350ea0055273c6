"""Reads of the cases that a former regulator began: the files, what was recorded, and how far they have come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from almoner.documents.spreadsheets import Limits, Unreadable, read
from almoner.documents.spreadsheets.headings import plain_name
from almoner.documents.spreadsheets.tables import Row
from almoner.fitness.access.inherited import files_visible_to
from almoner.fitness.models import Inherited, InheritedFile, InheritedLine
from almoner.fitness.rules.inherited import MEASURE, Now, Progress, Reached
from almoner.fitness.rules.inherited_rows import COLUMNS, REFERENCE, REQUIRED, Given, same_reference
from almoner.people.models import Person
from almoner.people.queries import organisations_where
from almoner.people.rules import Permission
from almoner.scope.context import system

LIMITS = Limits(file_bytes=32 << 20, rows=20_000)


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of the documented columns a file has, and what else it has."""

    found: tuple[str, ...]
    missing: tuple[str, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LookedOver:
    """A file before its rows are judged: its columns, and the references on more than one line, each with its lines."""

    columns: Columns
    twice: dict[str, list[int]]


def looked_over(path: Path) -> LookedOver:
    """What has to be known of a whole file first. Raises UnreadableFile, also without a column that is needed."""
    lines: dict[str, list[int]] = {}
    empty = True
    try:
        with read(path, limits=LIMITS, expects=COLUMNS) as table:
            columns, names = _columns(table.columns), _names(table.columns)
            for row in table:
                empty = False
                if reference := same_reference(_given(row, names).text(REFERENCE)):
                    lines.setdefault(reference, []).append(row.line)
    except Unreadable as problem:
        raise UnreadableFile(str(problem)) from problem
    if empty:
        raise UnreadableFile("The file has headings and no rows. Check that it is the right one.")
    return LookedOver(columns, {reference: found for reference, found in lines.items() if len(found) > 1})


def _names(headings: Iterable[str]) -> list[str | None]:
    """The documented column that each heading is."""
    known = {plain_name(column): column for column in COLUMNS}
    return [known.get(plain_name(heading)) for heading in headings]


def _columns(headings: Sequence[str]) -> Columns:
    held = _names(headings)
    found = tuple(column for column in COLUMNS if column in held)
    lacking = [column for column in REQUIRED if column not in found]
    if lacking:
        has = ", ".join(headings)[:300]
        raise UnreadableFile(
            f"The file has no column headed {' or '.join(lacking)}. It has: {has}. Add what is missing."
        )
    ignored = tuple(heading for heading, column in zip(headings, held, strict=True) if column is None)
    return Columns(found, tuple(column for column in COLUMNS if column not in found), ignored)


def _given(row: Row, names: Sequence[str | None]) -> Given:
    pairs = zip(names, row.values, strict=True)
    return Given(row.line, {name: value for name, value in pairs if name is not None and value is not None})


@dataclass(frozen=True, slots=True)
class Read:
    """A row of a file, with all its cells under their own headings, and why it cannot be trusted; "" where it can."""

    given: Given
    cells: dict[str, str]
    problem: str


def rows_of(path: Path) -> Iterator[Read]:
    """Each row of a file in its order. Raises UnreadableFile, which may be while it is being read."""
    try:
        with read(path, limits=LIMITS, expects=COLUMNS) as table:
            names = _names(table.columns)
            for row in table:
                texts = {heading: text for heading, text in zip(table.columns, row.texts, strict=True) if text}
                yield Read(_given(row, names), _storable(texts), row.problem or _beyond(row.extra))
    except Unreadable as problem:
        raise UnreadableFile(str(problem)) from problem


def _storable(texts: dict[str, str]) -> dict[str, str]:
    return {heading.replace("\0", ""): text.replace("\0", "") for heading, text in texts.items()}


def _beyond(extra: tuple[str, ...]) -> str:
    """Cells without a heading mean that the row has slipped, or that something would be lost."""
    return f"There is “{extra[0][:40]}” beyond the last heading." if any(extra) else ""


def files(person: Person, on: date) -> QuerySet[InheritedFile]:
    """The files that somebody may see, the newest first."""
    return files_visible_to(person, on).order_by("-at", "pk")


def lines_to_look_at(file: InheritedFile, *, refused: bool) -> QuerySet[InheritedLine]:
    """The rows of a file that were refused, or else accepted with a doubt, in their order."""
    return InheritedLine.objects.filter(file=file, refused=refused).order_by("line", "pk")


def inherited_of(concern_id: UUID) -> Inherited | None:
    """What a former regulator recorded of a concern, where it was inherited. One query."""
    return Inherited.objects.filter(concern_id=concern_id).first()


_WHERE_THEY_ARE = """
with come as (
    select i.reached, coalesce(c.joined_to_id, c.id) concern_id
      from fitness_inherited i join fitness_concern c on c.id = i.concern_id
     where i.organisation_id = any(%(desks)s)
)
select reached, case
    when reached = 'closed' then 'closed'
    when (select c.closed_at from fitness_concern c where c.id = come.concern_id) is null then 'triage'
    when exists (select from fitness_investigation s where s.concern_id = come.concern_id and s.closed_at is null)
        then 'investigation'
    when exists (select from fitness_examination s where s.concern_id = come.concern_id and s.closed_at is null)
        then 'examiners'
    when exists (select from fitness_hearing s where s.concern_id = come.concern_id and s.closed_at is null
                    and s.purpose = 'final') then 'hearing'
    when exists (select from fitness_acceptedoutcome s where s.concern_id = come.concern_id and s.closed_at is null)
      or exists (select from fitness_ordermade s where s.concern_id = come.concern_id and s.closed_at is null)
        then 'followed'
    else 'concluded' end, count(*)
from come group by 1, 2
"""


def progress(person: Person, on: date) -> Progress:
    """How far the cases of former regulators have come, for whoever sees concerns there (PLAN-F4). One query.

    A case that was joined with another is where that one is. Counted as the platform: what leaves is how many.
    """
    desks = sorted(organisations_where(person, Permission.SEE_CONCERNS, on))
    with system("how far inherited cases have come"), connection.cursor() as cursor:
        cursor.execute(_WHERE_THEY_ARE, {"desks": desks})
        counted = [(Reached(reached), place, int(many)) for reached, place, many in cursor.fetchall()]
    closed = [many for reached, _, many in counted if reached is Reached.CLOSED]
    was_open = [each for each in counted if each[0] is not Reached.CLOSED]
    beyond = (Reached.EXAMINERS, Reached.HEARING)
    return Progress(
        now={place: sum(many for _, where, many in was_open if where == place) for place in Now},
        closed_before=sum(closed),
        came_beyond=sum(many for reached, _, many in was_open if reached in beyond),
        measure=MEASURE.on(on),
    )
