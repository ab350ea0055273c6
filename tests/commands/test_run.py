"""`make run`: one of it at a time, and Ctrl-C stops all that it started."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from almoner.config.environment import ROOT


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def outside_the_tests(var: Path) -> dict[str, str]:
    """The environment of somebody at a shell, who knows nothing of the test database."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "ALMONER_", "PYTEST_", "DJANGO_"))}
    return kept | {"ALMONER_VAR": str(var), "ALMONER_DEMO": "0"}


def start(var: Path, port: int, said: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "almoner", "run", "--port", str(port)]
    with said.open("wb") as out:
        return subprocess.Popen(command, env=outside_the_tests(var), stdout=out, stderr=out, cwd=ROOT)


def wait_until_it_says(said: Path, words: str, running: subprocess.Popen[bytes]) -> str:
    for _ in range(1200):
        text = said.read_text()
        if words in text:
            return text
        if running.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"never said {words!r}:\n{said.read_text()}")


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
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int, subprocess.Popen[bytes], Path]]:
    var = tmp_path_factory.mktemp("var")
    (var / "static_build").symlink_to(ROOT / "var" / "static_build")  # make setup built it
    port, said = a_free_port(), var / "said.txt"
    process = start(var, port, said)
    yield var, port, process, said
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    kept = (var / "pg").resolve()
    if not kept.is_relative_to(var):
        shutil.rmtree(kept.parent)  # as root, below a folder that nobody else may enter, the data stands elsewhere


def test_it_serves_refuses_a_second_of_itself_and_stops_cleanly(
    running: tuple[Path, int, subprocess.Popen[bytes], Path],
) -> None:
    var, port, process, said = running
    wait_until_it_says(said, "Ctrl-C stops it", process)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        assert answer.status == 200

    beside = var / "beside.txt"
    second = start(var, a_free_port(), beside)
    assert second.wait(timeout=60) == 3
    assert "already runs here" in beside.read_text()
    assert process.poll() is None

    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0
    assert processes_of(var) == []
