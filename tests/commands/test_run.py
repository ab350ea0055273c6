"""`make run`: one of it at a time, and Ctrl-C stops all that it started."""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import READY, Installation, a_free_port, installed


def processes_of(var: Path) -> list[str]:
    """Every process started with this folder in its environment or command, whoever its parent is."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if str(var).encode() in told:
            found.append(command)
    return found


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

    assert running.stop() == 0
    assert processes_of(running.var) == []
