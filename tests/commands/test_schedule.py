"""Several workers share the tests: the drills stay together, the longest begin first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests import schedule
from tests.template import ROOT

WRITES_WHO_RAN_IT = """
import os, pytest
@pytest.mark.parametrize("number", range(6))
def test_{name}(number):
    with open("ran.txt", "a") as ran:
        ran.write("{name} " + os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


def ran_by(folder: Path, *given: str) -> list[tuple[str, str]]:
    """Which test each of two workers ran, in a folder with drills and others."""
    (folder / "tests" / "faults").mkdir(parents=True)
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "tests" / "faults" / "test_drills.py").write_text(WRITES_WHO_RAN_IT.format(name="a_drill"))
    (folder / "tests" / "test_others.py").write_text(
        WRITES_WHO_RAN_IT.format(name="short") + WRITES_WHO_RAN_IT.format(name=schedule.LONGEST[0][5:])
    )
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:django", "-p", "no:cacheprovider", *given]
    subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(ROOT), "PATH": ""}, check=True, capture_output=True)
    return [(name, worker) for name, worker in map(str.split, (folder / "ran.txt").read_text().splitlines())]


def test_one_worker_runs_the_drills_and_the_longest_begin_before_the_short(tmp_path: Path) -> None:
    ran = ran_by(tmp_path, "-p", "tests.schedule")
    assert len(ran) == 18
    assert len({worker for name, worker in ran if name == "a_drill"}) == 1
    of_others = [name for name, worker in ran if worker != dict(ran)["a_drill"]]
    assert of_others == sorted(of_others, key=lambda name: name == "short")


def test_control_without_it_both_run_drills(tmp_path: Path) -> None:
    ran = ran_by(tmp_path)
    assert len({worker for name, worker in ran if name == "a_drill"}) == 2


def test_everything_named_among_the_longest_is_a_test() -> None:
    written = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in schedule.LONGEST if f"def {name}(" not in written] == []
