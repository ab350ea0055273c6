"""One import of a register extract, measured from inside: `python -m bench.harness.importing FILE DAY`. Prints JSON.

What it runs is the action behind `almoner import-register`; its reader of files is a child process, whose time and
memory count too.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date
from pathlib import Path

import django


def main() -> None:
    """Import, and say what it took."""
    django.setup()
    from almoner.record.rules import SystemActor
    from almoner.register.actions import import_extract
    from almoner.scope import clock
    from almoner.scope.context import system
    from bench.harness.timing import Meter, backend_pid

    path = Path(sys.argv[1])
    with system("bench of the import"), Meter(backend_pid()) as meter:
        report = import_extract(
            path=path, file_name=path.name, as_at=date.fromisoformat(sys.argv[2]), by=SystemActor("bench:import"),
            now=clock.now(),
        )  # fmt: skip
    if report.refused:
        sys.exit(f"{report.refused} rows were refused: {report.faults[:3]}")
    own, child = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        json.dumps(
            {
                "rows": report.rows, "wall": meter.spent.wall, "database": meter.spent.database,
                "client": meter.spent.client + child.ru_utime + child.ru_stime,
                "peak_megabytes": (own.ru_maxrss + child.ru_maxrss) / 1024,
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
