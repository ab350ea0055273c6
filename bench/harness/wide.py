"""A register of ten million, which no register can be: a number has six digits. For how search grows, nothing else.

Filled straight into the tables that search reads, by the rules that make the index; there are no towns, terms or
blocking keys, and the bound on numbers is taken off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import psycopg

from bench.harness.database import a_database
from bench.harness.figures import How
from bench.harness.people import people

TEN_MILLION = 10_000_000
BEFORE = """
set session_replication_role = replica;
alter table register_entry drop constraint entry_number_in_range;
alter table register_namepair drop constraint register_namepair_pkey;
drop index register_namepair_given, register_name_entry;
"""
AFTER = """
set maintenance_work_mem = '1GB';
alter table register_namepair add primary key (family, given, rank, entry_id);
create index register_namepair_given on register_namepair (given, family);
create index register_name_entry on register_name (entry_id);
vacuum analyze register_entry;
vacuum analyze register_name;
vacuum analyze register_namepair;
vacuum analyze register_word;
"""
ENTRY = "copy register_entry (id, number, suppressed, entered_at) from stdin"
NAME = (
    "copy register_name (entry_id, hidden, entered_at, withdrawn_why, forenames, family, why, starts, may_be_shown)"
    " from stdin"
)
PAIR = "copy register_namepair (family, given, rank, entry_id) from stdin"
WORD = "copy register_word (word, signature, sound, roles) from stdin"
WHEN = "2026-11-01 09:00+00"


@contextmanager
def a_wide_register(how: How, entries: int = TEN_MILLION) -> Iterator[str]:
    """Yields the superuser's address of a database with so many names to search, made by the first that asks."""
    folder = how.folder / f"register-{entries}"
    with a_database(folder) as superuser:
        if not (folder / "filled").exists():
            with psycopg.connect(superuser, autocommit=True) as database:
                _fill(database, how.seed, entries)
            (folder / "filled").touch()
        yield superuser


def _fill(database: psycopg.Connection, seed: int, entries: int) -> None:
    from almoner.register.rules.names import ranked_pairs, sound
    from almoner.register.rules.vocabulary import FAMILY, GIVEN, signature, sound_code

    _each(database, BEFORE)
    words: dict[str, int] = {}
    first = 1
    for chunk in people(seed, entries):
        numbered = list(enumerate(chunk, start=first))
        first += len(chunk)
        _copy(database, ENTRY, (f"{i}\t{i}\tf\t{WHEN}\n" for i, _ in numbered))
        facts = (f"{i}\tf\t{WHEN}\t\t{who.forenames}\t{who.family}\tfirst\t2020-01-01\tf\n" for i, who in numbered)
        _copy(database, NAME, facts)
        pairs = []
        for i, who in numbered:
            for (f, g), rank in ranked_pairs(who.forenames, who.family).items():
                words[f] = words.get(f, 0) | FAMILY
                words[g] = words.get(g, 0) | GIVEN
                pairs.append(f"{f}\t{g}\t{rank}\t{i}\n")
        _copy(database, PAIR, pairs)
    words.pop("", None)
    _copy(database, WORD, (f"{w}\t{signature(w)}\t{sound_code(sound(w))}\t{roles}\n" for w, roles in words.items()))
    _each(database, AFTER)


def _each(database: psycopg.Connection, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            database.execute(statement)


def _copy(database: psycopg.Connection, command: str, lines: Iterable[str]) -> None:
    with database.cursor().copy(command) as copy:
        copy.write("".join(lines))
