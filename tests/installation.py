"""An installation as somebody at a shell has it: started by `almoner run` in a folder of its own, stopped by Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from almoner.config.environment import ROOT

READY = "Ctrl-C stops it"


def a_free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def outside_the_tests(var: Path, *, demo: bool) -> dict[str, str]:
    """The environment of somebody who knows nothing of the test database."""
    ours = ("DATABASE_", "ALMONER_", "PYTEST_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"ALMONER_VAR": str(var), "ALMONER_DEMO": str(int(demo))}


@dataclass
class Installation:
    """One installation: its folder, its address, its process and what it has said so far."""

    var: Path
    port: int
    demo: bool
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """Everything printed so far."""
        return (self.var / "said.txt").read_text()

    def wait_until_it_says(self, words: str, seconds: int = 180) -> None:
        """Wait for words on its output; fails when it ends before, or after so many seconds."""
        for _ in range(seconds * 10):
            if words in self.said:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"never said {words!r}:\n{self.said}")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run `almoner …` beside it, as somebody at a second shell would."""
        return subprocess.run(
            [sys.executable, "-m", "almoner", *command],
            env=outside_the_tests(self.var, demo=self.demo),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def stop(self) -> int:
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)


@contextmanager
def installed(var: Path, *, demo: bool) -> Iterator[Installation]:
    """Start an installation in the empty folder `var`, and see that nothing of it is left."""
    var.mkdir(parents=True, exist_ok=True)
    (var / "static_build").symlink_to(ROOT / "var" / "static_build")  # make setup built it
    port = a_free_port()
    command = [sys.executable, "-m", "almoner", "run", "--port", str(port)]
    with (var / "said.txt").open("wb") as out:
        process = subprocess.Popen(command, env=outside_the_tests(var, demo=demo), stdout=out, stderr=out, cwd=ROOT)
    here = Installation(var, port, demo, process)
    try:
        yield here
    finally:
        if process.poll() is None:
            here.stop()
        kept = (var / "pg").resolve()
        if not kept.is_relative_to(var.resolve()):
            shutil.rmtree(kept.parent)  # as root, below a folder that nobody else may enter, the data stands elsewhere
