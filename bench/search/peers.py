"""The ways of searching names that others would take, each over the same people with the same folded names.

A peer answers at most ten entry ids, nearest first. `backend` is its database process, or None.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Protocol

import numpy as np
import psycopg

from bench.harness.debian import Lacking, debian_database
from bench.search.typists import plain

TEN: Final = 10
COPY_OUT: Final = (
    "copy (select entry_id, forenames, family from register_name where ends is null and withdrawn_at is null"
    " order by entry_id) to stdout"
)


class Method(Protocol):
    """A way of searching."""

    name: str
    backend: int | None

    def find(self, text: str) -> list[int]:
        """At most ten entry ids, nearest first."""


@dataclass(frozen=True)
class People:
    """Everybody's id and folded name, once for all peers that keep them in memory."""

    ids: np.ndarray
    names: list[str]


def everybody(superuser: str) -> People:
    """Read everybody from the register's database."""
    ids, names = [], []
    with psycopg.connect(superuser) as database, database.cursor().copy(COPY_OUT) as copy:
        copy.set_types(["int8", "text", "text"])
        for entry_id, forenames, family in copy.rows():
            ids.append(entry_id)
            names.append(plain(f"{forenames} {family}"))
    return People(np.array(ids), names)


class Trigrams:
    """pg_trgm with a GIN index, on Debian's PostgreSQL: near by similarity, the nearest first."""

    name = "pg_trgm (GIN)"
    ASK: Final = "select id from person where name %% %s order by similarity(name, %s) desc limit 10"

    def __init__(self, database: psycopg.Connection, people: People) -> None:
        database.execute("create table person (id bigint primary key, name text not null)")
        with database.cursor().copy("copy person from stdin") as copy:
            for entry_id, name in zip(people.ids.tolist(), people.names, strict=True):
                copy.write_row((entry_id, name))
        database.execute("create index on person using gin (name gin_trgm_ops)")
        database.execute("vacuum analyze person")
        self._database = database
        self.backend: int | None = database.info.backend_pid

    def find(self, text: str) -> list[int]:
        """At most ten entry ids, nearest first."""
        typed = plain(text)
        return [row[0] for row in self._database.execute(self.ASK, [typed, typed])]


class FullText:
    """PostgreSQL's full text: every word begun so, and if nobody is, any of them, best ranked first."""

    name = "PostgreSQL full text"
    ALL: Final = "select id from bench_person where words @@ to_tsquery('simple', %s) limit 10"
    ANY: Final = (
        "select id from bench_person where words @@ to_tsquery('simple', %s)"
        " order by ts_rank(words, to_tsquery('simple', %s)) desc limit 10"
    )

    def __init__(self, database: psycopg.Connection, people: People) -> None:
        # A parallel worker's time would not be counted with the backend's.
        database.execute("set max_parallel_workers_per_gather = 0")
        database.execute("drop table if exists bench_person")
        database.execute("create table bench_person (id bigint primary key, words tsvector not null)")
        with database.cursor().copy("copy bench_person from stdin") as copy:
            for entry_id, name in zip(people.ids.tolist(), people.names, strict=True):
                copy.write_row((entry_id, " ".join(f"'{word}':{i + 1}" for i, word in enumerate(name.split()))))
        database.execute("create index on bench_person using gin (words)")
        database.execute("vacuum analyze bench_person")
        self._database = database
        self.backend: int | None = database.info.backend_pid

    def find(self, text: str) -> list[int]:
        """At most ten entry ids, nearest first."""
        words = plain(text).split()
        found = self._database.execute(self.ALL, [" & ".join(f"{w}:*" for w in words)]).fetchall()
        if not found:
            either = " | ".join(words)
            found = self._database.execute(self.ANY, [either, either]).fetchall()
        return [row[0] for row in found]


class Fts5:
    """SQLite's FTS5 as it is usually set up: words, the last of them perhaps only begun, best ranked first."""

    name = "SQLite FTS5"
    backend: int | None = None

    def __init__(self, people: People, path: str) -> None:
        self._database = sqlite3.connect(path)
        self._database.execute("create virtual table person using fts5(name, prefix='2 3')")
        rows = zip(people.ids.tolist(), people.names, strict=True)
        self._database.executemany("insert into person (rowid, name) values (?, ?)", rows)
        self._database.execute("insert into person (person) values ('optimize')")
        self._database.commit()

    def find(self, text: str) -> list[int]:
        """At most ten entry ids, nearest first."""
        asked = " ".join(f'"{word}"*' for word in plain(text).split())
        found = self._database.execute("select rowid from person where person match ? order by rank limit 10", [asked])
        return [row[0] for row in found]


