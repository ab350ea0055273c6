"""A register of any size in a database of its own, brought in as a register officer would: by the import command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.harness.database import a_database
from bench.harness.figures import How
from bench.harness.people import write_extract

AS_AT = "2026-11-01"
#: A registration number has at most six digits, so this is the largest register that there can be.
LARGEST = 999_999


@dataclass(frozen=True, slots=True)
class Imported:
    """What bringing in an extract took."""

    rows: int
    megabytes: float
    wall: float
    client: float
    database: float
    peak_megabytes: float


@contextmanager
def a_register(how: How, entries: int) -> Iterator[tuple[str, Imported]]:
    """Yields (superuser's address, what the import took) of a register of so many, made by the first part that asks."""
    folder = how.folder / f"register-{entries}"
    with a_database(folder) as superuser:
        kept = folder / "imported.json"
        if not kept.exists():
            kept.write_text(json.dumps(asdict(_import(folder, superuser, how.seed, entries))))
        yield superuser, Imported(**json.loads(kept.read_text()))


def _import(folder: Path, superuser: str, seed: int, entries: int) -> Imported:
    extract = folder / "extract.csv"
    size = write_extract(extract, seed, entries)
    spent = import_file(extract)
    extract.unlink()
    import psycopg

    with psycopg.connect(superuser, autocommit=True) as database:
        database.execute("vacuum analyze")
    return Imported(entries, size / 1e6, *spent)


def import_file(extract: Path) -> tuple[float, float, float, float]:
    """(wall, client's processor, database's processor seconds, peak megabytes) of importing, in a process of its own.

    The database's time is that of the session's own backend. A file that is refused in any row is an error here.
    """
    command = [sys.executable, "-m", "bench.harness.importing", str(extract), AS_AT]
    done = subprocess.run(command, stdout=subprocess.PIPE, env=os.environ, check=True)
    spent = json.loads(done.stdout)
    return spent["wall"], spent["client"], spent["database"], spent["peak_megabytes"]
