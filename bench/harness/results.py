"""bench/results.json and the page made of it: every part's latest findings, each with its own day, load and commit.

python -m bench.harness.results [OTHER.json …]    # take the parts of other files in, and write both anew
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from bench.harness.page import write_page

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results.json"

Parts = dict[str, Any]


def kept(path: Path = RESULTS) -> Parts:
    """The parts that a file of results holds; none where there is no such file."""
    parts: Parts = json.loads(path.read_text()).get("parts", {}) if path.exists() else {}
    return parts


def write(found: Parts, names: Collection[str], failed: Collection[str] = ()) -> None:
    """Write the results and the page: the parts in the order of `names`, and by name what is missing."""
    parts = {name: found[name] for name in names if name in found and name not in failed}
    goals = [{**goal, "part": name} for name, part in parts.items() for goal in part["goals"]]
    skipped = [{**each, "part": name} for name, part in parts.items() for each in part["skipped"]]
    for name in names:
        if name not in parts:
            why = "failed in the last run" if name in failed else "not run yet"
            skipped.append({"name": "all of it", "part": name, "why": why})
    written = {"goals": goals, "skipped": skipped, "parts": parts}
    RESULTS.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n")
    write_page(written, ROOT / "docs")


def main() -> None:
    """Take in the parts of the files named, and write."""
    from bench.__main__ import PARTS

    found = kept()
    for path in sys.argv[1:]:
        found |= kept(Path(path))
    write(found, list(PARTS))


if __name__ == "__main__":
    main()
