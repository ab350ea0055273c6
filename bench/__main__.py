"""`make bench`: every part in turn, each in a process of its own; writes bench/results.json and docs/bench.md.

    make bench                    # all parts; three quarters of an hour on two idle cores, and longer on busy ones
    make bench QUICK=1            # some five minutes: smaller sizes, fewer rounds
    make bench ONLY=search        # one or more parts, by name; the other parts' results stay as they were
    make bench WIDE=1             # with ten million people, some ten minutes more

Exit codes: 0 measured, whether or not every goal was met · 1 a part failed · 2 no such part
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.harness.results import RESULTS, ROOT, kept, write

#: In the order in which they run. A part is a module with TITLE and measure(how); see bench/README.md.
PARTS = {
    "imports": "bench.imports",
    "search": "bench.search",
    "record": "bench.record",
    "moves": "bench.moves",
    "cases": "bench.cases",
    "pages": "bench.pages",
    "start": "bench.start",
    "staff_list": "bench.staff_list",
}
QUICK_SECONDS, LONGEST_SECONDS = 600, 5400


def asked_for() -> argparse.Namespace:
    """The command line."""
    reading = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    reading.add_argument("--quick", action="store_true", help="smaller sizes and fewer rounds: five minutes")
    reading.add_argument("--wide", action="store_true", help="with ten million people as well")
    reading.add_argument("--only", default="", help=f"some of: {', '.join(PARTS)}")
    reading.add_argument("--seed", type=int, default=0, help="a seed that was printed, to run it again")
    reading.add_argument("--most", type=int, default=10_000_000, help="no size above this many people")
    reading.add_argument("--keep", default="", help="a folder to keep the registers in, for another run to use again")
    reading.add_argument("--rounds", type=int, default=0, help="rounds; five, or two when quick")
    return reading.parse_args()


def main() -> int:
    """Run the parts, write results and page, and say which goals were met."""
    options = asked_for()
    names = [name for name in options.only.replace(" ", ",").split(",") if name] or list(PARTS)
    if unknown := sorted(set(names) - set(PARTS)):
        print(f"There is no part {', '.join(unknown)}; there are {', '.join(PARTS)}.")
        return 2
    seed = options.seed or random.SystemRandom().randrange(1, 10**6)
    rounds = options.rounds or (2 if options.quick else 5)
    print(f"Seed {seed}, {rounds} rounds{', quick' if options.quick else ''}", flush=True)
    failed = []
    with _scratch(options.keep) as scratch:
        os.chmod(scratch, 0o755)  # noqa: S103  as root, PostgreSQL runs as nobody and must reach it
        asked = {"quick": options.quick, "wide": options.wide, "seed": seed, "rounds": rounds, "folder": scratch}
        asked["most"] = options.most
        for name in names:
            found = _run(name, asked)
            failed += [] if found else [name]
            write(kept() | ({name: found} if found else {}), list(PARTS), failed)
    print(f"Written: {RESULTS.relative_to(ROOT)} and docs/bench.md")
    return 1 if failed else 0


@contextlib.contextmanager
def _scratch(kept: str) -> Iterator[str]:
    """A folder for this run alone; or one that is kept, with the registers that an earlier run made there."""
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield kept
    else:
        with tempfile.TemporaryDirectory(prefix="almoner-bench-") as scratch:
            yield scratch


def _run(name: str, asked: dict[str, Any]) -> dict[str, Any] | None:
    """One part's findings; None, with its last words printed, when it failed or took too long."""
    print(f"{name}:", flush=True)
    out = Path(asked["folder"]) / f"{name}.json"
    command = [sys.executable, "-m", "bench.harness.part", PARTS[name], str(out), json.dumps(asked)]
    seconds = QUICK_SECONDS if asked["quick"] else LONGEST_SECONDS
    child = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    try:
        code = child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        # As Ctrl-C would, so that it stops the databases it started.
        os.killpg(child.pid, signal.SIGINT)
        child.wait(timeout=120)
        print(f"  FAILED: not done in {seconds} s", flush=True)
        return None
    if code or not out.exists():
        print(f"  FAILED: exit code {code}", flush=True)
        return None
    found: dict[str, Any] = json.loads(out.read_text())
    for goal in found["goals"]:
        mark = "met   " if goal["met"] else "MISSED"
        measured = f"{goal['value']:g} {goal['unit']} ({goal['sense']} {goal['goal']:g})"
        print(f"  {mark} {goal['id']:<8} {measured}", flush=True)
    for each in found["skipped"]:
        print(f"  skipped {each['name']}: {each['why']}", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
