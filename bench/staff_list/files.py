"""Writes an invented register extract and staff list as files.

python -m bench.staff_list.files DIR [SEED] [ENTRIES] [ROWS]
"""

import csv
import random
import sys
from datetime import date, timedelta
from pathlib import Path

from almoner.register.tests.invented_lists import invent


def write(where: Path, seed: int, entries: int, rows: int) -> None:
    """register.csv and staff.csv in `where`."""
    made = invent(seed, entries, rows)
    dice = random.Random(seed)  # noqa: S311 (the same every time, on purpose)
    where.mkdir(parents=True, exist_ok=True)
    with (where / "register.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(
            ["Registration Number", "Registered Name", "Status", "Town of employment", "Registered from",
             "Registered until", "Annotations", "Registered"]
        )  # fmt: skip
        for entry in made.entries:
            until = date(2026, 11, 30) if dice.random() > 0.03 else date(2025, 11, 30)
            gone = dice.random() < 0.02
            status = "No Longer Registered - Failed to Renew" if gone else "Registered"
            began = min(entry.registered_from or until, date(2024, 1, 1))
            last = until - timedelta(days=365 if gone else 0)
            out.writerow([entry.number, entry.name, status, entry.town, began, last, "", "" if gone else "true"])
    with (where / "staff.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["Employee No", "Employee Name", "SWE No", "Office", "Start Date"])
        for row in made.rows:
            started = f"{row.starts:%d/%m/%Y}" if row.starts else ""
            out.writerow([row.line + 1000, row.full_name, row.number, row.town, started])


if __name__ == "__main__":
    given = sys.argv[1:]
    write(Path(given[0]), *(int(each) for each in [*given[1:], "1", "100000", "5000"][:3]))
