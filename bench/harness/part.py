"""One part in a process of its own, so that its memory is its own: `python -m bench.harness.part MODULE OUT …`.

The runner starts it; to measure one part by hand, use `python -m bench --only NAME`.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

from bench.harness.figures import How
from bench.harness.machine import commit, load, machine


def main() -> None:
    """Measure and write what was found, with the machine and its load before and after."""
    module, out, asked = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
    how = How(**(asked | {"folder": Path(asked["folder"])}))
    part = import_module(module)
    before, started = load(), time.time()
    figures = part.measure(how)
    own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    found = figures.as_json() | {
        "title": part.TITLE, "seed": how.seed, "rounds": how.rounds, "quick": how.quick, "wide": how.wide,
        "when": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(started)), "seconds": round(time.time() - started, 1),
        "cpu_seconds": round(own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime, 1),
        "load": [before, load()], "commit": commit(), "machine": machine(),
    }  # fmt: skip
    out.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
