"""Reads: a clause, a source's clauses, and the table clause -> rule, page, passing test."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

import almoner
from almoner.clauses import proof, rules
from almoner.clauses.rules import Clause, Kind, Room, Source, UnknownClause


def clause(clause_id: str) -> Clause:
    """The clause with this id, such as "STD-7.1". Raises UnknownClause."""
    try:
        return rules.clauses()[clause_id]
    except KeyError:
        raise UnknownClause(clause_id) from None


def source(source_id: str) -> Source:
    """The source with this id, such as "STD". Raises LookupError."""
    return rules.sources()[source_id]


def sources() -> Sequence[Source]:
    """Every source, in order."""
    return tuple(rules.sources().values())


def clauses_of(source_id: str | None = None, *, kind: Kind | None = None) -> Sequence[Clause]:
    """The clauses of one source (or of all), of one kind (or of any), in the order the source gives them."""
    return tuple(
        clause
        for clause in rules.clauses().values()
        if (source_id is None or clause.source.id == source_id) and (kind is None or clause.kind is kind)
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """What answers for one clause today."""

    clause: Clause
    rules: tuple[str, ...]
    pages: tuple[str, ...]
    tests: tuple[str, ...]
    passed: tuple[str, ...]

    @property
    def claimed(self) -> bool:
        """Whether any rule or page says that it carries the clause out."""
        return bool(self.rules or self.pages)

    @property
    def proven(self) -> bool:
        """Whether every test named for the clause passed when it last ran, as it stands now, and there is one."""
        return bool(self.tests) and self.passed == self.tests

    @property
    def unproven_claim(self) -> bool:
        """Whether the code claims the clause and no passing test bears it out, which fails the build."""
        return self.claimed and not self.proven

    @property
    def standing(self) -> str:
        """One line in words for pages and reports."""
        if not self.claimed:
            return "Not built yet" if not self.tests else "Tested, not yet on a page"
        if not self.tests:
            return "Built, without a test"
        return "Built and tested" if self.proven else "Built; its tests have not passed here"

    def as_json(self) -> dict[str, Any]:
        """The row as `almoner clauses --json` prints it."""
        return {
            "id": self.clause.id,
            "kind": self.clause.kind.value,
            "rules": list(self.rules),
            "pages": list(self.pages),
            "tests": list(self.tests),
            "proven": self.proven,
        }


def coverage(source_id: str | None = None) -> Sequence[Coverage]:
    """For every clause (of one source, or of all) its rules, pages and tests, and which of the tests passed.

    Tests are found by reading the test files; whether they passed is what the last run on this machine wrote down
    (`almoner.clauses.proof`). A test that was changed since it passed counts as not passed.
    """
    import_everything()
    claimed = _claimed_by_room()
    pages = _pages_by_clause()
    tests = proof.named_for()
    passed = proof.passed()
    return tuple(
        Coverage(
            clause=clause,
            rules=tuple(sorted(claimed[Room.RULE][clause.id])),
            pages=tuple(sorted(claimed[Room.PAGE][clause.id] | pages[clause.id])),
            tests=tuple(tests.get(clause.id, ())),
            passed=tuple(test for test in tests.get(clause.id, ()) if test in passed),
        )
        for clause in clauses_of(source_id)
    )


@cache
def standing() -> Mapping[str, Coverage]:
    """The coverage by clause as it was when the process first asked, for pages: code does not change under them."""
    return {row.clause.id: row for row in coverage()}


def unproven_claims(rows: Iterable[Coverage]) -> Sequence[Coverage]:
    """Those that fail the build: the code claims them and no passing test bears it out."""
    return tuple(row for row in rows if row.unproven_claim)


def import_everything() -> None:
    """Import every room that may cite a clause, so that the register of claims is whole."""
    for module in pkgutil.walk_packages(almoner.__path__, "almoner."):
        rooms = module.name.split(".")[2:]
        if rooms and rooms[0] in {"rules", "actions", "queries"} and "tests" not in rooms:
            importlib.import_module(module.name)


def _claimed_by_room() -> Mapping[Room, defaultdict[str, set[str]]]:
    by_room: dict[Room, defaultdict[str, set[str]]] = {room: defaultdict(set) for room in Room}
    for made in rules.claims():
        # A page is shown by its address, below, and not by the name of its view.
        if not (made.room is Room.PAGE and ".web." in made.where):
            by_room[made.room][made.clause_id].add(made.where)
    return by_room


def _pages_by_clause() -> defaultdict[str, set[str]]:
    pages: defaultdict[str, set[str]] = defaultdict(set)
    for address, view in _addresses(get_resolver()):
        for clause_id in getattr(view, "__cites__", ()):
            pages[clause_id].add(address)
    return pages


def _addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield address, getattr(pattern.callback, "view_class", pattern.callback)
