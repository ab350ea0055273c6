"""The table of clauses as a document: which rule, page and test there is for each.

It says which tests exist, not whether they passed, so that the same code always makes the same document.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from almoner.clauses import queries
from almoner.clauses.queries import Coverage
from almoner.clauses.rules import Source

HEAD = """# Clauses

Every duty Almoner answers for, with the rule, the page and the test that answer. Made by
`almoner docs`; `make check` fails when it is out of date. Whether the tests passed on a machine is what
`almoner clauses` prints there.
"""


def documents() -> dict[str, str]:
    """The page of docs/ that is made from the clauses, for `almoner docs`."""
    return {"docs/clauses.md": clauses_in_markdown(queries.coverage())}


def clauses_in_markdown(rows: Sequence[Coverage]) -> str:
    """The whole document, source by source, in Markdown, ending in one newline."""
    parts = [HEAD, _summary(rows)]
    for _, of_source in groupby(rows, key=lambda row: row.clause.source.id):
        parts.append(_section(list(of_source)))
    return "\n".join(parts).rstrip() + "\n"


def _summary(rows: Sequence[Coverage]) -> str:
    claimed = sum(row.claimed for row in rows)
    tested = sum(bool(row.tests) for row in rows)
    return f"{len(rows)} clauses, {claimed} with a rule or page, {tested} with a test named for them.\n"


def _section(rows: Sequence[Coverage]) -> str:
    lines = [f"## {_heading(rows[0].clause.source)}", ""]
    lines += ["| Clause | Kind | Duty | Rules | Pages | Tests |", "| --- | --- | --- | --- | --- | --- |"]
    lines += [_line(row) for row in rows]
    return "\n".join([*lines, ""])


def _heading(source: Source) -> str:
    dated = f", {source.dated_in_words}" if source.dated else ""
    return f"{source.id}: {source.title} ({source.issuer}{dated})"


def _line(row: Coverage) -> str:
    cells = (row.clause.id, row.clause.kind.value, row.clause.duty, *map(_names, (row.rules, row.pages, row.tests)))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _names(names: Sequence[str]) -> str:
    return "<br>".join(f"`{name}`" for name in names) or "none yet"
