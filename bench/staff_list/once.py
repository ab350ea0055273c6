"""One method on one task in a process of its own, so that its memory and threads are its own.

python -m bench.staff_list.once METHOD TASK SEED OUT
"""

from __future__ import annotations

import gc
import json
import logging
import resource
import sys
import time
import warnings
from dataclasses import asdict
from pathlib import Path

from bench.staff_list.methods import METHODS
from bench.staff_list.scoring import score
from bench.staff_list.tasks import febrl, generated


def main() -> None:
    """Runs it and writes what came of it."""
    method, which, seed, out = sys.argv[1:5]
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    task = febrl(int(which.removeprefix("febrl"))) if which.startswith("febrl") else generated(int(seed), int(which))
    # What stands in memory before is no method's, so no method's collector has to walk it.
    gc.collect()
    gc.freeze()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    links, cpu = METHODS[method](task)
    wall = time.perf_counter() - started
    found = asdict(score(links, task.truth)) | {"cpu": cpu, "wall": wall}
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found["before"] = before
    Path(out).write_text(json.dumps(found))


if __name__ == "__main__":
    main()
