"""What a source and a clause are, and the register of what in the code says that it carries one out.

The words are in `data/*.toml`, one file a source. Nothing here knows of Django or of pytest.
"""

from __future__ import annotations

import tomllib
from calendar import month_name
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar


class Kind(StrEnum):
    """What the software must do about a clause."""

    ENFORCE = "enforce"
    MONITOR = "monitor"
    EVIDENCE = "evidence"
    INFORM = "inform"

    @property
    def words(self) -> str:
        """The kind as a sentence about Almoner, for pages and reports."""
        return {
            Kind.ENFORCE: "Almoner refuses what would break it.",
            Kind.MONITOR: "Almoner measures it and shows who falls short.",
            Kind.EVIDENCE: "Almoner keeps the record that proves it.",
            Kind.INFORM: "Almoner shows it where the decision is made.",
        }[self]


def month_in_words(dated: str) -> str:
    """Say a source's own date, of whatever precision it has: "2021-01" is "January 2021", "" is ""."""
    year, _, month = dated.partition("-")
    return f"{month_name[int(month)]} {year}" if month else year


@dataclass(frozen=True, slots=True)
class Source:
    """A document that lays duties on somebody: who issued it, which version, when its review fell due."""

    id: str
    title: str
    issuer: str
    version: str
    dated: str
    review_due: str
    actors: tuple[str, ...]

    @property
    def dated_in_words(self) -> str:
        """The month or year it was issued, "" when the document does not say."""
        return month_in_words(self.dated)

    @property
    def review_due_in_words(self) -> str:
        """The month or year by which its issuer said it would be reviewed, "" when it does not say."""
        return month_in_words(self.review_due)


@dataclass(frozen=True, slots=True)
class Clause:
    """One duty in our own words, and what the software does about it."""

    id: str
    kind: Kind
    duty: str
    software: str
    source: Source


class UnknownClause(LookupError):
    """Something cites a clause that no source has. Raised at import, so that it cannot be shipped."""

    def __init__(self, clause_id: str, cited_by: str = "") -> None:
        by = f" (cited by {cited_by})" if cited_by else ""
        super().__init__(f"No source has a clause {clause_id!r}{by}. The clauses are in almoner/clauses/data.")


class BadSource(ValueError):
    """A source file that cannot be trusted: a clause twice, an unknown kind, an empty duty."""


def read_source(text: str, *, name: str) -> tuple[Source, tuple[Clause, ...]]:
    """Read one source file.

    `text` is TOML with one `[source]` and any number of `[[clause]]`; `name` is said in errors.
    Returns the source and its clauses in the order of the file. Raises BadSource.
    """
    data = tomllib.loads(text)
    head = data["source"]
    source = Source(
        id=head["id"],
        title=head["title"],
        issuer=head["issuer"],
        version=head["version"],
        dated=head["dated"],
        review_due=head["review_due"],
        actors=tuple(head["actors"]),
    )
    clauses = tuple(_clause(entry, source, name) for entry in data["clause"])
    ids = [clause.id for clause in clauses]
    twice = sorted({clause_id for clause_id in ids if ids.count(clause_id) > 1})
    if twice:
        raise BadSource(f"{name}: {', '.join(twice)} stands there more than once")
    return source, clauses


def _clause(entry: Mapping[str, str], source: Source, name: str) -> Clause:
    clause_id = entry["id"]
    if not clause_id.startswith(f"{source.id}-"):
        raise BadSource(f"{name}: {clause_id} does not begin with {source.id}-")
    if not (entry["duty"].strip() and entry["software"].strip()):
        raise BadSource(f"{name}: {clause_id} has no words")
    try:
        kind = Kind(entry["kind"])
    except ValueError as error:
        raise BadSource(f"{name}: {clause_id} is of no known kind: {entry['kind']!r}") from error
    return Clause(clause_id, kind, entry["duty"], entry["software"], source)


@cache
def sources() -> Mapping[str, Source]:
    """Every source by its id, in the order of their files' names."""
    return {source.id: source for source, _ in _all_files()}


@cache
def clauses() -> Mapping[str, Clause]:
    """Every clause of every source by its id, in the order the sources give them."""
    return {clause.id: clause for _, clauses in _all_files() for clause in clauses}


@cache
def _all_files() -> tuple[tuple[Source, tuple[Clause, ...]], ...]:
    folder = files("almoner.clauses") / "data"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(read_source((folder / name).read_text("utf-8"), name=name) for name in names)


class Room(StrEnum):
    """Where a clause is carried out."""

    RULE = "rule"
    PAGE = "page"


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """Something in the code that says it carries out a clause. `where` is a dotted name, or a move's name."""

    clause_id: str
    room: Room
    where: str


_claims: set[Claim] = set()


def claim(where: str, *clause_ids: str, room: Room = Room.RULE) -> None:
    """Say that `where` carries out these clauses; for tables (procedures, moves, clocks) that no decorator fits.

    Raises UnknownClause, at import, for an id that no source has.
    """
    for clause_id in clause_ids:
        if clause_id not in clauses():
            raise UnknownClause(clause_id, where)
        _claims.add(Claim(clause_id, room, where))


def claims() -> Iterable[Claim]:
    """Everything that has been claimed by the modules imported so far, in order."""
    return sorted(_claims)


Cited = TypeVar("Cited", bound=Callable[..., Any])


def cites(*clause_ids: str) -> Callable[[Cited], Cited]:
    """Decorate a rule or a page with the clauses it carries out.

    The function is returned as it came, with `__cites__` naming them. A function in a `web` room counts as a page,
    any other as a rule. Raises UnknownClause, at import, for an id that no source has; TypeError for none at all.
    """
    if not clause_ids:
        raise TypeError("cites() needs at least one clause")

    def mark(cited: Cited) -> Cited:
        room = Room.PAGE if ".web." in f"{cited.__module__}." else Room.RULE
        claim(f"{cited.__module__}.{cited.__qualname__}", *clause_ids, room=room)
        cited.__cites__ = (*getattr(cited, "__cites__", ()), *clause_ids)  # type: ignore[attr-defined]
        return cited

    return mark
