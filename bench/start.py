"""`make run` from a clean clone and again, to the moment it says it is ready; and what the environment weighs."""

from __future__ import annotations

import os
import queue
import re
import resource
import signal
import socket
import subprocess
import threading
import time
from importlib.metadata import distributions
from pathlib import Path

from bench.harness import Figures, How

TITLE = "Time to begin: `make run`, and the size of the environment"
ROOT = Path(__file__).resolve().parents[1]
FIRST_SECONDS, AGAIN_SECONDS, GIVE_UP = 180, 10, 1500
READY = re.compile(r"Almoner is at .*ready in (\d+) s")
LISTED = 12


def measure(how: How) -> Figures:
    """The first start, the second, and the sizes."""
    found = Figures()
    _sizes(found)
    if how.quick:
        found.skip("make run from a clean clone (S1, S2)", "a quick run installs nothing anew")
        return found
    clone = how.folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    before = _processor()
    first, said = _started(clone)
    middle = _processor()
    if first is None:
        found.skip("make run from a clean clone (S1, S2)", f"it did not become ready: {said}")
        return found
    again, _ = _started(clone)
    spent = {"first": middle - before, "second": _processor() - middle}
    found.table(
        "Processor time of all processes that make started, the database's apart", ["Start", "CPU, s"],
        [list(each) for each in spent.items()],
    )  # fmt: skip
    where = f"at a load average of {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    found.goal(
        "S1", "make run from a clean clone, seconds until it is ready", first, unit="s", at_most=FIRST_SECONDS,
        why=f"It fetches and compiles everything once: {spent['first']:.0f} s of work without the database's, {where}.",
    )  # fmt: skip
    found.goal(
        "S2", "make run again, seconds until it is ready", again or float("nan"), unit="s", at_most=AGAIN_SECONDS,
        why=f"{spent['second']:.0f} s of work without the database's: each process loads the house, {where}.",
    )  # fmt: skip
    found.note("Both on the clock, with make's own work. The packages come from where pip is set up to find them.")
    return found


def _started(clone: Path) -> tuple[float | None, str]:
    """Seconds until `make run` says it is ready, and its last words; it is stopped afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ALMONER", "DATABASE", "DJANGO"))}
    begun = time.perf_counter()
    child = subprocess.Popen(
        ["make", "run"], cwd=clone, env=kept | {"PORT": str(port)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, start_new_session=True,
    )  # fmt: skip
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_listen, args=(child, lines), daemon=True).start()
    last, ready = "", None
    while ready is None and (line := _next(lines, begun)) is not None:
        last = line.strip() or last
        if READY.search(line):
            ready = time.perf_counter() - begun
    os.killpg(child.pid, signal.SIGINT)
    child.wait(timeout=120)
    return ready, last[-300:]


def _processor() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def _listen(child: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert child.stdout is not None  # noqa: S101
    for line in child.stdout:
        lines.put(line)
    lines.put(None)


def _next(lines: queue.Queue[str | None], begun: float) -> str | None:
    try:
        return lines.get(timeout=max(1.0, GIVE_UP - (time.perf_counter() - begun)))
    except queue.Empty:
        return None


def _sizes(found: Figures) -> None:
    """Megabytes of every package in `.venv`, as its own list of files has it, and what asks for the largest."""
    folders = list((ROOT / ".venv").resolve().glob("lib/python*/site-packages"))
    wanted = {name: _names(ROOT / f"{name}.txt") for name in ("requirements", "requirements-dev")}
    rows = []
    for package in distributions(path=[str(folder) for folder in folders]):
        size = sum(_size(Path(str(package.locate_file(file)))) for file in package.files or [])
        name = package.metadata["Name"].lower().replace("_", "-")
        rows.append((size / 1e6, name, "running it" if name in wanted["requirements"] else "tests and checks"))
    rows.sort(reverse=True)
    for use in ("running it", "tests and checks"):
        found.figure(f"packages for {use}", sum(size for size, _, of in rows if of == use), "MB")
    found.table("The largest packages", ["Package", "MB", "For"], [[name, mb, of] for mb, name, of in rows[:LISTED]])


def _names(lock: Path) -> set[str]:
    lines = (line for line in lock.read_text().splitlines() if "==" in line and not line.startswith((" ", "#")))
    return {line.split("==")[0].split("[")[0].strip().lower().replace("_", "-") for line in lines}


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