class Fts5Trigrams(Fts5):
    """FTS5 with its trigram tokenizer: any trigram of what was typed, best ranked first."""

    name = "SQLite FTS5 trigrams"

    def __init__(self, people: People, path: str) -> None:
        self._database = sqlite3.connect(path)
        self._database.execute("create virtual table person using fts5(name, tokenize='trigram')")
        rows = zip(people.ids.tolist(), people.names, strict=True)
        self._database.executemany("insert into person (rowid, name) values (?, ?)", rows)
        self._database.execute("insert into person (person) values ('optimize')")
        self._database.commit()

    def find(self, text: str) -> list[int]:
        """At most ten entry ids, nearest first."""
        typed = plain(text)
        asked = " or ".join(f'"{typed[i : i + 3]}"' for i in range(len(typed) - 2)).replace(" or ", " OR ")
        if not asked:
            return []
        found = self._database.execute("select rowid from person where person match ? order by rank limit 10", [asked])
        return [row[0] for row in found]


class Tantivy:
    """tantivy: every word within one edit (two from six letters on), the hundred best measured again."""

    name = "tantivy, fuzzy"
    backend: int | None = None

    def __init__(self, people: People, path: Path) -> None:
        import tantivy

        path.mkdir()
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("id", stored=True)
        schema.add_text_field("name", stored=True, tokenizer_name="whitespace")
        self._schema = schema.build()
        index = tantivy.Index(self._schema, path=str(path))
        writer = index.writer(heap_size=200_000_000, num_threads=1)
        for entry_id, name in zip(people.ids.tolist(), people.names, strict=True):
            writer.add_document(tantivy.Document(id=entry_id, name=name))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        self._query: Any = tantivy.Query
        self._must = tantivy.Occur.Must

    def find(self, text: str) -> list[int]:
        """At most ten entry ids, nearest first."""
        from rapidfuzz.fuzz import token_sort_ratio

        typed = plain(text)
        near = [
            (self._must, self._query.fuzzy_term_query(self._schema, "name", w, 2 if len(w) > 5 else 1, True, False))
            for w in typed.split()
        ]
        hits = self._searcher.search(self._query.boolean_query(near), 100).hits
        found = [self._searcher.doc(address) for _, address in hits]
        scored = sorted(found, key=lambda d: -token_sort_ratio(typed, d["name"][0]))
        return [d["id"][0] for d in scored[:TEN]]


class BruteForce:
    """rapidfuzz over everybody, in memory: the ratio of what was typed to each name, on one core."""

    name = "rapidfuzz, everybody"
    backend: int | None = None

    def __init__(self, people: People) -> None:
        self._people = people

    def find(self, text: str) -> list[int]:
        """At most ten entry ids, nearest first."""
        from rapidfuzz.fuzz import ratio
        from rapidfuzz.process import extract

        found = extract(plain(text), self._people.names, scorer=ratio, limit=TEN, score_cutoff=60)
        return [int(self._people.ids[place]) for _, _, place in found]


Skipped = list[tuple[str, str]]


@contextmanager
def peers(people: People, superuser: str, within: Path) -> Iterator[tuple[Sequence[Method], Skipped]]:
    """Every peer that can run here, filled with these people; and those that cannot, each with its reason."""
    skipped: Skipped = []
    with TemporaryDirectory(prefix="peers-", dir=within) as made_here, ExitStack() as open_:
        folder = Path(made_here)
        folder.chmod(0o755)
        made: list[Method] = []
        try:
            made.append(Trigrams(open_.enter_context(debian_database(folder / "debian", "pg_trgm")), people))
        except Lacking as why:
            skipped.append((Trigrams.name, str(why)))
        made.append(FullText(open_.enter_context(psycopg.connect(superuser, autocommit=True)), people))
        made.append(Fts5(people, str(folder / "fts5.db")))
        made.append(Fts5Trigrams(people, str(folder / "fts5-trigrams.db")))
        made.append(Tantivy(people, folder / "tantivy"))
        made.append(BruteForce(people))
        yield made, skipped
