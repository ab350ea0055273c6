"""Bringing in a register extract beside a bare COPY of the same rows: ten thousand, a hundred thousand, a million.

Two yardsticks: the file's rows copied into one plain table with a key on the number, which is no register; and the rows
that the import wrote copied into tables of the same shape with all their keys and constraints, which is the least that
this register can cost, checks of one table against another left out.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.harness import Figures, How
from bench.harness.database import DATABASE, a_database
from bench.harness.people import write_extract
from bench.harness.register import LARGEST, Imported, a_register, import_file
from bench.harness.timing import backend_seconds

TITLE = "Bringing in a register extract"
SMALL, MIDDLE = 10_000, 100_000
MOST_SECONDS, MOST_MEGABYTES = 60, 500
TABLES = (
    "register_entry", "register_name", "register_town", "register_term", "register_change", "register_namepair",
    "register_blockkey", "register_word",
)  # fmt: skip
PLAIN = """create table plain (number text primary key, name text, status text, town text, starts text, until text,
  annotations text, registered text)"""
SLICE = 1 << 20


def measure(how: How) -> Figures:
    """Each size: the import in rounds (a million once), and both yardsticks."""
    found, taken = Figures(), {}
    for entries in (SMALL,) if how.quick else (SMALL, MIDDLE):
        taken[entries] = _in_rounds(how, entries)
    if how.quick:
        found.skip("a hundred thousand and a million rows (I1 to I5)", "a quick run stops at ten thousand")
    elif how.most < LARGEST:
        found.skip("a million rows (I3)", f"this run was asked to stop at {how.most:,}")
    else:
        with a_register(how, LARGEST) as (superuser, imported):
            taken[LARGEST] = ([imported], _yardsticks(superuser, how, LARGEST))
    for entries, (imports, copies) in taken.items():
        _figures(found, entries, imports, copies)
    _table(found, taken)
    if not how.quick:
        _goals(found, taken)
    return found


Yardsticks = dict[str, float]


def _in_rounds(how: How, entries: int) -> tuple[list[Imported], Yardsticks]:
    """Each round another extract into another database, a copy of an empty one."""
    imports = []
    copies: Yardsticks = {}
    with a_database(how.folder / f"imports-{entries}") as superuser:
        address = os.environ["DATABASE_URL"]
        for round_ in range(how.rounds):
            extract = how.folder / f"extract-{entries}.csv"
            size = write_extract(extract, how.seed * 100 + round_, entries)
            with _another(superuser) as inside:
                os.environ["DATABASE_URL"] = address.replace(DATABASE, "round")
                imports.append(Imported(entries, size / 1e6, *import_file(extract)))
                if round_ == how.rounds - 1:
                    copies = _yardsticks(inside, how, entries, extract)
            os.environ["DATABASE_URL"] = address
            extract.unlink()
    return imports, copies


@contextmanager
def _another(superuser: str) -> Iterator[str]:
    with psycopg.connect(superuser, dbname="postgres", autocommit=True) as server:
        server.execute(f"create database round template {DATABASE} strategy file_copy")
        yield superuser.replace(DATABASE, "round")
        server.execute("drop database round with (force)")


def _yardsticks(superuser: str, how: How, entries: int, extract: Path | None = None) -> Yardsticks:
    """Processor seconds of both yardsticks, the database's: reading and sending bytes is nearly nothing."""
    if extract is None:
        extract = how.folder / f"extract-{entries}.csv"
        write_extract(extract, how.seed, entries)
    with psycopg.connect(superuser, autocommit=True) as database:
        plain = _copied(database, PLAIN, "copy plain from stdin (format csv, header)", extract)
        same = 0.0
        for table in TABLES:
            rows = how.folder / f"rows-{entries}"
            with rows.open("wb") as file, database.cursor().copy(f"copy {table} to stdout") as copy:
                for piece in copy:
                    file.write(piece)
            same += _copied(database, f"create table again (like {table} including all)", "copy again from stdin", rows)
            database.execute("drop table again")
            rows.unlink()
    return {"plain": plain, "same": same}


