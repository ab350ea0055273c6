"""Clauses as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from almoner.clauses import queries
from almoner.clauses.queries import Coverage
from almoner.clauses.rules import Clause, Kind, Source

KIND_COLOURS: Mapping[Kind, str] = {
    Kind.ENFORCE: "blue",
    Kind.MONITOR: "teal",
    Kind.EVIDENCE: "purple",
    Kind.INFORM: "grey",
}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source in the list of sources."""

    source: Source
    href: str
    clauses: int
    built: int


def source_rows() -> Sequence[SourceRow]:
    """Every source with its number of clauses and how many a rule or page carries out."""
    rows = []
    for source in queries.sources():
        of_source = rows_of(source)
        built = sum(row.claimed for row in of_source)
        rows.append(SourceRow(source, _source_href(source), len(of_source), built))
    return rows


def rows_of(source: Source) -> Sequence[Coverage]:
    """What answers for each clause of a source, in its order."""
    return [row for row in queries.standing().values() if row.clause.source is source]


def _source_href(source: Source) -> str:
    return reverse("clauses:source_detail", args=[source.id])


def clause_href(clause: Clause) -> str:
    """The address of a clause's page."""
    return reverse("clauses:clause_detail", args=[clause.id])


def clause_row(row: Coverage) -> Mapping[str, Any]:
    """A clause in its source's list."""
    return {
        "clause": row.clause,
        "href": clause_href(row.clause),
        "colour": KIND_COLOURS[row.clause.kind],
        "kind": row.clause.kind.value.capitalize(),
        "standing": _standing(row),
    }


def _standing(row: Coverage) -> str:
    # Whether tests passed on this server says nothing to a reader; that they must, to be released, does.
    return "Built" if row.claimed else "Not built yet"


def kind_choices(rows: Sequence[Coverage], chosen: Kind | None) -> Sequence[Mapping[str, Any]]:
    """The links that narrow a source's list to one kind, with how many clauses each shows."""
    counts = {kind: sum(row.clause.kind is kind for row in rows) for kind in Kind}
    everything = {"text": "All", "count": len(rows), "href": "?", "current": chosen is None}
    return [
        everything,
        *(
            {"text": kind.value.capitalize(), "count": counts[kind], "href": f"?kind={kind}", "current": kind is chosen}
            for kind in Kind
            if counts[kind]
        ),
    ]


def clause_page(row: Coverage) -> Mapping[str, Any]:
    """Everything on a clause's page, with the clauses before and after it in the source."""
    clause = row.clause
    siblings = list(queries.clauses_of(clause.source.id))
    place = siblings.index(clause)
    before = siblings[place - 1] if place else None
    after = siblings[place + 1] if place + 1 < len(siblings) else None
    return {
        **clause_row(row),
        "source_href": _source_href(clause.source),
        "row": row,
        "previous": before and {"id": before.id, "href": clause_href(before)},
        "following": after and {"id": after.id, "href": clause_href(after)},
    }
