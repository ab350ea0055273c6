"""`make run`: one of it at a time, and Ctrl-C stops all that it started."""

from __future__ import annotations

import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import READY, Installation, a_free_port, installed


def processes_with(var: Path) -> dict[int, str]:
    """The command of every process started with this folder in its environment or command, whoever its parent is."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if str(var).encode() in told:
            found[int(entry.name)] = command
    return found


def serving(running: Installation) -> tuple[int, set[int]]:
    """The web server's main process and the workers that it has, once it has both."""
    for _ in range(100):
        ours = processes_with(running.var)
        groups = {pid: os.getpgid(pid) for pid in ours}
        mains = [pid for pid, command in ours.items() if command.endswith(" serve ") and groups[pid] == pid]
        if len(mains) == 1:
            workers = {pid for pid, group in groups.items() if group == mains[0] and pid != mains[0]}
            if len(workers) >= 2:
                return mains[0], workers
        time.sleep(0.1)
    raise AssertionError(f"no server with workers: {ours}")


@pytest.fixture
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("run") / "var", demo=False) as here:
        yield here


def test_it_serves_refuses_a_second_of_itself_and_stops_cleanly(running: Installation) -> None:
    running.wait_until_it_says(READY)
    with urllib.request.urlopen(f"{running.url}/") as answer:
        assert answer.status == 200

    second = running.run("run", "--port", str(a_free_port()))
    assert second.returncode == 3
    assert "already runs here" in second.stderr
    assert running.process.poll() is None

    main, workers = serving(running)
    assert {main} | workers <= set(processes_with(running.var))
    assert running.stop() == 0
    assert processes_with(running.var) == {}


@pytest.mark.long
def test_a_server_that_is_killed_leaves_no_worker_of_its_own_behind(running: Installation) -> None:
    running.wait_until_it_says(READY)
    main, workers = serving(running)
    os.kill(main, signal.SIGKILL)
    assert running.process.wait(timeout=60) == 1
    assert "The web process ended (-9)" in running.said
    assert workers & set(processes_with(running.var)) == set()
    assert processes_with(running.var) == {}
