"""Files of a former regulator's cases, for tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from almoner.fitness.actions.inherited import Report
from almoner.fitness.actions.inherited_files import import_from_disk
from almoner.fitness.models import Inherited
from almoner.record.rules import SystemActor
from almoner.scope.context import system

_turn = count(1)
WHOSE = "Former Council of Carers"
MACHINE = SystemActor("test:inherited")
CASE: Mapping[str, str] = {
    "Former reference": "FCC/19/0001", "Name": "Jane Okonkwo", "Stage": "Investigation",
    "Received on": "4 March 2019", "Registration number": "", "Concern": "Visits were recorded that did not happen.",
    "Triage from": "11 March 2019", "Investigation from": "02/05/2019", "Outcome": "",
    "History": "3 June 2019: Asked the employer for records\n12 July 2019: Records received",
}  # fmt: skip


def a_row(**changed: str) -> dict[str, str]:
    """A row of a case under investigation; `changed` by the column's first words, as in `stage="Triage"`."""
    names = {
        name.lower().replace(" ", "_"): name for name in [*CASE, "Case examiners from", "Hearing from", "Closed on"]
    }
    return {**CASE, "Former reference": f"FCC/19/{next(_turn):04}", **{names[k]: v for k, v in changed.items()}}


def as_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A file with the columns of the first row, and of whatever the others add."""
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def imported(content: bytes, now: datetime, *, dry_run: bool = False, name: str = "cases.csv") -> Report:
    """What comes of a file that is imported from a disk."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return import_from_disk(
            path=path, former_regulator=WHOSE, by=MACHINE, now=now, dry_run=dry_run, progress=lambda done: None
        )


def inherited_as(reference: str) -> Inherited:
    """The case that a reference became."""
    with system("test"):
        return Inherited.objects.select_related("concern").get(former_reference=reference)