def _copied(database: psycopg.Connection, table: str, command: str, path: Path) -> float:
    database.execute(table)
    before = backend_seconds(database.info.backend_pid)
    with path.open("rb") as file, database.cursor().copy(command) as copy:
        while piece := file.read(SLICE):
            copy.write(piece)
    return backend_seconds(database.info.backend_pid) - before


def _cpu(imports: Sequence[Imported]) -> float:
    return statistics.median(i.client + i.database for i in imports)


def _figures(found: Figures, entries: int, imports: Sequence[Imported], copies: Yardsticks) -> None:
    keys = "The database's share grows, and the rest hardly; see the next line."
    found.figure("import: processor time a row", _cpu(imports) / entries * 1e6, "µs", entries, keys)
    database = statistics.median(i.database for i in imports)
    deeper = "So does a bare COPY of the same rows, below: a row's keys go into larger indexes."
    found.figure("import: the database's share a row", database / entries * 1e6, "µs", entries, deeper)
    held = "I3 says whether it stays flat from a hundred thousand rows to a million."
    found.figure("import: most memory", max(i.peak_megabytes for i in imports), "MB", entries, held)
    found.figure("bare COPY into a plain table, a row", copies["plain"] / entries * 1e6, "µs", entries)
    found.figure("COPY of what the import wrote, a row", copies["same"] / entries * 1e6, "µs", entries)


def _table(found: Figures, taken: dict[int, tuple[list[Imported], Yardsticks]]) -> None:
    found.table(
        "Imports, medians of the rounds",
        ["Rows", "Rounds", "On the clock, s", "Client's CPU, s", "Database's CPU, s", "Most memory, MB",
         "COPY into a plain table, CPU s", "COPY of what was written, CPU s"],
        [
            [entries, len(imports), *(statistics.median(getattr(i, each) for i in imports)
                                      for each in ("wall", "client", "database")),
             max(i.peak_megabytes for i in imports), copies["plain"], copies["same"]]
            for entries, (imports, copies) in taken.items()
        ],
    )  # fmt: skip
    found.note(
        "Memory is the importing process's and its file reader's peak together. The plain table keeps the file's eight"
        " texts; the import reads and checks each row, compares it with the register, writes five dated facts in its"
        " place, some twelve rows of index, and the change feed."
    )


def _waited(imports: Sequence[Imported]) -> str:
    wall = statistics.median(i.wall for i in imports)
    return (
        f"Of {wall:.0f} s on the clock {_cpu(imports):.0f} were at work; the rest waited for a processor or the disk, "
        f"at a load average of {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors."
    )


def _goals(found: Figures, taken: dict[int, tuple[list[Imported], Yardsticks]]) -> None:
    imports, copies = taken[MIDDLE]
    found.goal(
        "I1", "100,000 rows: processor seconds, client's and database's", _cpu(imports), unit="s", at_most=MOST_SECONDS
    )
    found.goal(
        "I1w", "100,000 rows: seconds on the clock", statistics.median(i.wall for i in imports), unit="s",
        at_most=MOST_SECONDS, why=_waited(imports),
    )  # fmt: skip
    found.goal("I2", "100,000 rows: memory", max(i.peak_megabytes for i in imports), unit="MB", at_most=MOST_MEGABYTES)
    if LARGEST in taken:
        large = taken[LARGEST][0][0]
        found.goal(
            "I3", "1,000,000 rows: memory beside that of 100,000", large.peak_megabytes / imports[0].peak_megabytes,
            unit="times", at_most=1.5,
        )  # fmt: skip
    found.goal(
        "I4", "100,000 rows, beside a COPY of the rows that it writes", _cpu(imports) / copies["same"], unit="times",
        at_most=10,
    )  # fmt: skip
    found.goal(
        "I5", "100,000 rows, beside a COPY of the file into one plain table", _cpu(imports) / copies["plain"],
        unit="times", at_most=10,
        why="The import writes some twenty rows for each one of the file, each under keys; a plain table has one.",
    )  # fmt: skip
